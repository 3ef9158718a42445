import { createHash } from 'node:crypto';
import { matches } from '../harness/selection.js';
import { planSuites, runInstance } from './model-suites.test-data.js';

/** One pass over the suites: which cases, against which model. */
export interface Pass {
  readonly seed: number;
  readonly faults?: readonly string[];
  /** Unset: all. */
  readonly only?: string;
}

/** What a pass came to. */
export interface PassResult {
  readonly cases: readonly {
    readonly owner: string;
    readonly verdict: string;
    readonly message?: string;
    /** The same for the same segments at the same times. */
    readonly trace: string;
  }[];
}

/** A program: takes passes as JSON in its argument, and writes their results as JSON. */
const passes = JSON.parse(process.argv[2] ?? '[]') as Pass[];
const { instances } = await planSuites();
/** A passive case judges what others exchange, and each of these has a model to itself. */
const active = instances.filter(({ case: { rule } }) => rule === undefined);
const results: PassResult[] = [];
for (const { only, ...settings } of passes) {
  const cases = [];
  for (const instance of active.filter(({ case: { id } }) => only === undefined || matches(only, id))) {
    const { owner, verdict, message, trace } = await runInstance(instance, settings);
    const told = message === undefined ? {} : { message };
    const digest = createHash('sha256').update(JSON.stringify(trace)).digest('hex');
    cases.push({ owner, verdict, ...told, trace: digest });
  }
  results.push({ cases });
}
process.stdout.write(JSON.stringify(results));
