import type { Deadline } from '../peer/deadline.js';
import type { Session } from './session.js';
import { Inconclusive } from './verdict.js';

const ECHO_WITHIN_MS = 1_000;
const ATTEMPTS = 3;
const SETTLE_MS = 300;

/**
 * Resolves when the target has processed what was sent before, to the moment on the clock up to which its answers were on the wire: the reply to an echo request that went the same way
 * proves the order, or that to a second one where the target's device may hold segments back. Where the target does not answer echo requests, a pause of 300 ms is the last resort. Throws
 * Inconclusive if a target that used to answer no longer does, OutOfTime if the deadline leaves no room for the pause.
 */
export async function barrier(session: Session, family: 4 | 6, deadline: Deadline, owner: string): Promise<number> {
  if (!session.answersEcho[family]) {
    deadline.assertRoomFor(SETTLE_MS);
    await deadline.pause(SETTLE_MS);
    return deadline.clock.now();
  }
  let proved = await echo(session, family, owner);
  if (session.echoesABarrier === 2) proved = await echo(session, family, owner);
  return proved;
}

async function echo(session: Session, family: 4 | 6, owner: string): Promise<number> {
  const { host, signal, pace } = session;
  const destination = session.address[family] ?? '';
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const wait = { withinMs: ECHO_WITHIN_MS * (pace?.patience ?? 1), signal, owner };
    const reply = await host.echo(destination, wait);
    if (reply) pace?.saw(reply.roundTripMs);
    if (reply || signal.aborted) return reply?.at ?? host.clock.now();
  }
  throw new Inconclusive('the target no longer answers echo requests, so the order of events cannot be proved');
}
