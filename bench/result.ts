import type { Machine } from './machine.js';

/** A table of a result. The first column names its row; cells are written as they are. */
export interface Table {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What is demanded, what was measured, and whether that meets it; null where it was not measured. */
export interface Goal {
  readonly demand: string;
  readonly measured: string;
  readonly met: boolean | null;
}

/** What a benchmark says: what its numbers mean, the numbers, and what it makes of the goals. Paragraphs are Markdown. */
export interface Finding {
  readonly about: readonly string[];
  readonly tables: readonly Table[];
  readonly goals: readonly Goal[];
  readonly notes: readonly string[];
}

/** A finding with when, and under what load of others, it was measured. `loadBefore`: processes that wanted to run in the minute before. */
export interface Result extends Finding {
  readonly name: string;
  readonly title: string;
  readonly measuredAt: string;
  readonly tookMs: number;
  /** After which it would have been given up. */
  readonly withinMs: number;
  /** With fewer rounds than usual. */
  readonly quick: boolean;
  readonly loadBefore: number;
}

/** All that docs/PERFORMANCE.md is made of. */
export interface Results {
  readonly machine: Machine;
  readonly version: string;
  readonly results: readonly Result[];
}
