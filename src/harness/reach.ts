import { Nonconformance } from '../peer/nonconformance.js';
import { CallFailed } from '../target/errors.js';
import { add } from '../wire/seq.js';
import { BY_SERVICE } from './reach-served.js';
import { ServedTarget } from './served-target.js';
import type { State } from './states.js';
import { Inconclusive } from './verdict.js';
import type { Opening, Way } from './way.js';
import type { World } from './world.js';

/**
 * The prologue of a case: drives the target into a state by the shortest way of Figure 5, and has it confirmed; where services alone
 * make the target's calls, by what those do, and the exchange is what confirms it. Throws
 * Inconclusive if the target does not get there, since the case itself is about something else.
 */
export async function reach(state: State, world: World, by: Opening | Way = 'passive'): Promise<void> {
  const way = typeof by === 'string' ? { opening: by } : by;
  try {
    if (world.target instanceof ServedTarget) {
      await BY_SERVICE[state](world, world.target, way);
      world.target.reached = state;
    } else {
      await TO[state](world, way);
      await world.target.reaches(state);
    }
    if (state === 'ESTABLISHED') await way.established?.(world);
  } catch (error) {
    if (error instanceof Nonconformance) {
      throw new Inconclusive(`${state} was not reached: ${error.message}`, error.expected, error.actual);
    }
    if (error instanceof CallFailed) throw new Inconclusive(`${state} was not reached: ${error.message}`);
    throw error;
  }
}

type Step = (world: World, way: Way) => Promise<void>;

const TO: Readonly<Record<State, Step>> = {
  CLOSED: ({ target }) => target.closedPort(),

  LISTEN: ({ target }, { options = {} }) => target.passiveOpen({ options }),

  'SYN-SENT': async ({ peer, target }, { options = {} }) => {
    await target.activeOpen({ options });
    await peer.expect('SYN');
  },

  'SYN-RECEIVED': async (world, way) => {
    const { peer } = world;
    await reach(way.opening === 'simultaneous' ? 'SYN-SENT' : 'LISTEN', world, way);
    await peer.send('SYN');
    await peer.expect('SYN,ACK', { ack: peer.snd.nxt });
  },

  ESTABLISHED: async (world, way) => {
    const { peer, target } = world;
    const { opening = 'passive' } = way;
    if (opening === 'active') {
      await reach('SYN-SENT', world, way);
      await peer.send('SYN,ACK');
      await peer.expect('ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt, length: 0 });
      return;
    }
    await reach('SYN-RECEIVED', world, way);
    await peer.send('ACK');
    if (opening === 'passive') await target.accept();
  },

  'FIN-WAIT-1': async (world, way) => {
    await reach('ESTABLISHED', world, way);
    await world.target.close();
    await world.peer.expect('FIN,ACK', { seq: world.peer.rcv.nxt, length: 0 });
  },

  'FIN-WAIT-2': async (world, way) => {
    await reach('FIN-WAIT-1', world, way);
    await world.peer.send('ACK');
  },

  'CLOSE-WAIT': async (world, way) => {
    const { peer } = world;
    await reach('ESTABLISHED', world, way);
    await peer.send('FIN,ACK');
    await peer.expect('ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt, length: 0 });
  },

  CLOSING: async (world, way) => {
    const { peer } = world;
    await reach('FIN-WAIT-1', world, way);
    await peer.send('FIN,ACK', { ack: add(peer.rcv.nxt, -1) }); // crosses the target's FIN, so does not acknowledge it
    await peer.expect('ACK', { ack: peer.snd.nxt, length: 0 });
  },

  'LAST-ACK': async (world, way) => {
    const { peer, target } = world;
    await reach('CLOSE-WAIT', world, way);
    await target.close();
    await peer.expect('FIN,ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt, length: 0 });
  },

  'TIME-WAIT': async (world, way) => {
    const { peer } = world;
    await reach('FIN-WAIT-2', world, way);
    await peer.send('FIN,ACK');
    await peer.expect('ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt, length: 0 });
  },
};
