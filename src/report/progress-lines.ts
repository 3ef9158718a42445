import { columnsOf, cut, padRight } from './columns.js';
import { timeLeftText } from './duration.js';
import type { Paint } from './paint.js';
import { printable, printableLines } from './printable.js';
import type { Outcome, ProgressSnapshot, SectionTally } from './progress-state.js';
import { sectionSummary } from './progress-state.js';
import { countsText } from './summary.js';

/** The one line that is rewritten on a terminal: what is done, what failed, what runs, the time left. At most `columns` wide. */
export function statusLine(progress: ProgressSnapshot, columns: number, paint: Paint): string {
  const { total, done, failed, running, leftMs, lastFailed } = progress;
  const plain = (text: string) => text;
  const pieces: (readonly [text: string, style: (text: string) => string])[] = [];
  if (columns >= 70) pieces.push([bar(done, total), plain]);
  pieces.push([`${done}/${total}`, paint.strong]);
  if (failed > 0) pieces.push([`${failed} failed`, (text) => paint.verdict('FAIL', text)]);
  if (running > 0) pieces.push([`${running} running`, plain]);
  if (done < total) pieces.push([timeLeftText(leftMs), plain]);
  if (lastFailed !== undefined) pieces.push([`last failed ${printable(lastFailed)}`, paint.faint]);
  return fitted(pieces, columns);
}

/** A finished section: `3.6 closing  24 PASS 1 FAIL`; how many of how many when it was broken off. Where there are several targets, its name comes first. */
export function sectionLine(tally: SectionTally): string {
  const counts = countsText(sectionSummary(tally));
  const ran = tally.verdicts.length;
  const rest = ran < tally.planned ? `  (${ran} of ${tally.planned} ran)` : '';
  return `${prefix(tally)}${padRight(printable(tally.section), 36)}  ${counts}${rest}`;
}

/** A case that failed, as it happens: verdict, id, family and the first line of why. */
export function failureLine(outcome: Outcome): string {
  const repetition = outcome.repeat === undefined ? '' : ` #${outcome.repeat}`;
  const why = printableLines(outcome.message ?? '')[0];
  return `${prefix(outcome)}${outcome.verdict}  ${printable(outcome.id)}  IPv${outcome.family}${repetition}${why ? `  ${why}` : ''}`;
}

function prefix({ target }: { readonly target?: string | undefined }): string {
  return target === undefined ? '' : `${printable(target)}  `;
}

/** The section that a suite's file is about: `suites/rfc9293/3.6-closing.ts` is `3.6 closing`, other RFCs are named. */
export function sectionTitle(file: string): string {
  const parts = file.replace(/\.[jt]s$/, '').split('/');
  const name = (parts.at(-1) ?? '').replaceAll('-', ' ');
  const rfc = /^rfc(\d+)$/.exec(parts.at(-2) ?? '')?.[1];
  return rfc === undefined || rfc === '9293' ? name : `RFC ${rfc} ${name}`;
}

const BAR_COLUMNS = 20;

function bar(done: number, total: number): string {
  const filled = total === 0 ? BAR_COLUMNS : Math.floor((done / total) * BAR_COLUMNS);
  return '━'.repeat(filled) + '─'.repeat(BAR_COLUMNS - filled);
}

// Cut before it is painted: a cut after it could take the end of a colour away.
function fitted(
  pieces: readonly (readonly [text: string, style: (text: string) => string])[],
  columns: number,
): string {
  const gap = 3;
  let left = columns;
  const shown: string[] = [];
  for (const [text, style] of pieces) {
    if (left < 4) break;
    shown.push(style(cut(text, left)));
    left -= columnsOf(text) + gap;
  }
  return shown.join(' '.repeat(gap));
}
