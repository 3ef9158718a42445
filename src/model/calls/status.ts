import { add } from '../../wire/seq.js';
import { ModelError } from '../errors.js';
import type { Machine } from '../machine.js';
import { effectiveMss, ownMss } from '../send/options-sent.js';
import { unsent } from '../send/output.js';
import type { State } from '../state.js';
import type { Tcb } from '../tcb.js';
import { rcvWnd } from '../window.js';

const US_PER_MS = 1_000;

/** The numbers that TCP_INFO has for the states. */
const NUMBERS: Readonly<Record<State, number>> = {
  ESTABLISHED: 1,
  'SYN-SENT': 2,
  'SYN-RECEIVED': 3,
  'FIN-WAIT-1': 4,
  'FIN-WAIT-2': 5,
  'TIME-WAIT': 6,
  CLOSED: 7,
  'CLOSE-WAIT': 8,
  'LAST-ACK': 9,
  LISTEN: 10,
  CLOSING: 11,
};

/** Octets that wait: for the user, for the peer's acknowledgment, and of these those never sent. */
export function queued(
  machine: Machine,
  args: { readonly socket: number },
): { received: number; unacknowledged: number; unsent: number } {
  const tcb = connectionOf(machine, args);
  return { received: tcb.rcv.text.length, unacknowledged: tcb.snd.text.length, unsent: unsent(tcb) };
}

/** Whether the next octet to be taken is the one at the urgent mark. */
export function atMark(machine: Machine, args: { readonly socket: number }): { atMark: boolean } {
  const { rcv } = connectionOf(machine, args);
  return { atMark: rcv.up !== undefined && rcv.readSeq === add(rcv.up, -1) };
}

/** STATUS by socket (RFC 9293 3.10.6), in the words and units of TCP_INFO. */
export function info(machine: Machine, args: { readonly socket: number }): Record<string, number> {
  const { tcb, listener } = machine.socket(args.socket);
  if (!tcb) return { state: listener ? NUMBERS.LISTEN : NUMBERS.CLOSED };
  const { rtt, snd, congestion } = tcb;
  const sndMss = effectiveMss(machine.stack, tcb);
  return {
    state: NUMBERS[tcb.state],
    retransmits: tcb.sentAgain,
    probes: snd.probes + tcb.keepAlivesUnanswered,
    sendWindowScale: snd.shift,
    receiveWindowScale: tcb.rcv.shift,
    rto: rtt.rto * US_PER_MS,
    rtt: (rtt.srtt ?? 0) * US_PER_MS,
    rttvar: rtt.rttvar * US_PER_MS,
    sndMss,
    advmss: ownMss(tcb),
    unacked: snd.flight.length,
    sndCwnd: Math.floor(congestion.cwnd / sndMss),
    sndSsthresh: Math.min(Math.floor(congestion.ssthresh / sndMss), 0x7fffffff),
    notsentBytes: unsent(tcb),
    pmtu: tcb.pathMtu,
    sndWnd: snd.wnd,
    rcvWnd: rcvWnd(tcb),
  };
}

function connectionOf(machine: Machine, args: { readonly socket: number }): Tcb {
  const { tcb } = machine.socket(args.socket);
  if (!tcb) throw new ModelError('ENOTCONN', 'there is no connection');
  return tcb;
}
