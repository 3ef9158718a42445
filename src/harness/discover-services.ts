import type { Peer } from '../peer/peer.js';
import { FIN, RST } from '../wire/tcp.js';
import { execute } from './execute.js';
import type { Served, Service } from './service.js';
import type { Session } from './session.js';
import type { World } from './world.js';

/** So long a service is waited for, in ms, to speak, to answer, or to close. */
const PATIENCE_MS = 500;
/** What sends so many octets unasked sends for ever. */
const ENDLESS_OCTETS = 8_000;
const TEXT = 'tcpspec';
const CLOSED_PORT_TRIES = 4;

/**
 * Looks, in one family, what each service of the target does, all side by side: whether it is there, speaks first, closes first, sends back
 * what it gets, and what it does when the peer has closed. Nothing is concluded from its name. Those that do not answer are left out.
 */
export async function discoverServices(session: Session, family: 4 | 6): Promise<Served> {
  const names = Object.keys(session.services);
  const looking = names.map((name) => look(session, family, `service/${name}`, (world) => examine(world, name)));
  const closed = look(session, family, 'service/closed-port', (world) => findClosedPort(world, session));
  const services = (await Promise.all(looking)).filter((service) => service !== undefined);
  return { services, closedPort: await closed };
}

/** Runs a look as a case is run, so that it has a peer of its own and leaves nothing behind. Undefined where it came to nothing. */
async function look<T>(
  session: Session,
  family: 4 | 6,
  id: string,
  body: (world: World) => Promise<T | undefined>,
): Promise<T | undefined> {
  let found: T | undefined;
  const facts = { id, title: 'find out what the services do', level: 'may', cites: [], section: [] } as const;
  const looking = async (world: World) => {
    found = await body(world);
  };
  await execute({ case: { ...facts, body: looking }, family, repeat: 1 }, session);
  return found;
}

async function examine(world: World, name: string): Promise<Service | undefined> {
  const { peer, target } = world;
  target.useService(name);
  if (!(await isOpen(peer))) return undefined;
  await peer.send('ACK');
  const first = await hear(peer);
  const { port } = target;
  if (first.end) {
    await peer.send('ACK');
    await peer.send('PSH,ACK', { data: TEXT });
    const answer = (await peer.peek({ withinMs: PATIENCE_MS }))?.segment;
    const readsOn = answer !== undefined && (answer.flags & RST) === 0;
    return { name, port, speaksFirst: first.octets, closesFirst: true, readsOn, echoes: false, takesText: readsOn };
  }
  const base = { name, port, speaksFirst: first.octets, closesFirst: false };
  if (first.octets >= ENDLESS_OCTETS) return { ...base, echoes: false, takesText: true, afterFin: 'holds' };
  await peer.send('PSH,ACK', { data: TEXT });
  const reply = await hear(peer);
  const silent = reply.octets === 0 && !reply.end && !reply.reset;
  const echoes = reply.text === TEXT && !reply.end;
  return { ...base, echoes, takesText: silent, afterFin: await afterFin(world) };
}

async function isOpen(peer: Peer): Promise<boolean> {
  await peer.send('SYN');
  const outcomes = { open: ['SYN,ACK', { ack: peer.snd.nxt }], closed: ['RST,ACK'], nothing: null } as const;
  return (await peer.expectOneOf(outcomes, { withinMs: PATIENCE_MS })) === 'open';
}

/** What comes until nothing has come for a while, acknowledged segment by segment. */
async function hear(peer: Peer): Promise<{ octets: number; text: string; end: boolean; reset: boolean }> {
  const parts: Uint8Array[] = [];
  let [octets, end, reset] = [0, false, false];
  while (!end && !reset && octets < ENDLESS_OCTETS) {
    if (!(await peer.peek({ withinMs: PATIENCE_MS }))) break;
    const { flags, payload } = (await peer.next()).segment;
    parts.push(payload);
    octets += payload.length;
    end = (flags & FIN) !== 0;
    reset = (flags & RST) !== 0;
    if (payload.length > 0 && !end) await peer.send('ACK');
  }
  return { octets, text: Buffer.concat(parts).toString('latin1'), end, reset };
}

/** What follows a FIN on a connection on which nothing else was sent. */
async function afterFin(world: World): Promise<'closes' | 'resets' | 'holds'> {
  const peer = world.anotherPeer();
  if (!(await isOpen(peer))) return 'resets';
  await peer.send('ACK');
  await hear(peer);
  await peer.send('FIN,ACK');
  const { end, reset } = await hear(peer);
  if (reset) return 'resets';
  return end ? 'closes' : 'holds';
}

async function findClosedPort(world: World, { services }: Session): Promise<number | undefined> {
  for (let n = 0; n < CLOSED_PORT_TRIES; n++) {
    const port = 20_000 + (world.freshIss() % 10_000);
    if (Object.values(services).includes(port)) continue;
    world.target.aimAt(port);
    const peer = n === 0 ? world.peer : world.anotherPeer();
    await peer.send('SYN');
    const outcomes = { closed: ['RST,ACK', { ack: peer.snd.nxt }], open: ['SYN,ACK'], nothing: null } as const;
    if ((await peer.expectOneOf(outcomes, { withinMs: PATIENCE_MS })) === 'closed') return port;
  }
  return undefined;
}
