import { type Against, type Change, hasRegressed } from './against.js';
import type { Layout } from './case-detail.js';
import { columnsOf, cut, padRight } from './columns.js';
import { timeText } from './compare/sections.js';
import { familiesText } from './grouping.js';
import { printable } from './printable.js';

/** A run beside an earlier one, as lines for a terminal: regressions first, what is only to be known last. */
export function againstLines(against: Against, layout: Layout): string[] {
  const { earlier, regressions, fixes, changes, unjudged, times, added, removed, notRun } = against;
  const head = `Against the run of ${earlier.startedAt}, ${earlier.kernel}, tcpspec ${earlier.tool}`;
  const lines = [
    ...changeLines('Regressions', regressions, layout),
    ...changeLines('Fixes', fixes, layout),
    ...changeLines('Other behaviour', changes, layout),
    ...changeLines('No longer judged', unjudged, layout),
    ...rows(
      'Other times',
      times.map(({ id, family, name, before, after }) => [
        id,
        `IPv${family}`,
        `${name} ${timeText(name, before)} → ${timeText(name, after)}`,
      ]),
      layout,
    ),
    ...(added.length > 0
      ? [`  ${added.length} new ${added.length === 1 ? 'case' : 'cases'} that the earlier run does not have`]
      : []),
    ...rows(
      'Cases that there are no more',
      removed.map((id) => [id]),
      layout,
    ),
    ...(notRun > 0 ? [`  ${notRun} results of the earlier run have none in this one`] : []),
  ];
  const none = lines.length === 0 ? ['  nothing has changed'] : [];
  return [layout.paint.strong(cut(printable(head), layout.columns)), ...lines, ...none];
}

/** The same in a word, for a line: `2 regressions, 1 fix`. */
export function againstText(against: Against): string {
  const regressions = against.regressions.filter(({ known }) => !known).length;
  const parts = [counted(regressions, 'regression', 's'), counted(against.fixes.length, 'fix', 'es')];
  const told = parts.filter((part) => part !== '').join(', ');
  return told === '' && !hasRegressed(against) ? 'no regression' : told;
}

const MOST_ROWS = 40;

function changeLines(title: string, changes: readonly Change[], layout: Layout): string[] {
  const cells = changes.map(({ id, families, before, after, known }) => [
    id,
    familiesText(families),
    `${before} → ${after}${known ? ', a known deviation' : ''}`,
  ]);
  return rows(title, cells, layout);
}

function rows(title: string, cells: readonly (readonly string[])[], { columns, paint }: Layout): string[] {
  if (cells.length === 0) return [];
  const shown = cells.slice(0, MOST_ROWS).map((row) => row.map(printable));
  const widths = [0, 1].map((at) => Math.max(...shown.map((row) => columnsOf(row[at] ?? ''))));
  const lines = shown.map((row) => {
    const text = row.map((cell, at) => padRight(cell, widths[at] ?? 0)).join('  ');
    return `    ${cut(text.trimEnd(), columns - 4)}`;
  });
  const rest = cells.length - shown.length;
  return [`  ${title} (${cells.length})`, ...lines, ...(rest > 0 ? [paint.faint(`    … and ${rest} more`)] : [])];
}

function counted(count: number, noun: string, plural: string): string {
  return count === 0 ? '' : `${count} ${noun}${count === 1 ? '' : plural}`;
}
