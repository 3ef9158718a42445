import { type Result, type Summary, VERDICTS, type Verdict } from './run.js';

/** Counts the results of each verdict; a verdict that nothing had is 0. */
export function summarise(results: Iterable<Pick<Result, 'verdict'>>): Summary {
  const counts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  for (const { verdict } of results) counts[verdict] += 1;
  return counts;
}

/** Whether a verdict leaves the run in order: all but a broken MUST and a fault of the tester. */
export function isExpected(verdict: Verdict): boolean {
  return verdict !== 'FAIL' && verdict !== 'ERROR';
}

/** The run's share of the exit code: 0 when every verdict is as expected, 1 otherwise. */
export function exitCodeOf(summary: Summary): 0 | 1 {
  return VERDICTS.every((verdict) => summary[verdict] === 0 || isExpected(verdict)) ? 0 : 1;
}

/** The summary in words, without the verdicts that nothing had: `24 PASS 1 FAIL`; `nothing` when there are no results. */
export function countsText(summary: Summary): string {
  const parts = VERDICTS.filter((verdict) => summary[verdict] > 0).map((verdict) => `${summary[verdict]} ${verdict}`);
  return parts.join(' ') || 'nothing';
}
