import type { Place } from './place.js';
import type { Finding } from './result.js';

/** What a benchmark is given that runs in the tester's namespace of the lab. */
export interface Inside {
  readonly place: Place;
  readonly signal: AbortSignal;
}

/** What one is given that starts whole commands, which make labs of their own. */
export interface Outside {
  readonly signal: AbortSignal;
  /** Tells how far it has come. */
  readonly say: (line: string) => void;
}

interface Facts {
  /** What it is called on the command line. */
  readonly name: string;
  readonly title: string;
  /** The longest that it may take; then it is given up. */
  readonly withinMs: number;
  /** Takes minutes: left out by --quick. */
  readonly long: boolean;
}

/** A benchmark, which works in the lab's namespace or outside of it. */
export type Benchmark = Facts &
  (
    | { readonly inside: (given: Inside) => Promise<Finding> }
    | { readonly outside: (given: Outside) => Promise<Finding> }
  );
