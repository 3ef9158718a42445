import type { Result, Run } from '../run.js';
import { differs, folded, rowKey } from './cells.js';
import type { Comparison } from './types.js';

/** The exchanges of the cases that differ. Those that are the same in everything but when and where they ran are there once. */
export interface Exchanges {
  readonly results: readonly Result[];
  /** For each case and family that differs, by `rowKey`, the place of each column's exchange in `results`; -1 for none. */
  readonly places: ReadonlyMap<string, readonly number[]>;
  /** How many cases and families that differ are without, because there would be too much of it. */
  readonly leftOut: number;
}

/** Lines of traces in all; a page with more would be too heavy to open. */
const MOST_LINES = 400_000;

/** Takes from runs the exchanges of what differs between them, in verdict, behaviour or a measured time. */
export function exchangesOf(runs: readonly Run[], { cases, times }: Comparison, mostLines = MOST_LINES): Exchanges {
  const all = runs.map(({ results }) => folded(results));
  const slow = new Set(times.filter((row) => row.differs).map(rowKey));
  const results: Result[] = [];
  const known = new Map<string, number>();
  const places = new Map<string, readonly number[]>();
  let [lines, leftOut] = [0, 0];
  for (const row of cases) {
    const key = rowKey(row);
    if (!differs(row.kind) && !slow.has(key)) continue;
    const found = all.map((each) => telling(each.get(key) ?? []));
    lines += found.reduce((sum, result) => sum + (result?.trace.length ?? 0), 0);
    if (lines > mostLines) leftOut += 1;
    else
      places.set(
        key,
        found.map((result) => (result ? placeOf(result, results, known) : -1)),
      );
  }
  return { results, places, leftOut };
}

/** Of repetitions the first that did not succeed, else the first. */
function telling(results: readonly Result[]): Result | undefined {
  return results.find(({ verdict }) => verdict !== 'PASS' && verdict !== 'INFO') ?? results[0];
}

function placeOf(result: Result, results: Result[], known: Map<string, number>): number {
  const { startedMs: _when, pcapng: _where, known: _listed, ...rest } = result;
  const key = JSON.stringify(rest);
  const place = known.get(key) ?? results.push(result) - 1;
  known.set(key, place);
  return place;
}
