import type { Place } from './place.js';
import type { Finding } from './result.js';

/** What a benchmark is given that runs in the tester's namespace of the lab. */
export interface Inside {
  readonly place: Place;
  readonly signal: AbortSignal;
  /** Fewer rounds, for a first look. */
  readonly quick: boolean;
}

/** What one is given that starts whole commands, which make labs of their own. */
export interface Outside {
  readonly signal: AbortSignal;
  /** Fewer rounds, for a first look. */
  readonly quick: boolean;
  /** Tells how far it has come. */
  readonly say: (line: string) => void;
}

interface Facts {
  /** What it is called on the command line. */
  readonly name: string;
  readonly title: string;
  /** The longest that it may take; then it is given up. */
  readonly withinMs: number;
  /** The same with --quick; absent where there is nothing to be had in so short a time, which --quick leaves out. */
  readonly quickWithinMs?: number;
}

/** A benchmark, which works in the lab's namespace or outside of it. */
export type Benchmark = Facts &
  (
    | { readonly inside: (given: Inside) => Promise<Finding> }
    | { readonly outside: (given: Outside) => Promise<Finding> }
  );
