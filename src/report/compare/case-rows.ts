import type { Family, Result, Run, Verdict } from '../run.js';
import { cellOf, type Folded, kindOf } from './cells.js';
import type { Absence, CaseRow } from './types.js';

/** A row for each case and family that any of the runs has, in the order of the run that has most, then of the others. */
export function caseRows(runs: readonly Run[], all: readonly Folded[], silent: ReadonlySet<Verdict>): CaseRow[] {
  const bySize = [...all].sort((a, b) => b.size - a.size);
  const keys = new Set(bySize.flatMap((rows) => [...rows.keys()]));
  const families = runs.map(({ results }) => new Set(results.map(({ family }) => family)));
  return [...keys].map((key): CaseRow => {
    const found = all.map((rows) => rows.get(key) ?? []);
    const { id, family, title, level, cites } = found.flat()[0] as Result;
    const cells = found.map((results, at) => cellOf(results, silent, absence(runs[at], families[at], family)));
    return { id, family, title, level, cites, kind: kindOf(cells, silent), cells };
  });
}

function absence(run: Run | undefined, families: ReadonlySet<Family> | undefined, family: Family): Absence {
  if (run?.interrupted) return 'stopped';
  return families?.has(family) === false ? 'other-family' : 'not-selected';
}
