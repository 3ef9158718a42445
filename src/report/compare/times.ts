import type { Result, Verdict } from '../run.js';
import type { Folded } from './cells.js';
import { apart, type Tolerance } from './tolerance.js';
import type { CaseRow, TimeCell, TimeRow } from './types.js';

/** The times that cases have measured, a row for each name; results that say nothing of the target count as not measured. */
export function timeRows(
  rows: readonly Pick<CaseRow, 'id' | 'family'>[],
  all: readonly Folded[],
  { tolerance, silent }: { readonly tolerance: Tolerance; readonly silent: ReadonlySet<Verdict> },
): TimeRow[] {
  return rows.flatMap(({ id, family }) => {
    const found = all.map((each) => (each.get(`${id} ${family}`) ?? []).filter(({ verdict }) => !silent.has(verdict)));
    const names = new Set(found.flat().flatMap(({ measured = {} }) => Object.keys(measured)));
    return [...names].map((name): TimeRow => {
      const cells = found.map((results) => timeCell(results, name));
      return { id, family, name, differs: spread(name, cells, tolerance), cells };
    });
  });
}

function timeCell(results: readonly Result[], name: string): TimeCell | null {
  const times = results.flatMap(({ measured }) => measured?.[name] ?? []).sort((a, b) => a - b);
  const [leastMs] = times;
  const mostMs = times.at(-1);
  if (leastMs === undefined || mostMs === undefined) return null;
  const [low, high] = [times[(times.length - 1) >> 1] ?? leastMs, times[times.length >> 1] ?? mostMs];
  return { ms: (low + high) / 2, leastMs, mostMs };
}

function spread(name: string, cells: readonly (TimeCell | null)[], tolerance: Tolerance): boolean {
  const times = cells.flatMap((cell) => cell?.ms ?? []);
  return times.length > 1 && apart(name, Math.min(...times), Math.max(...times), tolerance);
}
