import { add } from '../wire/seq.js';
import type { ServedTarget } from './served-target.js';
import type { State } from './states.js';
import { Unsupported } from './verdict.js';
import type { Way } from './way.js';
import type { World } from './world.js';

/** What leads to a state. */
export type Step = (world: World, target: ServedTarget, way: Way) => Promise<void>;

/** To ESTABLISHED, with a service that then does nothing, or (after it) one that closes by itself. */
const establish: Step = async ({ peer }, target, { opening = 'passive', options = {} }) => {
  if (opening !== 'passive') throw new Unsupported('an active OPEN needs an agent');
  await target.passiveOpen({ options });
  await peer.send('SYN');
  await peer.expect('SYN,ACK', { ack: peer.snd.nxt });
  await peer.send('ACK');
};

const quietly: Step = async (world, target, way) => {
  await establish(world, target, way);
  await way.established?.(world);
};

/** The service has something to say before it closes; that is taken and acknowledged, its FIN is not. */
const toFin: Step = async (world, target, way) => {
  if (way.established)
    throw new Unsupported('a service that closes first does so at once: an exchange before it needs an agent');
  target.noteClose('close-first');
  await establish(world, target, way);
  await target.takeLine();
  await world.peer.expect('FIN,ACK', { seq: world.peer.rcv.nxt, ack: world.peer.snd.nxt, length: 0 });
};

/**
 * The second way to each state, by what services do of their own accord: LAST-ACK through one that closes when the peer does, FIN-WAIT-1
 * and what follows through one that closes first, CLOSE-WAIT through one that does not notice the FIN.
 */
export const BY_SERVICE: Readonly<Record<State, Step>> = {
  CLOSED: (_world, target) => target.closedPort(),

  LISTEN: (_world, target, { options = {} }) => target.passiveOpen({ options }),

  'SYN-SENT': async () => {
    throw new Unsupported('an active OPEN needs an agent');
  },

  'SYN-RECEIVED': async ({ peer }, target, { opening = 'passive', options = {} }) => {
    if (opening !== 'passive') throw new Unsupported('an active OPEN needs an agent');
    await target.passiveOpen({ options });
    await peer.send('SYN');
    await peer.expect('SYN,ACK', { ack: peer.snd.nxt });
  },

  ESTABLISHED: establish,

  'FIN-WAIT-1': toFin,

  'FIN-WAIT-2': async (world, target, way) => {
    await toFin(world, target, way);
    await world.peer.send('ACK');
  },

  'CLOSE-WAIT': async (world, target, way) => {
    const { peer } = world;
    target.require('hold');
    await quietly(world, target, way);
    await peer.send('FIN,ACK');
    await peer.expect('ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt, length: 0 });
  },

  CLOSING: async (world, target, way) => {
    const { peer } = world;
    await toFin(world, target, way);
    await peer.send('FIN,ACK', { ack: add(peer.rcv.nxt, -1) }); // crosses the target's FIN, so does not acknowledge it
    await peer.expect('ACK', { ack: peer.snd.nxt, length: 0 });
  },

  'LAST-ACK': async (world, target, way) => {
    const { peer } = world;
    target.noteClose('close-after');
    await quietly(world, target, way);
    await peer.send('FIN,ACK');
    await peer.expect('ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt, length: 0 });
    await peer.expect('FIN,ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt, length: 0 });
  },

  'TIME-WAIT': async (world, target, way) => {
    const { peer } = world;
    await toFin(world, target, way);
    await peer.send('ACK');
    await peer.send('FIN,ACK');
    await peer.expect('ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt, length: 0 });
  },
};
