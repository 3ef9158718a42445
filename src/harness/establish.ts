import type { SendFields } from '../peer/build.js';
import { Nonconformance } from '../peer/nonconformance.js';
import type { DecodedSegment } from '../wire/tcp.js';
import { Inconclusive } from './verdict.js';
import type { World } from './world.js';

/** What is special about a connection that a case needs. */
export interface Establishment {
  /** Socket options of the target's listener, which its connections inherit: `SO_RCVBUF`, `TCP_NODELAY`. */
  readonly options?: Record<string, number>;
  /** Fields of the peer's SYN, its TCP options among them. */
  readonly syn?: SendFields;
  /** Fields of the peer's ACK that completes the handshake; a function where they depend on the SYN,ACK. */
  readonly ack?: SendFields | (() => SendFields);
  /** The target listens already: this is a further connection to the same listener. */
  readonly listening?: boolean;
}

/** A prologue: the target in ESTABLISHED after a passive OPEN, with a handshake of the case's own. Resolves to its SYN,ACK; throws Inconclusive. */
export async function establish(
  world: World,
  { options, syn, ack, listening = false }: Establishment = {},
): Promise<DecodedSegment> {
  const { peer, target } = world;
  try {
    if (!listening) await target.passiveOpen(options ? { options } : {});
    await peer.send('SYN', syn);
    const answer = await peer.expect('SYN,ACK', { ack: peer.snd.nxt });
    await peer.send('ACK', typeof ack === 'function' ? ack() : ack);
    await target.reaches('ESTABLISHED');
    await target.accept();
    return answer;
  } catch (error) {
    if (!(error instanceof Nonconformance)) throw error;
    throw new Inconclusive(`ESTABLISHED was not reached: ${error.message}`, error.expected, error.actual);
  }
}
