import { outcomeText } from './baseline.js';
import { apart, type Tolerance, USUAL_TOLERANCE } from './compare/tolerance.js';
import type { Family, Result, Run, Verdict } from './run.js';

/** What is kept of an earlier run to hold another against it: nothing of its exchanges. */
export interface EarlierRun {
  readonly startedAt: string;
  readonly kernel: string;
  readonly tool: string;
  readonly results: readonly EarlierResult[];
}

type EarlierResult = Pick<Result, 'id' | 'family' | 'verdict' | 'behaviour' | 'measured'>;

/** A run held against an earlier one. */
export interface Against {
  readonly earlier: Omit<EarlierRun, 'results'>;
  /** Cases whose verdict is worse than it was: of PASS and INFO, DEVIATES, FAIL, in this order, a later one. */
  readonly regressions: readonly Change[];
  /** Cases whose verdict is better. */
  readonly fixes: readonly Change[];
  /** Cases that do otherwise, neither better nor worse: another behaviour, INFO for PASS. */
  readonly changes: readonly Change[];
  /** Cases that were judged and are not now: INCONCLUSIVE, UNSUPPORTED, ERROR. */
  readonly unjudged: readonly Change[];
  /** Measured times that are further apart than the tolerance. */
  readonly times: readonly {
    readonly id: string;
    readonly family: Family;
    readonly name: string;
    readonly before: number;
    readonly after: number;
  }[];
  /** Cases of this run that the earlier one does not have. */
  readonly added: readonly Change[];
  /** Cases of the earlier run that there are no more, whatever was selected. */
  readonly removed: readonly string[];
  /** How many results of the earlier run have none here, because they were not selected or not reached. */
  readonly notRun: number;
}

/** A case over the families in which it changed alike. */
export interface Change {
  readonly id: string;
  readonly families: readonly Family[];
  readonly before: string;
  readonly after: string;
  /** True where the baseline lists what it does now. */
  readonly known: boolean;
}

/** What is to be kept of a run for `against`. */
export function earlierRun({ startedAt, target, tool, results }: Run): EarlierRun {
  const kept = results.map(({ id, family, verdict, behaviour, measured }): EarlierResult => {
    return {
      id,
      family,
      verdict,
      ...(behaviour === undefined ? {} : { behaviour }),
      ...(measured ? { measured } : {}),
    };
  });
  return { startedAt, kernel: target.kernel, tool: tool.version, results: kept };
}

/** Holds a run against an earlier one. Of repetitions the worst counts. `ids`: the cases that there are, selected or not. */
export function runAgainst(
  { results }: Pick<Run, 'results'>,
  { results: before, ...earlier }: EarlierRun,
  ids: readonly string[],
  tolerance: Tolerance = USUAL_TOLERANCE,
): Against {
  const [then, now] = [worstOf(before), worstOf(results)];
  const existing = new Set(ids);
  const gone = [...then.values()].filter(({ id, family }) => !now.has(`${id} ${family}`));
  const pairs = [...now].map(([key, after]) => ({ before: then.get(key), after }));
  const both = pairs.flatMap(({ before, after }) => (before ? [{ before, after }] : []));
  const about = (kind: Kind) => changesOf(both.filter((pair) => kindOf(pair.before, pair.after) === kind));
  return {
    earlier,
    regressions: about('regression'),
    fixes: about('fix'),
    changes: about('change'),
    unjudged: about('unjudged'),
    times: both.flatMap((pair) => timesOf(pair, tolerance)),
    added: changesOf(pairs.filter(({ before }) => before === undefined)),
    removed: [...new Set(gone.map(({ id }) => id))].filter((id) => !existing.has(id)),
    notRun: gone.filter(({ id }) => existing.has(id)).length,
  };
}

/** Whether a run is worse than the earlier one: it has a regression that the baseline does not list. */
export function hasRegressed({ regressions }: Pick<Against, 'regressions'>): boolean {
  return regressions.some(({ known }) => !known);
}

type Row = EarlierResult & Pick<Result, 'known'>;
type Kind = 'regression' | 'fix' | 'change' | 'unjudged';

/** The verdicts that judge the target, the better ones lower. */
const RANKS: Partial<Readonly<Record<Verdict, number>>> = { PASS: 0, INFO: 0, DEVIATES: 1, FAIL: 2 };

function kindOf(before: Row, after: Row): Kind | undefined {
  const [then, now] = [RANKS[before.verdict], RANKS[after.verdict]];
  if (then === undefined) return undefined;
  if (now === undefined) return 'unjudged';
  if (now !== then) return now > then ? 'regression' : 'fix';
  return outcomeText(before) === outcomeText(after) ? undefined : 'change';
}

/** A row for each case and family: that of the worst repetition, one that is judged before one that is not. */
function worstOf(results: readonly Row[]): Map<string, Row> {
  const rows = new Map<string, Row>();
  for (const result of results) {
    const key = `${result.id} ${result.family}`;
    const row = rows.get(key);
    if (!row || (RANKS[result.verdict] ?? -1) > (RANKS[row.verdict] ?? -1)) rows.set(key, result);
  }
  return rows;
}

function changesOf(pairs: readonly { readonly before: Row | undefined; readonly after: Row }[]): Change[] {
  const changes = new Map<string, Change>();
  for (const pair of pairs) {
    const { id, family, known } = pair.after;
    const before = pair.before ? outcomeText(pair.before) : '';
    const after = outcomeText(pair.after);
    const key = JSON.stringify([id, before, after, known !== undefined]);
    const families = [...(changes.get(key)?.families ?? []), family];
    changes.set(key, { id, families, before, after, known: known !== undefined });
  }
  return [...changes.values()];
}

function timesOf({ before, after }: { readonly before: Row; readonly after: Row }, tolerance: Tolerance) {
  if (RANKS[before.verdict] === undefined || RANKS[after.verdict] === undefined) return [];
  return Object.entries(after.measured ?? {}).flatMap(([name, ms]) => {
    const was = before.measured?.[name];
    if (was === undefined || !apart(name, was, ms, tolerance)) return [];
    return [{ id: after.id, family: after.family, name, before: was, after: ms }];
  });
}
