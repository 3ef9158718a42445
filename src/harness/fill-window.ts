import { distance } from '../wire/seq.js';
import { reach } from './reach.js';
import { AFTER_FIN, type Situation } from './situations.js';
import { Inconclusive, Unsupported } from './verdict.js';
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

/** The same with one octet of the window left, which a FIN can take. */
const LAST_OCTET_LEFT: Way = {
  options: { SO_RCVBUF: 4_096 },
  established: async ({ peer }) => {
    for (let round = 0; peer.snd.wnd > 1; round++) {
      if (round === ROUNDS) throw new Inconclusive(`the window is still ${peer.snd.wnd} after ${round} times`);
      await peer.send('PSH,ACK', { data: 'f'.repeat(Math.min(1_000, peer.snd.wnd - 1)) });
      await peer.acknowledged();
    }
  },
};

/**
 * A prologue for the synchronized states: reaches one after a passive OPEN with a receive window of zero. Where the peer's
 * FIN is behind, that took the last of the window; Unsupported if the target then opens it again.
 */
export async function reachZeroWindow({ state }: Situation, world: World): Promise<void> {
  const isAfterFin = AFTER_FIN.some((each) => each.state === state);
  await reach(state, world, isAfterFin ? LAST_OCTET_LEFT : ZERO_WINDOW);
  const { wnd } = world.peer.snd;
  if (wnd !== 0) throw new Unsupported(`the window is ${wnd}, not zero, after the FIN that took the last of it`);
}
