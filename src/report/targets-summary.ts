import type { Layout } from './case-detail.js';
import { cut, padRight } from './columns.js';
import { paint as paintFor } from './paint.js';
import { printable } from './printable.js';
import type { Result, Run, Summary } from './run.js';
import { countsText, isExpected } from './summary.js';

/** What became of one target of several. */
export interface TargetRow {
  readonly name: string;
  /** In a few words: `as expected`, `not usable`. */
  readonly outcome: string;
  readonly summary?: Summary;
  /** Where its report lies, if there is one. */
  readonly reportPath?: string;
  /** What is to be said of it beside. */
  readonly message?: string;
  /** How it stands beside an earlier run, and what became of its list of known deviations. */
  readonly note?: string;
  readonly unexpected: readonly Unexpected[];
}

/** A result that a run is told off for. */
export type Unexpected = Pick<Result, 'id' | 'family' | 'verdict'>;

/** The unexpected results of a run. */
export function unexpectedOf({ results }: Pick<Run, 'results'>): Unexpected[] {
  const unexpected = results.filter(({ verdict, known }) => !isExpected(verdict) && !known);
  return unexpected.map(({ id, family, verdict }) => ({ id, family, verdict }));
}

/** The end of a run against several targets: what was unexpected, with where, and a line for each target. Ends with a line break. */
export function targetsSummary(
  rows: readonly TargetRow[],
  { columns, colour }: { readonly columns: number; readonly colour: boolean },
): string {
  const layout: Layout = { columns, paint: paintFor(colour) };
  const blocks = [unexpectedLines(rows, layout), targetLines(rows, layout)].filter((block) => block.length > 0);
  return `\n${blocks.map((block) => block.join('\n')).join('\n\n')}\n`;
}

const MOST_LINES = 40;
const MOST_NAMES = 3;

function unexpectedLines(rows: readonly TargetRow[], { columns, paint }: Layout): string[] {
  const where = new Map<string, { of: Unexpected; names: string[] }>();
  for (const { name, unexpected } of rows) {
    for (const of of unexpected) {
      const key = `${of.verdict} ${of.id} ${of.family}`;
      const group = where.get(key) ?? { of, names: [] };
      group.names.push(name);
      where.set(key, group);
    }
  }
  if (where.size === 0) return [];
  const lines = [...where.values()].slice(0, MOST_LINES).map(({ of: { verdict, id, family }, names }) => {
    const first = names.slice(0, MOST_NAMES).map(printable).join(', ');
    const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
    const about = cut(`  ${printable(id)}  IPv${family}  ${first}${more}`, columns - verdict.length - 2);
    return `  ${paint.verdict(verdict)}${about}`;
  });
  const rest = where.size > MOST_LINES ? [`  and ${where.size - MOST_LINES} more: see the reports`] : [];
  return [paint.strong('Unexpected'), ...lines, ...rest];
}

function targetLines(rows: readonly TargetRow[], { paint }: Layout): string[] {
  const widthOf = (textOf: (row: TargetRow) => string) => Math.max(...rows.map((row) => textOf(row).length));
  const [names, outcomes] = [widthOf(({ name }) => printable(name)), widthOf(({ outcome }) => outcome)];
  const lines = rows.map(({ name, outcome, summary, reportPath, message, note }) => {
    const rest = [
      summary && countsText(summary),
      message && printable(message.split('\n')[0] ?? ''),
      note && printable(note),
      reportPath && paint.faint(printable(reportPath)),
    ].filter((each) => each !== undefined);
    return `  ${padRight(printable(name), names)}  ${padRight(outcome, outcomes)}  ${rest.join('  ')}`;
  });
  return [paint.strong('Targets'), ...lines];
}
