import type { SendFields } from '../peer/build.js';
import type { Peer } from '../peer/peer.js';
import { distance } from '../wire/seq.js';
import type { DecodedSegment } from '../wire/tcp.js';

/** Takes what the target sends up to its FIN, each segment in its place, and acknowledges the data. Resolves to it as Latin-1 text. */
export async function receiveToFin(peer: Peer): Promise<string> {
  const parts: Uint8Array[] = [];
  for (;;) {
    const kind = await peer.expectOneOf({
      fin: ['FIN,ACK', { seq: peer.rcv.nxt }],
      text: ['ACK', { seq: peer.rcv.nxt }],
    });
    const { payload } = peer.last;
    parts.push(payload);
    if (kind === 'fin') return Buffer.concat(parts).toString('latin1');
    if (payload.length > 0) await peer.send('ACK');
  }
}

/**
 * Takes segments of data, each in its place, until `octets` of it have come, and acknowledges each with the fields of
 * `ack`, none where that is null. Resolves to the segments; throws Nonconformance on anything else, and on more data than that.
 */
export async function receiveData(
  peer: Peer,
  octets: number,
  ack: (() => SendFields) | null = () => ({}),
): Promise<DecodedSegment[]> {
  const segments: DecodedSegment[] = [];
  const start = peer.rcv.nxt;
  for (let left = octets; left > 0; left = octets - distance(start, peer.rcv.nxt)) {
    const where = ({ payload: { length } }: DecodedSegment) =>
      length === 0 || length > left ? `${length} octets of data, where 1 to ${left} are to come` : undefined;
    segments.push(await peer.expect('ACK', { seq: peer.rcv.nxt, where }));
    if (ack) await peer.send('ACK', ack());
  }
  return segments;
}
