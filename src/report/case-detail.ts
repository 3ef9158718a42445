import { cut, wrap } from './columns.js';
import { familiesText, type ResultGroup } from './grouping.js';
import type { Paint } from './paint.js';
import { printable, printableLines } from './printable.js';
import type { Result, TraceLine } from './run.js';

/** How the lines of a summary are set. `columns` may be Infinity, for a file. */
export interface Layout {
  readonly columns: number;
  readonly paint: Paint;
}

/** A case that went wrong, as lines: what it asks for, why its verdict, expected and actual, and the end of its exchange. */
export function caseDetail(group: ResultGroup, layout: Layout): string[] {
  const { result } = group;
  const lines = [result.title, result.cites.join(', ')].filter((line) => line !== '').map(printable);
  return [
    caseHeadline(group, layout),
    ...lines.map((line) => INDENT + layout.paint.faint(cut(line, layout.columns - INDENT.length))),
    ...field('', messageLines(result), layout),
    ...field('expected', printableLines(result.expected ?? ''), layout),
    ...field('actual', printableLines(result.actual ?? ''), layout),
    ...traceLines(result, layout),
  ];
}

/** A case that went wrong, in one line: verdict, id, families, repetitions. */
export function caseHeadline({ result, families, count }: ResultGroup, { paint }: Layout): string {
  const times = count > families.length ? `, ${count} times` : '';
  const behaviour = result.behaviour === undefined ? '' : `  ${printable(result.behaviour)}`;
  const name = paint.strong(printable(result.id));
  return `${paint.verdict(result.verdict)}  ${name}  ${familiesText(families)}${times}${behaviour}`;
}

/** The place in the trace of the segment that went wrong: the last one that `actual` quotes; -1 if it quotes none. */
export function failingLine(result: Pick<Result, 'trace' | 'actual'>): number {
  const { actual, trace } = result;
  if (!actual) return -1;
  return trace.findLastIndex(({ text }) => text !== '' && actual.includes(text));
}

const INDENT = '      ';
const MOST_TRACE_LINES = 12;
const MOST_MESSAGE_LINES = 6;

function field(label: string, values: readonly string[], { columns, paint }: Layout): string[] {
  const lines = values.flatMap((value) => wrap(value, columns - INDENT.length - (label === '' ? 0 : LABEL_COLUMNS)));
  if (lines.every((line) => line === '')) return [];
  if (label === '') return lines.map((line) => INDENT + line);
  return lines.map((line, at) => INDENT + paint.strong((at === 0 ? label : '').padEnd(LABEL_COLUMNS)) + line);
}

const LABEL_COLUMNS = 10;

// A message may go on to tell the whole exchange, which the trace below it shows already.
function messageLines(result: Result): string[] {
  const lines = printableLines(result.message ?? '');
  const end = lines.indexOf('');
  return lines.slice(0, Math.min(end === -1 ? lines.length : end, MOST_MESSAGE_LINES));
}

function traceLines(result: Result, layout: Layout): string[] {
  const { trace } = result;
  if (trace.length === 0) return [];
  const failing = failingLine(result);
  // The failing line is usually the last. Where it is not, it stays in view with what led to it.
  const end = failing === -1 ? trace.length : Math.min(trace.length, Math.max(failing + 3, MOST_TRACE_LINES));
  const first = Math.max(0, end - MOST_TRACE_LINES);
  const lines = trace.slice(first, end).map((line, at) => traceLine(line, first + at === failing, layout));
  if (first > 0) lines.unshift(aside(`${first} earlier`, layout));
  if (end < trace.length) lines.push(aside(`${trace.length - end} later`, layout));
  // Nothing that came was wrong in itself: it is what had not come by the end.
  if (failing === -1) lines.push(marked('✗', `${' '.repeat(9)}judged here`, layout));
  return lines;
}

function traceLine({ at, from, text }: TraceLine, failing: boolean, layout: Layout): string {
  const line = `${(at / 1000).toFixed(4).padStart(9)}  ${from.padEnd(6)}  ${printable(text)}`;
  return marked(failing ? '✗' : ' ', line, layout);
}

function marked(mark: string, text: string, { columns, paint }: Layout): string {
  const line = cut(`${mark} ${text}`, columns - INDENT.length);
  return INDENT + (mark === '✗' ? paint.verdict('FAIL', line) : line);
}

function aside(text: string, { paint }: Layout): string {
  return `${INDENT}${' '.repeat(13)}${paint.faint(`… ${text}`)}`;
}
