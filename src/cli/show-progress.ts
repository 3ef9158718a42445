import type { CaseResult, Instance } from '../harness/execute.js';
import { ProgressView } from '../report/progress.js';
import type { PlannedCase } from '../report/progress-state.js';

/** One target's part of a view. */
export interface ProgressPart {
  readonly onStart: (instance: Instance) => void;
  readonly onResult: (result: CaseResult) => void;
}

/** What is going to run against a target. */
export interface Planned {
  /** The target's name, where there are several. */
  readonly target: string | undefined;
  readonly instances: readonly Instance[];
}

/** Shows how the cases of all targets go, in one view. The parts that come back are in the order of the targets. */
export function showProgress(
  all: readonly Planned[],
  options: { readonly concurrency: number; readonly now: () => number; readonly notes: readonly string[] },
): { readonly parts: readonly ProgressPart[]; readonly close: () => void } {
  const { concurrency, now, notes } = options;
  const view = new ProgressView(planOf(all), { terminal: process.stdout, environment: process.env, now, concurrency });
  for (const note of notes) view.note(note);
  const parts = all.map(
    ({ target }): ProgressPart => ({
      onStart: (instance) => view.caseStarted(keyOf(instance, target)),
      onResult: ({ instance, ...outcome }) => view.caseFinished({ ...outcome, ...keyOf(instance, target) }),
    }),
  );
  return { parts, close: () => view.close() };
}

function* planOf(all: readonly Planned[]): Iterable<PlannedCase> {
  for (const { target, instances } of all) {
    for (const instance of instances) yield planned(instance, target);
  }
}

function planned(instance: Instance, target: string | undefined): PlannedCase {
  const { section, rule, lastsMs = rule ? 0 : 1_000, exclusive = false, bystander = false } = instance.case;
  return { ...keyOf(instance, target), section: section.join(' / '), expectedMs: lastsMs, exclusive, bystander };
}

/** The first time needs no number. */
function keyOf({ case: { id }, family, repeat }: Instance, target: string | undefined) {
  return { id, family, ...(repeat > 1 ? { repeat } : {}), ...(target === undefined ? {} : { target }) };
}
