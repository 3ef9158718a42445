import type { SendFields } from '../peer/build.js';
import type { Peer } from '../peer/peer.js';
import { add, distance } from '../wire/seq.js';
import type { DecodedSegment } from '../wire/tcp.js';

/**
 * Takes what the target sends up to its FIN, each segment in its place, and acknowledges the data. Resolves to it as
 * Latin-1 text. A probe of a window that was zero before may have crossed what opened it.
 */
export async function receiveToFin(peer: Peer): Promise<string> {
  const parts: Uint8Array[] = [];
  for (;;) {
    const kind = await peer.expectOneOf({
      fin: ['FIN,ACK', { seq: peer.rcv.nxt }],
      text: ['ACK', { seq: peer.rcv.nxt }],
      probe: ['ACK', { seq: add(peer.rcv.nxt, -1), length: 0 }],
    });
    if (kind === 'probe') continue;
    const { payload } = peer.last;
    parts.push(payload);
    if (kind === 'fin') return Buffer.concat(parts).toString('latin1');
    if (payload.length > 0) await peer.send('ACK');
  }
}

/**
 * Takes segments of data, each in its place, until at least `octets` of it have come, and acknowledges each with the
 * fields of `ack`, none where that is null. Resolves to the segments; throws Nonconformance on anything else.
 */
export async function receiveData(
  peer: Peer,
  octets: number,
  ack: (() => SendFields) | null = () => ({}),
): Promise<DecodedSegment[]> {
  const segments: DecodedSegment[] = [];
  const start = peer.rcv.nxt;
  while (distance(start, peer.rcv.nxt) < octets) {
    segments.push(await peer.expect('ACK', { seq: peer.rcv.nxt, where: hasData }));
    if (ack) await peer.send('ACK', ack());
  }
  return segments;
}

/**
 * Takes what the target sends of its data without a further acknowledgment, a flight, each segment in its place; waits
 * for the first. Resolves to its octets. Where `ack` is given, each segment is then acknowledged with those fields.
 */
export async function receiveFlight(peer: Peer, ack?: SendFields): Promise<number> {
  const start = peer.rcv.nxt;
  const ends: number[] = [];
  await receiveData(peer, 1, null);
  do ends.push(peer.rcv.nxt);
  while ((await peer.expectOneOf({ more: ['ACK', { seq: peer.rcv.nxt, where: hasData }], end: null })) === 'more');
  if (ack) for (const end of ends) await peer.send('ACK', { ...ack, ack: end });
  return distance(start, peer.rcv.nxt);
}

function hasData({ payload }: DecodedSegment): string | undefined {
  return payload.length === 0 ? 'it has no data' : undefined;
}
