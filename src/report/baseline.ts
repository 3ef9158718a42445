import { inRange } from './kernel-range.js';
import type { Family, Result, Run, StaleEntry, Verdict } from './run.js';

/** A deviation of one target that is known and explained. */
export interface KnownDeviation {
  readonly id: string;
  /** The family it is seen in; both when not given. */
  readonly family?: Family;
  readonly verdict: Verdict;
  readonly behaviour?: string;
  /** Why the target does so, in a sentence. */
  readonly reason: string;
  /** Where that can be read: a kernel function, an RFC, documentation. */
  readonly reference: string;
  /** The version of the target's system that it was seen on last, for readers alone. */
  readonly kernel?: string;
  /** The kernels that do so, as a range (`>=5.10 <6.2`); unset: all. For others the entry says nothing. */
  readonly kernels?: string;
}

/** A run with its known deviations marked, and the entries that no longer say what is. */
export interface Compared {
  readonly run: Run;
  readonly stale: readonly StaleEntry[];
}

/** Holds a run against a baseline: listed results are marked as known; a listed case that now does otherwise is stale. Cases that did not run say nothing. */
export function applyBaseline(run: Run, all: readonly KnownDeviation[]): Compared {
  const baseline = all.filter(({ kernels }) => inRange(run.target.kernel, kernels));
  const stale: StaleEntry[] = [];
  const results = run.results.map((result): Result => {
    const entry = baseline.find((each) => isAbout(each, result));
    if (!entry) return result;
    if (agrees(entry, result)) return { ...result, known: { reason: entry.reason, reference: entry.reference } };
    if (result.judged?.segments === 0) return result; // a passive case that had nothing to judge
    const { id, family } = result;
    stale.push({ id, family, listed: outcomeText(entry), found: outcomeText(result) });
    return result;
  });
  return { run: { ...run, results, ...(stale.length > 0 ? { stale } : {}) }, stale };
}

function isAbout({ id, family }: KnownDeviation, result: Result): boolean {
  return id === result.id && (family === undefined || family === result.family);
}

function agrees(entry: KnownDeviation, { verdict, behaviour }: Result): boolean {
  return entry.verdict === verdict && (entry.behaviour === undefined || entry.behaviour === behaviour);
}

/** A verdict with its behaviour: `PASS (rst)`. */
export function outcomeText({ verdict, behaviour }: Pick<Result, 'verdict' | 'behaviour'>): string {
  return behaviour === undefined ? verdict : `${verdict} (${behaviour})`;
}
