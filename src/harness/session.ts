import type { PhantomHost } from '../host/phantom-host.js';
import type { User } from '../target/user.js';

/** What all cases of a run share: the phantom host, the target and its user, and the run's seed. */
export interface Session {
  readonly host: PhantomHost;
  readonly user: User;
  readonly address: { readonly 4?: string | undefined; readonly 6?: string | undefined };
  readonly seed: number;
  /** Fires when the run is stopped. */
  readonly signal: AbortSignal;
  /** Whether the target answers echo requests, by family: then a barrier is an event, else it is a pause. */
  readonly answersEcho: { readonly 4: boolean; readonly 6: boolean };
  /** A local port for a peer that nobody else has. */
  readonly nextPort: () => number;
}

const PORTS = { first: 10_000, count: 50_000 } as const;

/** Hands out ports in turn from a start that differs from run to run, so that a target's TIME-WAIT is not met again. */
export function portsFrom(start: number): () => number {
  let next = start % PORTS.count;
  return () => {
    next = (next + 1) % PORTS.count;
    return PORTS.first + next;
  };
}
