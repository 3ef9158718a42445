import { isPattern, meansCase } from './id-pattern.js';
import { hasVersion, inRange } from './kernel-range.js';
import type { Family, Result, Run, StaleEntry, Verdict } from './run.js';

/** A deviation of one target that is known and explained. */
export interface KnownDeviation {
  /** The case, or a pattern that stands for several, of which then each has to come out so. */
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
  const isKnown = hasVersion(run.target.kernel);
  const baseline = isKnown ? all.filter(({ kernels }) => inRange(run.target.kernel, kernels)) : all;
  const stale: StaleEntry[] = [];
  const results = run.results.map((result): Result => {
    // What nobody could ask for its version, as a target without an agent, may be one of those that an entry names.
    const about = isKnown ? baseline : baseline.filter((each) => !each.kernels || agrees(each, result));
    const entry = entryFor(about, result);
    if (!entry) return result;
    if (agrees(entry, result)) return { ...result, known: { reason: entry.reason, reference: entry.reference } };
    if (result.verdict === 'UNSUPPORTED') return result; // nothing was seen, as where there is no agent
    if (isPart(run, result)) return result;
    const { id, family } = result;
    stale.push({ id, family, listed: outcomeText(entry), found: outcomeText(result) });
    return result;
  });
  return { run: { ...run, results, ...(stale.length > 0 ? { stale } : {}) }, stale };
}

/** A passive case that had nothing to judge, or that has not broken its rule in what it saw: one part of all segments. */
function isPart({ shard }: Run, { judged }: Result): boolean {
  return judged !== undefined && (judged.segments === 0 || (shard !== undefined && judged.offending === 0));
}

/** The entry that speaks of a result: one that names the case before a pattern, one that names the family before one that does not, else the first. */
export function entryFor(
  baseline: readonly KnownDeviation[],
  { id, family }: Pick<Result, 'id' | 'family'>,
): KnownDeviation | undefined {
  const about = baseline.filter((entry) => meansCase(entry.id, id) && (entry.family ?? family) === family);
  const breadth = (entry: KnownDeviation) => (isPattern(entry.id) ? 2 : 0) + (entry.family === undefined ? 1 : 0);
  return about.sort((a, b) => breadth(a) - breadth(b))[0];
}

/** Whether a result is as an entry lists it. */
export function agrees(
  entry: Pick<KnownDeviation, 'verdict' | 'behaviour'>,
  { verdict, behaviour }: Pick<Result, 'verdict' | 'behaviour'>,
): boolean {
  return entry.verdict === verdict && (entry.behaviour === undefined || entry.behaviour === behaviour);
}

/** A verdict with its behaviour: `PASS (rst)`. */
export function outcomeText({ verdict, behaviour }: Pick<Result, 'verdict' | 'behaviour'>): string {
  return behaviour === undefined ? verdict : `${verdict} (${behaviour})`;
}
