import type { Peer } from '../peer/peer.js';

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
