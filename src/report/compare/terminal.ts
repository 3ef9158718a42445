import type { Layout } from '../case-detail.js';
import { columnsOf, cut, padRight, wrap } from '../columns.js';
import { paint as paintFor } from '../paint.js';
import { printable } from '../printable.js';
import { anyDifference } from './compare.js';
import { type Group, type Section, sectionsOf, type Table, verdictText } from './sections.js';
import type { Comparison } from './types.js';

/** How a comparison is shown on a terminal. */
export interface TerminalOptions {
  /** The terminal's width; Infinity where lines should not be cut, as in a log. */
  readonly columns: number;
  readonly colour: boolean;
  /** Every case and time, not only what differs. */
  readonly all?: boolean;
}

/** A comparison as text: what differs in tables with a column for each target, and in the last line what it comes to. Ends with a line break. */
export function terminalComparison(comparison: Comparison, { columns, colour, all = false }: TerminalOptions): string {
  const layout: Layout = { columns, paint: paintFor(colour) };
  const blocks = sectionsOf(comparison, all).map((section) => sectionLines(section, layout, all));
  const last = layout.paint.verdict(
    anyDifference(comparison) ? 'DEVIATES' : 'PASS',
    printable(verdictText(comparison)),
  );
  return `\n${[...blocks, [last]].map((block) => block.join('\n')).join('\n\n')}\n`;
}

const MOST_CASES = 40;
const WIDEST_CELL = 60;

function sectionLines({ heading, lines = [], table, groups = [] }: Section, layout: Layout, all: boolean): string[] {
  return [
    layout.paint.strong(heading),
    ...(table ? tableLines(table, layout) : []),
    ...lines.flatMap((line) => wrapped(printable(line), layout, 2)),
    ...groups.flatMap((group) => groupLines(group, layout, all)),
  ];
}

function groupLines({ headline, rows }: Group, layout: Layout, all: boolean): string[] {
  const shown = all ? rows : rows.slice(0, MOST_CASES);
  const rest = rows.length - shown.length;
  return [
    ...wrapped(printable(headline), layout, 2),
    ...rowLines(shown, layout, 4).map((line) => layout.paint.faint(line)),
    ...(rest > 0 ? [layout.paint.faint(`    … and ${rest} more; --all, --json and --html have them`)] : []),
  ];
}

function tableLines({ titles, rows }: Table, layout: Layout): string[] {
  const [head = '', ...lines] = rowLines([titles, ...rows], layout, 2);
  return [layout.paint.faint(head), ...lines];
}

function rowLines(rows: readonly (readonly string[])[], { columns }: Layout, indent: number): string[] {
  const cells = rows.map((row) =>
    row.map((text, at) => (at === 0 ? printable(text) : cut(printable(text), WIDEST_CELL))),
  );
  const widths = (cells[0] ?? []).map((_, at) => Math.max(...cells.map((row) => columnsOf(row[at] ?? ''))));
  return cells.map((row) => {
    const line = row.map((text, at) => padRight(text, widths[at] ?? 0)).join('  ');
    return ' '.repeat(indent) + cut(line.trimEnd(), columns - indent);
  });
}

function wrapped(text: string, { columns }: Layout, indent: number): string[] {
  return wrap(text, columns - indent - 2).map((line, at) => ' '.repeat(at === 0 ? indent : indent + 2) + line);
}
