import type { PhantomHost } from '../host/phantom-host.js';
import type { LinkDescription } from '../report/run.js';
import { CommandError, unusable } from './exit.js';

/** What a phantom host heard that should not have come, for run.json: counts that are not zero, and addresses that several claim. */
export function heardBy({ strange, claims }: Pick<PhantomHost, 'strange' | 'claims'>): Heard {
  const counts = Object.fromEntries(Object.entries(strange).filter(([, count]) => count > 0));
  return {
    ...(Object.keys(counts).length > 0 ? { strange: counts } : {}),
    ...(claims.length > 0 ? { claims } : {}),
  };
}

/** The part of a link's description that is about what should not have come. */
export type Heard = Pick<LinkDescription, 'strange' | 'claims'>;

type Claims = Pick<PhantomHost, 'claims' | 'addresses'>;

/** Throws with exit 3 if someone else claims an address of the phantom host: what the target sent may have gone there. */
export function assertOwn({ claims, addresses }: Claims): void {
  const claim = claims.find(({ address }) => address === addresses[4] || address === addresses[6]);
  if (!claim) return;
  const [, other] = claim.hardware;
  throw unusable(
    `the host at ${other} claims ${claim.address}, the phantom host's own address, so verdicts of this run may be wrong: name an address that nobody has (phantom4, phantom6 in the target file)`,
  );
}

/** The error that a run ended with, with those who claim the target's address: what was sent may have gone to the wrong one. */
export function withClaims(error: unknown, { claims }: Claims): unknown {
  if (!(error instanceof CommandError) || claims.length === 0) return error;
  const told = claims.map(({ address, hardware }) => `${address} is claimed by ${hardware.join(' and ')}`);
  return new CommandError(error.exitCode, `${error.message}; ${told.join(', ')}; the first was heeded`);
}
