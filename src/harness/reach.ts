import { Nonconformance } from '../peer/nonconformance.js';
import { CallFailed } from '../target/errors.js';
import { add } from '../wire/seq.js';
import type { State } from './states.js';
import { Inconclusive } from './verdict.js';
import type { World } from './world.js';

/** How the connection is opened on the way to a state. */
export type Opening = 'passive' | 'active' | 'simultaneous';

/**
 * The prologue of a case: drives the target into a state by the shortest way of Figure 5, and has it confirmed. Throws
 * Inconclusive if the target does not get there, since the case itself is about something else.
 */
export async function reach(state: State, world: World, opening: Opening = 'passive'): Promise<void> {
  try {
    await WAYS[state](world, opening);
    await world.target.reaches(state);
  } catch (error) {
    if (error instanceof Nonconformance) {
      throw new Inconclusive(`${state} was not reached: ${error.message}`, error.expected, error.actual);
    }
    if (error instanceof CallFailed) throw new Inconclusive(`${state} was not reached: ${error.message}`);
    throw error;
  }
}

type Way = (world: World, opening: Opening) => Promise<void>;

const WAYS: Readonly<Record<State, Way>> = {
  CLOSED: ({ target }) => target.closedPort(),

  LISTEN: ({ target }) => target.passiveOpen(),

  'SYN-SENT': async ({ peer, target }) => {
    await target.activeOpen();
    await peer.expect('SYN');
  },

  'SYN-RECEIVED': async (world, opening) => {
    const { peer } = world;
    await reach(opening === 'passive' ? 'LISTEN' : 'SYN-SENT', world);
    await peer.send('SYN');
    await peer.expect('SYN,ACK', { ack: peer.snd.nxt });
  },

  ESTABLISHED: async (world, opening) => {
    const { peer, target } = world;
    if (opening === 'active') {
      await reach('SYN-SENT', world);
      await peer.send('SYN,ACK');
      await peer.expect('ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt, length: 0 });
      return;
    }
    await reach('SYN-RECEIVED', world, opening);
    await peer.send('ACK');
    if (opening === 'passive') await target.accept();
  },

  'FIN-WAIT-1': async (world, opening) => {
    await reach('ESTABLISHED', world, opening);
    await world.target.close();
    await world.peer.expect('FIN,ACK', { seq: world.peer.rcv.nxt, length: 0 });
  },

  'FIN-WAIT-2': async (world, opening) => {
    await reach('FIN-WAIT-1', world, opening);
    await world.peer.send('ACK');
  },

  'CLOSE-WAIT': async (world, opening) => {
    const { peer } = world;
    await reach('ESTABLISHED', world, opening);
    await peer.send('FIN,ACK');
    await peer.expect('ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt, length: 0 });
  },

  CLOSING: async (world, opening) => {
    const { peer } = world;
    await reach('FIN-WAIT-1', world, opening);
    await peer.send('FIN,ACK', { ack: add(peer.rcv.nxt, -1) }); // crosses the target's FIN, so does not acknowledge it
    await peer.expect('ACK', { ack: peer.snd.nxt, length: 0 });
  },

  'LAST-ACK': async (world, opening) => {
    const { peer, target } = world;
    await reach('CLOSE-WAIT', world, opening);
    await target.close();
    await peer.expect('FIN,ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt, length: 0 });
  },

  'TIME-WAIT': async (world, opening) => {
    const { peer } = world;
    await reach('FIN-WAIT-2', world, opening);
    await peer.send('FIN,ACK');
    await peer.expect('ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt, length: 0 });
  },
};
