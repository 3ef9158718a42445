import type { Case } from '../harness/case.js';
import { planCases } from '../harness/plan.js';
import { suiteFiles } from './suites.js';

let cases: Promise<readonly Case[]> | undefined;

/** All cases in the order of the suites, which are loaded when they are first asked for: once in a process. */
export function allCases(): Promise<readonly Case[]> {
  cases ??= planCases(suiteFiles(), { selection: { patterns: [] }, families: [4, 6], repeat: 1 }).then(
    (plan) => plan.cases,
  );
  return cases;
}
