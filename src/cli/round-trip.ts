import { Pace } from '../harness/pace.js';
import type { PhantomHost } from '../host/phantom-host.js';

const REQUESTS = 9;
const ANSWER_WITHIN_MS = 1_000;

/** The median time, in ms, from an echo request to its reply on the wire, one after the other; undefined if none is answered. */
export async function roundTrip(host: Pick<PhantomHost, 'echo'>, address: string): Promise<number | undefined> {
  const times: number[] = [];
  for (let n = 0; n < REQUESTS; n++) {
    const reply = await host.echo(address, { withinMs: ANSWER_WITHIN_MS, owner: 'self-test' });
    if (reply !== undefined) times.push(reply.roundTripMs);
  }
  return times.sort((a, b) => a - b)[times.length >> 1];
}

/** How quick a target is, by what its self-tests have shown. */
export function paceFrom(selfTests: readonly { readonly roundTripMs?: number }[]): Pace {
  const pace = new Pace();
  for (const { roundTripMs } of selfTests) if (roundTripMs !== undefined) pace.saw(roundTripMs);
  return pace;
}
