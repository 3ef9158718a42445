import type { Peer } from '../peer/peer.js';
import { AgentLost, CallFailed, CallTimedOut } from '../target/errors.js';
import { ACK } from '../wire/tcp.js';
import type { Session } from './session.js';
import type { TargetSettings } from './target-settings.js';
import type { Judgement } from './verdict.js';
import type { World } from './world.js';

/** What a case leaves to be tidied up. */
export interface Remains {
  readonly peers: readonly Peer[];
  readonly owner: string;
  readonly world: World;
  readonly settings: TargetSettings;
}

/**
 * Closes the case's sockets on the target, and resets what its kernel still holds of the connections. What cannot be
 * taken away could disturb others: then nothing can be said, and the judgement that comes back says why.
 */
export async function tidy(
  session: Session,
  { peers, owner, world, settings }: Remains,
): Promise<Judgement | undefined> {
  try {
    await settings.putBack().finally(async () => {
      await world.target.endProcess();
      await session.user.endCase({ case: owner });
    });
    for (const peer of peers) {
      if (await lingers(session, world, peer)) await reset(peer);
    }
    return undefined;
  } catch (error) {
    if (endsTheRun(error) || !(error instanceof CallTimedOut || error instanceof CallFailed)) throw error;
    return { verdict: 'INCONCLUSIVE', message: `the case could not be tidied up: ${error.message}` };
  } finally {
    for (const peer of peers) peer.close();
    world.deadline.close();
  }
}

/** Without its user or its link a run cannot go on, and the case is not to blame. */
export function endsTheRun(error: unknown): boolean {
  return error instanceof AgentLost || (error instanceof Error && error.name === 'LinkError');
}

async function lingers(session: Session, { family, target }: World, peer: Peer): Promise<boolean> {
  if (peer.remote.port === undefined) return false;
  if (!session.user.supports('state')) return peer.entries.length > 0;
  const local = { family, localAddress: target.address, localPort: peer.remote.port };
  const remote = { remoteAddress: peer.local.address, remotePort: peer.local.port };
  const { state } = await session.user.state({ ...local, ...remote });
  return state !== 'CLOSED';
}

/** Resets a connection wherever RCV.NXT of the target may be: at SND.NXT, at SND.UNA, or where its last ACK said. */
async function reset(peer: Peer): Promise<void> {
  const last = peer.entries.findLast(({ from, segment }) => from === 'target' && (segment.flags & ACK) !== 0);
  const places = [peer.snd.nxt, peer.snd.una, ...(last ? [last.segment.ack] : [])];
  for (const seq of new Set(places)) await peer.send('RST', { seq });
}
