import type { Result, Run, Verdict } from '../run.js';
import { VERDICTS } from '../run.js';
import type { Absence, Cell, Outcome, RowKind } from './types.js';

/** The results of a run by case and family, repetitions together. */
export type Folded = ReadonlyMap<string, readonly Result[]>;

/** The key under which a case's results over one family stand. */
export function rowKey({ id, family }: Pick<Result, 'id' | 'family'>): string {
  return `${id} ${family}`;
}

/** Puts the repetitions of each case together, in the order of the results. */
export function folded(results: readonly Result[]): Folded {
  const rows = new Map<string, Result[]>();
  for (const result of results) {
    const row = rows.get(rowKey(result));
    if (row) row.push(result);
    else rows.set(rowKey(result), [result]);
  }
  return rows;
}

/** Which verdicts say nothing of the target: INCONCLUSIVE and ERROR; UNSUPPORTED too where the targets' users are of different kinds and cannot do the same. */
export function silentVerdicts(runs: readonly Pick<Run, 'target'>[]): ReadonlySet<Verdict> {
  const users = new Set(runs.map(({ target }) => target.user));
  return new Set<Verdict>(users.size > 1 ? [...NEVER_SAY, 'UNSUPPORTED'] : NEVER_SAY);
}

/** What repetitions of a case come to. `absent` is why there are none, where there are none. */
export function cellOf(results: readonly Result[], silent: ReadonlySet<Verdict>, absent: Absence): Cell {
  if (results.length === 0) return { outcomes: [], says: false, absent };
  const outcomes = distinct(results);
  return { outcomes, says: outcomes.some(({ verdict }) => !silent.has(verdict)) };
}

/** How the cells of a row relate. Only those are held against each other that say something, and of them what says something. */
export function kindOf(cells: readonly Cell[], silent: ReadonlySet<Verdict>): RowKind {
  const saying = cells.map((cell) => said(cell, silent)).filter((outcomes) => outcomes.length > 0);
  if (new Set(saying.map(textOf)).size > 1) {
    const verdicts = saying.map((outcomes) => [...new Set(outcomes.map(({ verdict }) => verdict))].join(' '));
    return new Set(verdicts).size > 1 ? 'verdict' : 'behaviour';
  }
  return saying.length === cells.length ? 'same' : 'open';
}

/** What a cell says of the target, in words that are the same where it says the same; undefined where it says nothing. */
export function saidText(cell: Cell, silent: ReadonlySet<Verdict>): string | undefined {
  return cell.says ? textOf(said(cell, silent)) : undefined;
}

/** Whether a row is one in which targets differ. */
export function differs(kind: RowKind): kind is 'verdict' | 'behaviour' {
  return kind === 'verdict' || kind === 'behaviour';
}

/** A cell in words: `PASS (rst)`, `PASS or FAIL` where repetitions did not agree, `not selected`. */
export function cellText({ outcomes, absent }: Cell): string {
  if (absent !== undefined) return ABSENT[absent];
  return textOf(outcomes);
}

/** Why a run has no result, in words. */
export const ABSENT: Readonly<Record<Absence, string>> = {
  stopped: 'not run: stopped before',
  'other-family': 'not run: no such family',
  'not-selected': 'not selected',
};

const NEVER_SAY: readonly Verdict[] = ['INCONCLUSIVE', 'ERROR'];

function said({ outcomes }: Cell, silent: ReadonlySet<Verdict>): readonly Outcome[] {
  return outcomes.filter(({ verdict }) => !silent.has(verdict));
}

function textOf(outcomes: readonly Outcome[]): string {
  return outcomes.map(outcomeKey).join(' or ');
}

function distinct(results: readonly Result[]): Outcome[] {
  const outcomes = new Map<string, Outcome>();
  for (const { verdict, behaviour } of results) {
    const outcome = { verdict, ...(behaviour === undefined ? {} : { behaviour }) };
    outcomes.set(outcomeKey(outcome), outcome);
  }
  const place = ({ verdict }: Outcome) => VERDICTS.indexOf(verdict);
  return [...outcomes.values()].sort((a, b) => place(a) - place(b) || compareTexts(outcomeKey(a), outcomeKey(b)));
}

function outcomeKey({ verdict, behaviour }: Outcome): string {
  return behaviour === undefined ? verdict : `${verdict} (${behaviour})`;
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
