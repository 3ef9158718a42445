import type { RequirementCoverage, Run } from '../run.js';
import { differs } from './cells.js';
import type { CaseRow, RequirementRow, RowKind } from './types.js';

/** The labelled requirements that a case of any run has judged. What is compared is their cases: one whose cases do not differ does not, whatever its totals. */
export function requirementRows(runs: readonly Run[], rows: readonly CaseRow[]): RequirementRow[] {
  const byId = new Map<string, CaseRow[]>();
  for (const row of rows) byId.set(row.id, [...(byId.get(row.id) ?? []), row]);
  const all = runs.map(({ coverage }) => new Map(coverage.requirements.map((each) => [each.id, each])));
  const known = new Map<string, RequirementCoverage>(all.flatMap((each) => [...each]));
  return [...known].flatMap(([id, { level, about, section }]): RequirementRow[] => {
    const found = all.map((each) => each.get(id));
    const cases = new Set(found.flatMap((each) => each?.cases ?? []));
    const looked = [...cases].flatMap((name) => byId.get(name) ?? []);
    if (looked.length === 0) return [];
    const cells = found.map((each, at) => {
      const outcomes = looked.flatMap(({ cells }) => cells[at]?.outcomes ?? []);
      const behaviours = [...new Set(outcomes.flatMap(({ behaviour }) => behaviour ?? []))].sort();
      return { ...(each?.verdict ? { verdict: each.verdict } : {}), behaviours };
    });
    const differing = new Set(looked.filter(({ kind }) => differs(kind)).map((row) => row.id));
    const about_ = { ...(about === undefined ? {} : { about }), ...(section === undefined ? {} : { section }) };
    return [{ id, level, ...about_, kind: worst(looked), cells, cases: [...differing] }];
  });
}

const WORST_FIRST: readonly RowKind[] = ['verdict', 'behaviour', 'open', 'same'];

function worst(rows: readonly CaseRow[]): RowKind {
  return WORST_FIRST.find((kind) => rows.some((row) => row.kind === kind)) ?? 'same';
}
