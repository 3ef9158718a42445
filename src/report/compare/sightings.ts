import { type Run, STATES, type Verdict } from '../run.js';
import type { ArcRow, Sighting, StateRow } from './types.js';

/** The verdicts that each case of a run had, over all families and repetitions. */
type Verdicts = ReadonlyMap<string, readonly Verdict[]>;

/** The verdicts of a run by case. */
export function verdictsById({ results }: Pick<Run, 'results'>): Verdicts {
  const verdicts = new Map<string, Verdict[]>();
  for (const { id, verdict } of results) {
    const of = verdicts.get(id);
    if (of) of.push(verdict);
    else verdicts.set(id, [verdict]);
  }
  return verdicts;
}

/** Whether each state was reached. That a run did not reach it means something only where the cases ran that reached it in another. */
export function stateRows(
  runs: readonly Run[],
  verdicts: readonly Verdicts[],
  silent: ReadonlySet<Verdict>,
): StateRow[] {
  return STATES.map((state): StateRow => {
    const about = new Set(runs.flatMap(({ coverage }) => coverage.states[state].cases));
    const cells = runs.map(({ coverage }, at) => {
      return coverage.states[state].reached ? 'seen' : unseen([...about], verdicts[at], silent);
    });
    return { state, differs: differ(cells), cells };
  });
}

/** Whether each arc was driven, in the order of the runs' lists. */
export function arcRows(runs: readonly Run[], verdicts: readonly Verdicts[], silent: ReadonlySet<Verdict>): ArcRow[] {
  const arcs = new Map(runs.flatMap(({ coverage }) => coverage.arcs.map((arc) => [arcKey(arc), arc] as const)));
  return [...arcs].map(([key, { from, to, event }]): ArcRow => {
    const found = runs.map(({ coverage }) => coverage.arcs.find((arc) => arcKey(arc) === key));
    const about = new Set(found.flatMap((arc) => arc?.cases ?? []));
    const cells = found.map((arc, at) => (arc?.driven ? 'seen' : unseen([...about], verdicts[at], silent)));
    return { from, to, event, differs: differ(cells), cells };
  });
}

function unseen(about: readonly string[], verdicts: Verdicts | undefined, silent: ReadonlySet<Verdict>): Sighting {
  const found = about.flatMap((id) => verdicts?.get(id) ?? []);
  if (found.length === 0) return 'unasked';
  return found.every((verdict) => silent.has(verdict)) ? 'open' : 'not-seen';
}

function differ(cells: readonly Sighting[]): boolean {
  return cells.includes('seen') && cells.includes('not-seen');
}

function arcKey({ from, to, event }: { readonly from: string; readonly to: string; readonly event: string }): string {
  return `${from} ${to} ${event}`;
}
