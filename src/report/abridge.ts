import type { Run } from './run.js';

/**
 * A run without what few look at: the exchanges and states of results that passed, or that are a choice the RFC leaves
 * open. Verdicts, behaviours, coverage and everything about what failed stay; `abridged` says what is missing. For keeping
 * and for comparing: a third of the size.
 */
export function abridge(run: Run): Run {
  const results = run.results.map((result) => {
    const { verdict } = result;
    return verdict === 'PASS' || verdict === 'INFO' ? { ...result, states: [], trace: [] } : result;
  });
  return { ...run, results, abridged: true };
}
