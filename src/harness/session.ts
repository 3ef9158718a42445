import type { PeerSettings } from '../peer/settings.js';
import type { TraceEntry } from '../peer/trace.js';
import type { User } from '../target/user.js';
import type { Capture } from './capture.js';
import type { Pace } from './pace.js';
import type { Served } from './service.js';

/** A further phantom host, and what takes it off the link. */
export interface Lodging {
  readonly host: PeerSettings['host'];
  readonly leave: () => void;
}

/** What all cases of a run share: the phantom host, the target and its user, and the run's seed. */
export interface Session {
  readonly host: PeerSettings['host'];
  /** Brings a further phantom host to life at a free address; undefined where there is none. Unset: the link has room for one alone. */
  readonly anotherHost?: (family: 4 | 6) => Promise<Lodging | undefined>;
  readonly user: User;
  /** Starts another user like it: a process of its own on the target. */
  readonly startUser: () => Promise<User>;
  /** Ports of real servers on the target, by service name: `http`. */
  readonly services: Readonly<Record<string, number>>;
  /** What was found out of its services, by family, where nobody makes user calls on the target: cases then talk to them. */
  readonly served?: { readonly 4?: Served; readonly 6?: Served };
  readonly address: { readonly 4?: string | undefined; readonly 6?: string | undefined };
  readonly seed: number;
  /** Fires when the run is stopped. */
  readonly signal: AbortSignal;
  /** Whether the target answers echo requests, by family: then a barrier is an event, else it is a pause. */
  readonly answersEcho: { readonly 4: boolean; readonly 6: boolean };
  /**
   * How many echoes, one after the other, make a barrier; 1 unless set. One does where segments reach TCP in their place
   * among other packets. A device that merges what arrives (GRO) holds segments back until it has looked at all that came
   * with them, echo requests too; a second one then comes after them.
   */
  readonly echoesABarrier?: 1 | 2;
  /** How quick the target is: what cases and echoes may take goes by it. */
  readonly pace?: Pace;
  /** What the link lost, and when the tester was held up. */
  readonly capture: Capture;
  /** A local port for a peer that nobody else has. */
  readonly nextPort: () => number;
  /** Is told when a case begins to have frames under its label, of those that nobody else files for it, and when no more will come. */
  readonly frames?: {
    readonly begin: (owner: string) => void;
    readonly file: (frame: TraceEntry['frame'], owner: string) => void;
    readonly end: (owner: string) => void;
  };
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
