import { distance } from '../wire/seq.js';
import { Inconclusive } from './verdict.js';
import type { Way } from './way.js';
import type { World } from './world.js';

const ROUNDS = 200;
const LONGEST_ACK_DELAY_MS = 500;

/** A receive window that was filled: how many octets the target took, and the largest window that it offered. */
export interface Filled {
  readonly octets: number;
  readonly largestWindow: number;
}

/**
 * A prologue for ESTABLISHED: sends data that the user does not read, in segments of up to `size` octets, until the target
 * offers a window of zero. It may have left some of the last data out: SND.UNA tells. Throws Inconclusive if the window
 * never closes.
 */
export async function fillWindow({ peer }: World, size: number, octet = 'f'): Promise<Filled> {
  const start = peer.snd.una;
  let largestWindow = peer.snd.wnd;
  for (let round = 0; peer.snd.wnd > 0; round++) {
    if (round === ROUNDS) throw new Inconclusive(`the window is still ${peer.snd.wnd} after ${round} times`);
    for (let left = peer.snd.wnd; left > 0; left -= size) {
      await peer.send('PSH,ACK', { data: octet.repeat(Math.min(size, left)) });
    }
    while (peer.snd.wnd > 0 && peer.snd.una !== peer.snd.nxt) {
      await peer.expect('ACK', { length: 0 }, { withinMs: LONGEST_ACK_DELAY_MS });
    }
    while ((await peer.expectOneOf({ ack: ['ACK', { length: 0 }], none: null })) === 'ack');
    largestWindow = Math.max(largestWindow, peer.snd.wnd);
  }
  return { octets: distance(start, peer.snd.una), largestWindow };
}

/**
 * The way to a state with a receive window of zero: a small buffer, filled in ESTABLISHED with octets that the user does
 * not read. What the target took ends at SND.NXT of the peer; Inconclusive if it left something out.
 */
export const ZERO_WINDOW: Way = {
  options: { SO_RCVBUF: 4_096 },
  established: async (world) => {
    await fillWindow(world, 1_000);
    const left = distance(world.peer.snd.una, world.peer.snd.nxt);
    if (left !== 0) throw new Inconclusive(`${left} octets within the window were not taken`);
  },
};
