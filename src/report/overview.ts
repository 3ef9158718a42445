import type { Layout } from './case-detail.js';
import { cut, padLeft, padRight } from './columns.js';
import { durationText } from './duration.js';
import { printable } from './printable.js';
import {
  type ArcCoverage,
  type Family,
  type RequirementCoverage,
  type Run,
  STATES,
  VERDICTS,
  type Verdict,
} from './run.js';
import { summarise } from './summary.js';

/** The counts of each verdict, a row a family, and their sum when there are both. */
export function verdictTable(run: Run, { paint }: Layout): string[] {
  const families = ([4, 6] as const).filter((family) => run.results.some((result) => result.family === family));
  const header = VERDICTS.map((verdict) => (run.summary[verdict] > 0 ? paint.verdict(verdict) : paint.faint(verdict)));
  const rows = families.map((family) => row(`IPv${family}`, countsOf(run, family)));
  if (families.length > 1) rows.push(row('both', countsOf(run)));
  return [`  ${' '.repeat(6)}${header.map((title) => `   ${title}`).join('')}   total`, ...rows];
}

/** The states reached, the arcs driven, the requirements tested, with what is missing and why. */
export function coverageLines(run: Run, layout: Layout): string[] {
  const { states, arcs, requirements } = run.coverage;
  const missing = STATES.filter((state) => !states[state].reached);
  const driven = arcs.filter((arc) => arc.driven).length;
  const notAsked = arcs.filter((arc) => !arc.driven && arc.cases.length === 0).length;
  return [
    labelled(
      'States',
      `${STATES.length - missing.length}/${STATES.length} reached${missing.length > 0 ? `, not ${missing.join(', ')}` : ''}`,
    ),
    labelled(
      'Arcs',
      `${driven}/${arcs.length} driven${notAsked === 0 ? '' : `; no case of this run is about ${notAsked}`}`,
    ),
    ...undriven(arcs, layout),
    ...(requirements.length > 0 ? [labelled('Rules', requirementsLine(requirements))] : []),
  ];
}

/** How many requirements the cases of this run have judged, and how many of them are not met. */
function requirementsLine(requirements: readonly RequirementCoverage[]): string {
  const judged = requirements.filter(({ verdict }) => verdict !== undefined && JUDGED.has(verdict));
  const unmet = judged.filter(({ verdict }) => verdict === 'FAIL' || verdict === 'DEVIATES').length;
  return `${judged.length}/${requirements.length} requirements judged${unmet === 0 ? '' : `, ${unmet} of them not met`}`;
}

/** How long the run took, beside its slowest case, which is the least it could take. */
export function timeLine(run: Run): string {
  const slowest = run.results.reduce<Run['results'][number] | undefined>(
    (worst, result) => (worst === undefined || result.durationMs > worst.durationMs ? result : worst),
    undefined,
  );
  const virtual = run.tester.link.timestamps === 'virtual' ? ' of virtual time' : '';
  const wall = `${durationText(run.durationMs)}${virtual}`;
  if (slowest === undefined) return labelled('Time', wall);
  return labelled(
    'Time',
    `${wall}; slowest case ${durationText(slowest.durationMs)}, ${printable(slowest.id)} over IPv${slowest.family}`,
  );
}

/** A line of the overview: a label and its text. */
export function labelled(label: string, text: string): string {
  return `  ${padRight(label, 8)} ${text}`;
}

const TOTAL_COLUMNS = 5;
const JUDGED: ReadonlySet<Verdict> = new Set<Verdict>(['PASS', 'FAIL', 'DEVIATES', 'INFO']);

function row(label: string, counts: readonly number[]): string {
  const cells = VERDICTS.map((verdict, at) => padLeft(String(counts[at] || '·'), verdict.length));
  const total = counts.reduce((sum, count) => sum + count, 0);
  return `  ${padRight(label, 6)}${cells.map((cell) => `   ${cell}`).join('')}   ${padLeft(String(total), TOTAL_COLUMNS)}`;
}

function countsOf(run: Run, family?: Family): number[] {
  const summary = summarise(run.results.filter((result) => family === undefined || result.family === family));
  return VERDICTS.map((verdict) => summary[verdict]);
}

function undriven(arcs: readonly ArcCoverage[], { columns, paint }: Layout): string[] {
  const left = arcs.filter((arc) => !arc.driven && arc.cases.length > 0);
  const names = left.map((arc) => `${arc.from} → ${arc.to}`);
  const widest = Math.max(0, ...names.map((name) => name.length));
  return left.map((arc, at) => {
    const why = `${padRight(names[at] ?? '', widest)}  ${printable(arc.event)}: ${printable(arc.reason ?? 'no reason given')}`;
    return ' '.repeat(11) + paint.faint(cut(why, columns - 11));
  });
}
