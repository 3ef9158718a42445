import type { PhantomHost } from '../host/phantom-host.js';

const REQUESTS = 9;
const ANSWER_WITHIN_MS = 1_000;
/** Up to here all waits are as long as they were made for. */
const USUAL_MS = 20;
const MOST_PATIENCE = 10;

/** The median time, in ms, from an echo request to its reply on the wire, one after the other; undefined if none is answered. */
export async function roundTrip(host: Pick<PhantomHost, 'echo'>, address: string): Promise<number | undefined> {
  const times: number[] = [];
  for (let n = 0; n < REQUESTS; n++) {
    const reply = await host.echo(address, { withinMs: ANSWER_WITHIN_MS, owner: 'self-test' });
    if (reply !== undefined) times.push(reply.roundTripMs);
  }
  return times.sort((a, b) => a - b)[times.length >> 1];
}

/** How many times longer than on a usual link a case may take: by the longest of these round trips, 1 to 10. */
export function patienceFor(roundTripsMs: readonly number[]): number {
  return Math.min(MOST_PATIENCE, Math.max(1, ...roundTripsMs.map((ms) => ms / USUAL_MS)));
}
