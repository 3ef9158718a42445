import { agrees, entryFor, type KnownDeviation } from './baseline.js';
import { newEntry, unexplained } from './baseline-entry.js';
import { isPattern, meansCase } from './id-pattern.js';
import type { Family, Result, Verdict } from './run.js';

/** A case that there is, and over which families it can run; over both when not said. */
export interface CaseName {
  readonly id: string;
  readonly families?: readonly Family[] | undefined;
}

/** How a list of known deviations has to change to say what a run found. */
export interface BaselinePlan {
  /** For each entry, in the list's order, what takes its place: itself where it still holds, nothing where it does not. */
  readonly entries: readonly (readonly KnownDeviation[])[];
  /** Deviations that no entry listed, with what was seen of each. */
  readonly added: readonly (KnownDeviation & { readonly seen?: string })[];
  /** What was left as it is although something could be said against it, a sentence each. */
  readonly left: readonly string[];
}

/**
 * Plans how a baseline changes after a run. Only entries of cases that ran are touched, and only by results that say
 * something: what was INCONCLUSIVE, UNSUPPORTED or ERROR, or had repetitions that do not agree, leaves its entry alone.
 * An entry whose case comes out otherwise now keeps its place, but has to be explained anew. A pattern of which a case
 * comes out otherwise gives way to an entry for each case, if all that it means ran. `cases` are all that there are.
 */
export function planBaseline(
  baseline: readonly KnownDeviation[],
  results: readonly Result[],
  cases: readonly CaseName[],
): BaselinePlan {
  const rows = outcomes(results);
  const left = rows
    .filter(({ mixed }) => mixed)
    .map(({ id, family }) => `${id} IPv${family}: its repetitions did not agree`);
  const governed = new Map<KnownDeviation, Row[]>(baseline.map((entry) => [entry, []]));
  const unlisted: Row[] = [];
  for (const row of rows) (governed.get(entryFor(baseline, row) as KnownDeviation) ?? unlisted).push(row);
  const ran = new Set(rows.map(({ id }) => id));
  const entries = baseline.map((entry): readonly KnownDeviation[] => {
    const about = governed.get(entry) ?? [];
    if (about.every((row) => holds(entry, row))) return [entry];
    const missing = cases.filter(({ id }) => meansCase(entry.id, id) && !ran.has(id));
    if (!isPattern(entry.id) || missing.length === 0)
      return byCase(about).flatMap((each) => replaced(entry, each, unseen(each, cases)));
    left.push(
      `${entry.id}: not all that it stands for comes out as listed, and ${missing.length} of its cases did not run`,
    );
    return [entry];
  });
  return { entries, added: byCase(unlisted).flatMap((each) => fresh(each, rows)), left };
}

/** What became of a case over one family. */
interface Row {
  readonly id: string;
  readonly family: Family;
  /** Absent where nothing can be said. */
  readonly result?: Result;
  readonly mixed?: boolean;
  readonly first: Result;
}

const DEVIATIONS: ReadonlySet<Verdict> = new Set<Verdict>(['FAIL', 'DEVIATES']);
const SILENT: ReadonlySet<Verdict> = new Set<Verdict>(['INCONCLUSIVE', 'UNSUPPORTED', 'ERROR']);

function outcomes(results: readonly Result[]): Row[] {
  const groups = new Map<string, Result[]>();
  for (const result of results) {
    const key = `${result.id} ${result.family}`;
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  return [...groups.values()].map((group): Row => {
    const first = group[0] as Result;
    const { id, family } = first;
    const [result, ...others] = group.filter(({ verdict }) => !SILENT.has(verdict));
    if (result && others.some((other) => !agrees(result, other))) return { id, family, first, mixed: true };
    return { id, family, first, ...(result ? { result } : {}) };
  });
}

function holds(entry: KnownDeviation, { result }: Row): boolean {
  return result === undefined || agrees(entry, result);
}

function byCase(rows: readonly Row[]): Row[][] {
  const cases = new Map<string, Row[]>();
  for (const row of rows) cases.set(row.id, [...(cases.get(row.id) ?? []), row]);
  return [...cases.values()];
}

/** The families that a case could have run over as well. */
function unseen(rows: readonly Row[], cases: readonly CaseName[]): Family[] {
  const { families = [4, 6] } = cases.find(({ id }) => id === rows[0]?.id) ?? { families: [] };
  return families.filter((family) => !rows.some((row) => row.family === family));
}

/** What takes the place of an entry for one case: over families that did not run it stays as it is. */
function replaced(entry: KnownDeviation, rows: readonly Row[], unseen: readonly Family[]): KnownDeviation[] {
  const own = { ...entry, id: rows[0]?.id ?? entry.id };
  const wanted = rows.map((row) => ({ family: row.family, entry: wantedFor(own, row) }));
  const kept = entry.family === undefined ? unseen.map((family) => ({ family, entry: own })) : [];
  return joined(
    [...wanted, ...kept].sort((a, b) => a.family - b.family),
    entry.family !== undefined,
  );
}

function wantedFor(entry: KnownDeviation, row: Row): KnownDeviation | undefined {
  if (holds(entry, row) || row.result === undefined) return entry;
  return DEVIATIONS.has(row.result.verdict) ? unexplained(entry, row.result) : undefined;
}

/** One entry for both families where they want the same, else one for each that wants any. */
function joined(
  wanted: readonly { readonly family: Family; readonly entry: KnownDeviation | undefined }[],
  apart: boolean,
): KnownDeviation[] {
  const texts = wanted.map(({ entry }) => JSON.stringify({ ...entry, seen: undefined }));
  const same = new Set(texts).size === 1;
  const [first] = wanted;
  if (same && !apart) return first?.entry ? [first.entry] : [];
  return wanted.flatMap(({ family, entry }) => (entry ? [{ ...entry, family }] : []));
}

function fresh(unlisted: readonly Row[], all: readonly Row[]): KnownDeviation[] {
  const wanted = unlisted.map(({ family, result }) => ({
    family,
    entry: result && DEVIATIONS.has(result.verdict) ? newEntry(result) : undefined,
  }));
  const listedElsewhere = all.some((row) => row.id === unlisted[0]?.id && !unlisted.includes(row));
  return joined(wanted, listedElsewhere);
}
