import type { SendFields } from '../peer/build.js';
import { Nonconformance } from '../peer/nonconformance.js';
import type { DecodedSegment } from '../wire/tcp.js';
import { flight } from './flight.js';
import { Inconclusive } from './verdict.js';
import type { World } from './world.js';

/** So long a service may take to start, in ms. */
const STARTS_WITHIN_MS = 5_000;

/** How a peer meets a service. */
export interface Meeting {
  readonly syn?: SendFields;
  /** Fields of the ACK that completes the handshake: its window is the first that the service may fill. */
  readonly ack?: SendFields;
  /** How long the peer takes over the handshake, so that the path seems long and retransmission timers leave room. */
  readonly rttMs?: number;
}

/**
 * A prologue: a connection with a service of the target that bears this name. Resolves to the SYN,ACK. Throws Unsupported where there is no
 * such service, Inconclusive where the handshake fails.
 */
export async function connectTo(
  service: string,
  world: World,
  { syn, ack, rttMs }: Meeting = {},
): Promise<DecodedSegment> {
  const { peer, target, deadline } = world;
  target.useService(service);
  try {
    await peer.send('SYN', syn);
    const answer = await peer.expect('SYN,ACK', { ack: peer.snd.nxt });
    if (rttMs !== undefined) await deadline.pause(rttMs);
    await peer.send('ACK', ack);
    return answer;
  } catch (error) {
    if (!(error instanceof Nonconformance)) throw error;
    throw new Inconclusive(`there is no connection with ${service}: ${error.message}`, error.expected, error.actual);
  }
}

/** What a source sends in one go when it has begun: `flight`, however long it takes a service to start. */
export async function firstFlight(world: World): Promise<DecodedSegment[]> {
  await world.peer.peek({ withinMs: STARTS_WITHIN_MS });
  return flight(world);
}
