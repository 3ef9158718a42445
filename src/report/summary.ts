import { type Against, hasRegressed } from './against.js';
import { type Result, type Run, type Summary, VERDICTS, type Verdict } from './run.js';

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

/** The run's exit code, as far as verdicts decide it: 0 when all is as expected or known, 1 otherwise. */
export function exitCodeOf(run: Pick<Run, 'results' | 'stale' | 'unstable'>): 0 | 1 {
  const unexpected = run.results.some(({ verdict, known }) => !isExpected(verdict) && !known);
  return unexpected || run.stale?.length || run.unstable?.length ? 1 : 0;
}

/** The same of a run that was held against an earlier one: 1 too when something regressed. */
export function exitCodeBeside(
  run: Pick<Run, 'results' | 'stale' | 'unstable'>,
  against: Pick<Against, 'regressions'> | undefined,
): 0 | 1 {
  return against && hasRegressed(against) ? 1 : exitCodeOf(run);
}

/** How many results could not be judged because the capture lost frames. */
export function lostCases({ results }: Pick<Run, 'results'>): number {
  return results.filter(({ verdict, disturbed }) => verdict === 'INCONCLUSIVE' && disturbed?.includes('frames-lost'))
    .length;
}

/** The summary in words, without the verdicts that nothing had: `24 PASS 1 FAIL`; `nothing` when there are no results. */
export function countsText(summary: Summary): string {
  const parts = VERDICTS.filter((verdict) => summary[verdict] > 0).map((verdict) => `${summary[verdict]} ${verdict}`);
  return parts.join(' ') || 'nothing';
}
