import type { Run } from '../run.js';
import { alikeColumns } from './alike.js';
import { caseRows } from './case-rows.js';
import { differs, folded, silentVerdicts } from './cells.js';
import { labelsOf } from './labels.js';
import { patternsOf } from './patterns.js';
import { requirementRows } from './requirement-rows.js';
import { arcRows, stateRows, verdictsById } from './sightings.js';
import { timeRows } from './times.js';
import { type Tolerance, USUAL_TOLERANCE } from './tolerance.js';
import { COMPARE_SCHEMA, type Column, type Comparison, type SettingRow } from './types.js';

/**
 * Holds runs against each other: each case and family by what the runs found of it, measured times with a tolerance,
 * states and arcs by whether they were seen. Totals are never compared. What a run did not judge (INCONCLUSIVE, ERROR,
 * not run) is shown, and differs from nothing.
 */
export function compareRuns(runs: readonly Run[], tolerance: Tolerance = USUAL_TOLERANCE): Comparison {
  const all = runs.map(({ results }) => folded(results));
  const silent = silentVerdicts(runs);
  const cases = caseRows(runs, all, silent);
  const verdicts = runs.map(verdictsById);
  const parts = {
    requirements: requirementRows(runs, cases),
    times: timeRows(cases, all, { tolerance, silent }),
    states: stateRows(runs, verdicts, silent),
    arcs: arcRows(runs, verdicts, silent),
  };
  const differing = (rows: readonly { readonly differs: boolean }[]) => rows.filter((row) => row.differs).length;
  return {
    schema: COMPARE_SCHEMA,
    tolerance,
    columns: columnsOf(runs),
    alike: alikeColumns(cases, runs.length, silent),
    cases,
    patterns: patternsOf(cases),
    ...parts,
    settings: settingRows(runs),
    counts: {
      rows: cases.length,
      differing: cases.filter(({ kind }) => differs(kind)).length,
      open: cases.filter(({ kind }) => kind === 'open').length,
      times: differing(parts.times),
      states: differing(parts.states),
      arcs: differing(parts.arcs),
      requirements: parts.requirements.filter(({ kind }) => differs(kind)).length,
    },
  };
}

/** Whether anything differs: a case, a time beyond the tolerance, a state or an arc. */
export function anyDifference({ counts }: Pick<Comparison, 'counts'>): boolean {
  return counts.differing + counts.times + counts.states + counts.arcs > 0;
}

function columnsOf(runs: readonly Run[]): Column[] {
  const labels = labelsOf(runs);
  return runs.map(({ target, tool, startedAt, results, interrupted }, at): Column => {
    const { name, os, kernel, user, faults = [] } = target;
    const families = ([4, 6] as const).filter((family) => results.some((result) => result.family === family));
    return {
      ...{ label: labels[at] ?? name, name, os, kernel, user },
      ...(faults.length > 0 ? { faults } : {}),
      ...{ tool: tool.version, startedAt, families, results: results.length },
      ...(interrupted ? { interrupted } : {}),
    };
  });
}

function settingRows(runs: readonly Run[]): SettingRow[] {
  const names = new Set(runs.flatMap(({ target }) => Object.keys(target.settings)));
  const rows = [...names].map((name) => ({ name, cells: runs.map(({ target }) => target.settings[name] ?? null) }));
  return rows.filter(({ cells }) => new Set(cells.map(String)).size > 1);
}
