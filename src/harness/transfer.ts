import { Nonconformance } from '../peer/nonconformance.js';
import type { Peer } from '../peer/peer.js';
import type { World } from './world.js';

/** Takes the pure acknowledgments that the target had reason to send so far, however many. Resolves to the last one's number, if any came. */
export async function takeAcks(peer: Peer): Promise<number | undefined> {
  let last: number | undefined;
  while ((await peer.expectOneOf({ ack: ['ACK', { length: 0 }], none: null })) === 'ack') last = peer.last.ack;
  return last;
}

/** Ends the peer's data with a FIN, and demands that the user receives `text` and then the end of the data; else throws Nonconformance. */
export async function userReceives({ peer, target }: World, text: string): Promise<void> {
  await peer.send('FIN,ACK');
  await peer.acknowledged();
  const { data, end } = await target.receive(text.length + 1_000);
  const got = data.toString('latin1');
  if (got !== text) throw new Nonconformance(`the user received '${got}', not '${text}'`, text, got);
  if (!end)
    throw new Nonconformance('the user was not told of the end of the data', 'the end of the data', 'more to come');
}
