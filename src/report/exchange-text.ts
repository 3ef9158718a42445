import { failingLine } from './case-detail.js';
import { printable } from './printable.js';
import type { Result } from './run.js';

/**
 * The whole exchange of a result as lines of text, safe to print: seconds since the start of the case, who sent, the
 * segment. `✗` marks the segment that was wrong, or in a line of its own the moment at which one was missing; a result
 * that is in order has no mark.
 */
export function exchangeLines(result: Result): string[] {
  const wrong = result.verdict === 'FAIL' || result.verdict === 'DEVIATES' || result.verdict === 'ERROR';
  const failing = wrong ? failingLine(result) : -1;
  const lines = result.trace.map(({ at, from, text }, n) => {
    const mark = n === failing ? '✗' : ' ';
    return `${mark} ${(at / 1000).toFixed(4).padStart(9)}  ${from.padEnd(6)}  ${printable(text)}`;
  });
  return wrong && failing === -1 && lines.length > 0 ? [...lines, `✗ ${' '.repeat(9)}  judged here`] : lines;
}
