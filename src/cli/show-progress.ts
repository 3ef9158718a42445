import type { CaseResult, Instance } from '../harness/execute.js';
import type { Plan } from '../harness/plan.js';
import { runPlan } from '../harness/run.js';
import type { Session } from '../harness/session.js';
import { ProgressView } from '../report/progress.js';

/** How the cases are run and what is told first. */
export interface Showing {
  readonly concurrency: number;
  /** Said once at the start. */
  readonly notes: readonly string[];
  readonly onResult: (result: CaseResult) => void;
  /** Called with the error that ends the run early. */
  readonly onBreak: (error: unknown) => void;
}

/** Runs the cases of a plan and shows how it goes. Resolves to the results there are. */
export async function runShowingProgress(plan: Plan, session: Session, showing: Showing): Promise<CaseResult[]> {
  const { concurrency, notes, onResult, onBreak } = showing;
  const { clock } = session.host;
  const view = new ProgressView(plan.instances.map(planned), {
    terminal: process.stdout,
    environment: process.env,
    now: () => clock.now(),
    concurrency,
  });
  for (const note of notes) view.note(note);
  try {
    return await runPlan(plan, session, {
      concurrency,
      onStart: (instance) => view.caseStarted(keyOf(instance)),
      onResult: (result) => {
        onResult(result);
        view.caseFinished({ ...result, ...keyOf(result.instance) });
      },
      onBreak,
    });
  } finally {
    view.close();
  }
}

function planned(instance: Instance) {
  const { section, lastsMs = 1_000, exclusive = false } = instance.case;
  return { ...keyOf(instance), section: section.join(' / '), expectedMs: lastsMs, exclusive };
}

/** The first time needs no number. */
function keyOf({ case: { id }, family, repeat }: Instance) {
  return { id, family, ...(repeat > 1 ? { repeat } : {}) };
}
