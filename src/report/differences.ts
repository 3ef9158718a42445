import { outcomeText } from './baseline.js';
import type { Family, Result, Run } from './run.js';

/** In what two runs differ over a case: in its verdict, in its behaviour alone, or in that one of them has no such result. */
export type DifferenceKind = 'verdict' | 'behaviour' | 'only-in-first' | 'only-in-second';

/** What two runs found differently of one case, over all families and repetitions in which they differ alike. */
export interface Difference {
  readonly id: string;
  readonly kind: DifferenceKind;
  readonly families: readonly Family[];
  /** How many pairs of results it stands for. */
  readonly count: number;
  /** What the first run found, the first result standing for all; absent where it has none. */
  readonly first?: Result;
  /** What the second run found. */
  readonly second?: Result;
}

type Pair = Pick<Difference, 'first' | 'second'>;

/**
 * Pairs the results of two runs by id, family and repetition, and returns those that differ in verdict or behaviour, or
 * that one run alone has: in the order of the first run, and after it what only the second has.
 */
export function differencesOf(first: Pick<Run, 'results'>, second: Pick<Run, 'results'>): Difference[] {
  const groups = new Map<string, Difference>();
  for (const pair of pairs(first.results, second.results)) {
    const kind = kindOf(pair);
    const result = pair.first ?? pair.second;
    if (kind === undefined || result === undefined) continue;
    const { id, family } = result;
    const key = JSON.stringify([id, foundText(pair.first), foundText(pair.second)]);
    const group = groups.get(key) ?? { ...pair, id, kind, families: [], count: 0 };
    const families = group.families.includes(family) ? group.families : [...group.families, family];
    groups.set(key, { ...group, families, count: group.count + 1 });
  }
  return [...groups.values()];
}

/** What a run found, as `PASS (rst)`; `absent` where it has no result. */
export function foundText(result: Result | undefined): string {
  return result ? outcomeText(result) : 'absent';
}

function pairs(first: readonly Result[], second: readonly Result[]): Pair[] {
  const all = new Map<string, Pair>(first.map((result) => [keyOf(result), { first: result }]));
  for (const result of second) all.set(keyOf(result), { ...all.get(keyOf(result)), second: result });
  return [...all.values()];
}

function keyOf({ id, family, repeat = 1 }: Result): string {
  return `${id} ${family} ${repeat}`;
}

function kindOf({ first, second }: Pair): DifferenceKind | undefined {
  if (!first) return 'only-in-second';
  if (!second) return 'only-in-first';
  if (first.verdict !== second.verdict) return 'verdict';
  return first.behaviour === second.behaviour ? undefined : 'behaviour';
}
