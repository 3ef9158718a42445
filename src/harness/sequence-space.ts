import type { SegmentMatch } from '../peer/match.js';
import type { Peer } from '../peer/peer.js';
import { add } from '../wire/seq.js';
import type { State } from './states.js';

/** The states in which both ends know each other's sequence numbers (RFC 9293 3.5.2, group 3). */
export const SYNCHRONIZED = [
  'ESTABLISHED',
  'FIN-WAIT-1',
  'FIN-WAIT-2',
  'CLOSE-WAIT',
  'CLOSING',
  'LAST-ACK',
  'TIME-WAIT',
] as const satisfies readonly State[];

/** The target's RCV.NXT+RCV.WND, by the window that was read last: the first sequence number beyond it. */
export function rightEdge({ snd }: Peer): number {
  return add(snd.una, snd.wnd);
}

/** What answers an unacceptable segment: `<SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>` of the target, without text (RFC 9293 3.10.7.4). */
export function emptyAck({ rcv, snd }: Peer): SegmentMatch {
  return { seq: rcv.nxt, ack: snd.nxt, length: 0 };
}
