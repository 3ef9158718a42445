import { durationText } from '../duration.js';
import { familiesText } from '../grouping.js';
import { cellText, differs } from './cells.js';
import { sidesOf } from './patterns.js';
import { toleranceText } from './tolerance.js';
import type { Cell, Comparison, Sighting, TimeRow } from './types.js';

/** A part of a comparison, as text that nothing is escaped in yet: a table, or cases grouped under what they have in common. */
export interface Section {
  readonly heading: string;
  readonly lines?: readonly string[];
  readonly table?: Table;
  readonly groups?: readonly Group[];
}

/** Rows with a cell for each title. */
export interface Table {
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Cases of one pattern. */
export interface Group {
  readonly headline: string;
  /** Id, families and title of each. */
  readonly rows: readonly (readonly string[])[];
}

/** What differs in a comparison, part by part; parts in which nothing does are left out. With `all`, every case and time too. */
export function sectionsOf(comparison: Comparison, all = false): Section[] {
  const { cases, requirements, times, states, arcs, settings, tolerance } = comparison;
  const labels = comparison.columns.map(({ label }) => label);
  const table = (heading: string, titles: readonly string[], rows: readonly (readonly string[])[]): Section => ({
    heading,
    table: { titles: [...titles, ...labels], rows },
  });
  const sections: Section[] = [
    targetsSection(comparison),
    { heading: 'Cases that differ', groups: groupsOf(comparison, labels) },
    table(
      'Requirements whose cases differ',
      ['Requirement'],
      requirements
        .filter(({ kind }) => differs(kind))
        .map(({ id, section = '', about = '', cells }) => [
          [id, section, about].filter(Boolean).join(' '),
          ...cells.map(({ verdict, behaviours }) => [verdict ?? '—', ...behaviours].join(', ')),
        ]),
    ),
    table(
      all ? 'Measured times' : `Measured times that differ by more than ${toleranceText(tolerance)}`,
      ['Case', 'Time'],
      times.filter((row) => all || row.differs).map((row) => timeCells(row, all)),
    ),
    table(
      'States that not all have reached',
      ['State'],
      states.filter((row) => row.differs).map(({ state, cells }) => [state, ...cells.map((cell) => REACHED[cell])]),
    ),
    table(
      'Arcs that not all have driven',
      ['Arc', 'Event'],
      arcs
        .filter((row) => row.differs)
        .map(({ from, to, event, cells }) => [`${from} → ${to}`, event, ...cells.map((cell) => DRIVEN[cell])]),
    ),
    table(
      'Settings that are not the same',
      ['Setting'],
      settings.map(({ name, cells }) => [name, ...cells.map((cell) => (cell === null ? '—' : String(cell)))]),
    ),
    { heading: 'Said nothing of their target', lines: silentLines(comparison) },
    ...(all
      ? [
          table(
            'All cases',
            ['Case', ''],
            cases.map(({ id, family, kind, cells }) => [
              id,
              `IPv${family}${differs(kind) ? ' ≠' : ''}`,
              ...cells.map(cellText),
            ]),
          ),
        ]
      : []),
  ];
  return sections.filter(({ lines, groups, table }) => lines?.length || groups?.length || table?.rows.length);
}

/** What a comparison comes to, in a line. */
export function verdictText({ counts, columns }: Comparison): string {
  const parts = [
    counted(counts.times, 'measured time'),
    counted(counts.states, 'state'),
    counted(counts.arcs, 'arc'),
    counted(counts.requirements, 'requirement'),
  ].filter((text) => text !== '');
  const open = counts.open > 0 ? `; ${counts.open} could not be compared in all columns` : '';
  const others = parts.length > 0 ? `, and in ${parts.join(', ')}` : '';
  return `${columns.length} runs differ in ${counts.differing} of ${counts.rows} results${others}${open}`;
}

/** Names in a row: `A`, `A and B`, `A, B and C`. */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** Who shows what, each named once: `A and B: challenge-ack; C: rst`. */
export function sidesText(cells: readonly Cell[], labels: readonly string[]): string {
  return sidesOf(cells)
    .map(({ text, columns }) => `${listed(columns.map((at) => labels[at] ?? ''))}: ${text}`)
    .join('; ');
}

const REACHED: Readonly<Record<Sighting, string>> = {
  seen: 'reached',
  'not-seen': 'not reached',
  unasked: 'no case ran',
  open: 'not judged',
};
const DRIVEN: Readonly<Record<Sighting, string>> = { ...REACHED, seen: 'driven', 'not-seen': 'not driven' };

function targetsSection({ columns, alike }: Comparison): Section {
  const rows = columns.map(({ label, os, kernel, user, tool, results, startedAt, interrupted }) => [
    label,
    `${os} ${kernel}`,
    user,
    `tcpspec ${tool}`,
    startedAt,
    `${results} results${interrupted ? ', stopped before the end' : ''}`,
  ]);
  const groups = alike.filter((group) => group.length > 1);
  const lines = groups.map((group) => `Alike in every case: ${listed(group.map((at) => columns[at]?.label ?? ''))}`);
  return { heading: 'Targets', table: { titles: ['Target', 'System', 'User', 'Tool', 'Started', ''], rows }, lines };
}

function groupsOf({ patterns }: Comparison, labels: readonly string[]): Group[] {
  return patterns.map(({ cells, cases }) => ({
    headline: `${sidesText(cells, labels)} — ${cases.length} ${cases.length === 1 ? 'case' : 'cases'}`,
    rows: cases.map(({ id, families, title }) => [id, familiesText(families), title]),
  }));
}

function timeCells({ id, family, name, differs, cells }: TimeRow, all: boolean): string[] {
  const mark = all && differs ? ' ≠' : '';
  return [`${id} IPv${family}`, name + mark, ...cells.map((cell) => (cell === null ? '—' : timeText(name, cell.ms)))];
}

/** A measured time as a reader wants it; short ones with a part of a millisecond. */
export function timeText(name: string, ms: number): string {
  if (/(^|-)per-/.test(name)) return String(Number(ms.toPrecision(3)));
  return ms < 10 ? `${Number(ms.toPrecision(2))} ms` : durationText(ms);
}

function silentLines({ columns, cases }: Comparison): string[] {
  return columns.flatMap(({ label }, at) => {
    const counts = new Map<string, number>();
    for (const { cells } of cases) {
      const cell = cells[at];
      if (!cell || cell.says) continue;
      counts.set(cellText(cell), (counts.get(cellText(cell)) ?? 0) + 1);
    }
    const parts = [...counts].sort(([, a], [, b]) => b - a).map(([text, count]) => `${count} ${text}`);
    return parts.length === 0 ? [] : [`${label}: ${parts.join(', ')}`];
  });
}

function counted(count: number, noun: string): string {
  return count === 0 ? '' : `${count} ${noun}${count === 1 ? '' : 's'}`;
}
