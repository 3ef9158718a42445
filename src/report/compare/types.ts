import type { Family, Level, Setting, StateName, UserKind, Verdict } from '../run.js';
import type { Tolerance } from './tolerance.js';

/** The version of the format in which a comparison is written as JSON: docs/compare.schema.json. */
export const COMPARE_SCHEMA = 'tcpspec.compare/1';

/** Several runs held against each other, case by case. All `cells` have an entry for each column, in the columns' order. */
export interface Comparison {
  readonly schema: typeof COMPARE_SCHEMA;
  readonly tolerance: Tolerance;
  readonly columns: readonly Column[];
  /** Columns, by their places, that differ in no case; every column is in one of them. */
  readonly alike: readonly (readonly number[])[];
  readonly cases: readonly CaseRow[];
  /** The cases that differ, those of one pattern together. */
  readonly patterns: readonly Pattern[];
  readonly requirements: readonly RequirementRow[];
  readonly times: readonly TimeRow[];
  readonly states: readonly StateRow[];
  readonly arcs: readonly ArcRow[];
  /** Settings of the targets that are not the same in all columns. */
  readonly settings: readonly SettingRow[];
  readonly counts: Counts;
}

/** How much of what was compared differs. */
export interface Counts {
  /** Cases and families that are in any of the runs. */
  readonly rows: number;
  readonly differing: number;
  /** Those in which nothing differs, but not every column says something. */
  readonly open: number;
  readonly times: number;
  readonly states: number;
  readonly arcs: number;
  readonly requirements: number;
}

/** One run. */
export interface Column {
  /** What it is called here; no two columns share it. */
  readonly label: string;
  readonly name: string;
  readonly os: string;
  readonly kernel: string;
  readonly user: UserKind;
  readonly faults?: readonly string[];
  readonly tool: string;
  readonly startedAt: string;
  readonly families: readonly Family[];
  readonly results: number;
  /** True when the run was stopped before all its cases had run. */
  readonly interrupted?: boolean;
}

/**
 * How the columns of a row relate: all say the same; verdicts differ; behaviours alone differ; or nothing differs, but
 * not all say something.
 */
export type RowKind = 'same' | 'verdict' | 'behaviour' | 'open';

/** One case over one family. */
export interface CaseRow {
  readonly id: string;
  readonly family: Family;
  readonly title: string;
  readonly level: Level;
  readonly cites: readonly string[];
  readonly kind: RowKind;
  readonly cells: readonly Cell[];
}

/** What a run found of a case, over all its repetitions. */
export interface Cell {
  /** The different outcomes of the repetitions, usually one; none where the run has no result. */
  readonly outcomes: readonly Outcome[];
  /** Whether it says something of the target, so that it can differ from others. */
  readonly says: boolean;
  readonly absent?: Absence;
}

/** A verdict, with the behaviour where there is one. */
export interface Outcome {
  readonly verdict: Verdict;
  readonly behaviour?: string;
}

/** Why a run has no result of a case: it was stopped before, it ran over the other family alone, or it did not have the case selected. */
export type Absence = 'stopped' | 'other-family' | 'not-selected';

/** Cases of which all columns say the same, each for itself. */
export interface Pattern {
  readonly kind: 'verdict' | 'behaviour';
  readonly cells: readonly Cell[];
  readonly cases: readonly { readonly id: string; readonly title: string; readonly families: readonly Family[] }[];
}

/** A numbered requirement of RFC 9293 and what its cases came to. It differs where one of its cases does. */
export interface RequirementRow {
  readonly id: string;
  readonly level: Level;
  readonly about?: string;
  readonly section?: string;
  readonly kind: RowKind;
  readonly cells: readonly RequirementCell[];
  /** Its cases that differ. */
  readonly cases: readonly string[];
}

/** What the cases of a requirement came to in a run: the worst verdict, and the behaviours that were seen. */
export interface RequirementCell {
  readonly verdict?: Verdict;
  readonly behaviours: readonly string[];
}

/** A time that cases have measured, in ms. */
export interface TimeRow {
  readonly id: string;
  readonly family: Family;
  readonly name: string;
  /** Whether two columns are further apart than the tolerance allows. */
  readonly differs: boolean;
  /** Null where a run has not measured it. */
  readonly cells: readonly (TimeCell | null)[];
}

/** A time over the repetitions of a case: the median, and how far they went apart. */
export interface TimeCell {
  readonly ms: number;
  readonly leastMs: number;
  readonly mostMs: number;
}

/** Whether a state or an arc was seen: no case of the run was about it (`unasked`), or none could be judged (`open`). */
export type Sighting = 'seen' | 'not-seen' | 'unasked' | 'open';

/** A state of RFC 9293 3.3.2 in each run. */
export interface StateRow {
  readonly state: StateName;
  readonly differs: boolean;
  readonly cells: readonly Sighting[];
}

/** A state change in each run. */
export interface ArcRow {
  readonly from: StateName;
  readonly to: StateName;
  readonly event: string;
  readonly differs: boolean;
  readonly cells: readonly Sighting[];
}

/** A setting of the targets; null where a run does not tell it. */
export interface SettingRow {
  readonly name: string;
  readonly cells: readonly (Setting | null)[];
}
