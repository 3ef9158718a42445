import { fileURLToPath } from 'node:url';
import { matcherOf } from '../harness/selection.js';
import { compiled, readYaml } from './yaml-file.js';

/** The columns of the table: a state, and for SYN-RECEIVED how the connection was opened. */
export const COLUMNS = [
  'closed',
  'listen',
  'syn-sent',
  'syn-received',
  'syn-received-simultaneous',
  'established',
  'fin-wait-1',
  'fin-wait-2',
  'close-wait',
  'closing',
  'last-ack',
  'time-wait',
] as const;

/** One of them. */
export type Column = (typeof COLUMNS)[number];

/** An event and the states that it is looked at in, as the file has it. */
export interface EventRow {
  readonly event: string;
  readonly group: string;
  readonly words: string;
  /** Of RFC 9293. */
  readonly section: string;
  /** The text of 3.10 does not go through it one by one. */
  readonly beyond?: boolean;
  readonly states: readonly Column[];
  readonly cases?: readonly string[];
  readonly also?: Partial<Record<Column, readonly string[]>>;
  readonly instead?: Partial<Record<Column, readonly string[]>>;
  readonly none?: Partial<Record<Column, string>>;
}

/** What happens in one state on one event: the ids of the cases that look at it, or the reason why none does. */
export interface Cell {
  /** `rst-exact/established`. */
  readonly id: string;
  readonly row: EventRow;
  readonly state: Column;
  readonly cases: readonly string[];
  readonly reason?: string;
}

/** Where the table is. */
export const CELLS = fileURLToPath(new URL('../../../suites/state-event.yaml', import.meta.url));

const TEXT = { type: 'string', minLength: 1 };
const PATTERNS = { type: 'array', minItems: 1, items: TEXT };
const each = (of: object) => ({
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(COLUMNS.map((column) => [column, of])),
});

const validate = compiled<EventRow[]>({
  type: 'array',
  minItems: 1,
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['event', 'group', 'words', 'section', 'states'],
    properties: {
      event: { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' },
      group: TEXT,
      words: TEXT,
      section: { type: 'string', pattern: '^3\\.' },
      beyond: { const: true },
      states: { type: 'array', minItems: 1, uniqueItems: true, items: { enum: [...COLUMNS] } },
      cases: PATTERNS,
      also: each(PATTERNS),
      instead: each(PATTERNS),
      none: each(TEXT),
    },
  },
});

/** Reads the table. Throws a usage error that names the line. */
export function readEvents(path: string): readonly EventRow[] {
  return readYaml(path, 'table of states and events', validate);
}

/** The cells of the table over the cases that there are, and what is wrong with it, a sentence each. */
export function cellsOf(rows: readonly EventRow[], ids: readonly string[]) {
  const complaints: string[] = [];
  const cells = rows.flatMap((row) => row.states.map((state) => cellOf(row, state, ids, complaints)));
  for (const [n, { event, states, also, instead, none }] of rows.entries()) {
    if (rows.findIndex((each) => each.event === event) !== n) complaints.push(`${event} stands there twice`);
    for (const state of Object.keys({ ...also, ...instead, ...none }))
      if (!states.includes(state as Column)) complaints.push(`${event} says something of ${state}, which it has not`);
  }
  return { cells, complaints };
}

function cellOf(row: EventRow, state: Column, ids: readonly string[], complaints: string[]): Cell {
  const id = `${row.event}/${state}`;
  const reason = row.none?.[state];
  const general = row.instead?.[state] ?? (reason === undefined ? row.cases : undefined) ?? [];
  const patterns = [...general, ...(row.also?.[state] ?? [])].flatMap((pattern) => alternatives(pattern, state));
  const found = patterns.map((pattern) => ids.filter(matcherOf(pattern)));
  for (const [n, pattern] of patterns.entries())
    if (found[n]?.length === 0) complaints.push(`${id} names ${pattern}, and there is no such case`);
  const cases = [...new Set(found.flat())];
  if (cases.length === 0 && reason === undefined) complaints.push(`${id} has neither a case nor a reason`);
  if (cases.length > 0 && reason !== undefined) complaints.push(`${id} has cases and a reason why there are none`);
  return { id, row, state, cases, ...(reason === undefined ? {} : { reason }) };
}

/** `{state}` put in, and one pattern for each way through the braces. */
function alternatives(pattern: string, state: Column): string[] {
  const whole = pattern.replaceAll('{state}', state);
  const braces = /^([^{]*)\{([^{}]*)\}(.*)$/.exec(whole);
  if (!braces) return [whole];
  const [, before = '', names = '', after = ''] = braces;
  return names.split(',').flatMap((name) => alternatives(`${before}${name}${after}`, state));
}
