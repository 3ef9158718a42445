import { failingLine } from '../case-detail.js';
import type { Result } from '../run.js';

/** The exchange as lines of text: seconds since the case began, who sent, the segment; ✗ before the one that went wrong. */
export function traceText(result: Pick<Result, 'trace' | 'actual' | 'verdict'>): string {
  const failing = result.verdict === 'PASS' || result.verdict === 'INFO' ? -1 : failingLine(result);
  return result.trace
    .map(({ at, from, text }, line) => {
      const mark = line === failing ? '✗' : ' ';
      return `${mark} ${(at / 1000).toFixed(6).padStart(11)}  ${from.padEnd(6)}  ${text}`;
    })
    .join('\n');
}
