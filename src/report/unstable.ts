import type { Result, UnstableCase, Verdict } from './run.js';

/** The cases whose results over one family, its repetitions, do not all have the same verdict. */
export function unstableCases(results: readonly Pick<Result, 'id' | 'family' | 'verdict'>[]): UnstableCase[] {
  const cases = new Map<string, UnstableCase & { readonly verdicts: Verdict[] }>();
  for (const { id, family, verdict } of results) {
    const key = `${id} ${family}`;
    const found = cases.get(key) ?? { id, family, verdicts: [] };
    if (!found.verdicts.includes(verdict)) found.verdicts.push(verdict);
    cases.set(key, found);
  }
  return [...cases.values()].filter(({ verdicts }) => verdicts.length > 1);
}
