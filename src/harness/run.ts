import { type CaseResult, execute, type Instance } from './execute.js';
import type { Places } from './places.js';
import type { Plan } from './plan.js';
import { type Job, type Outcome, schedule } from './scheduler.js';
import type { Session } from './session.js';

/** How instances are run. */
export interface RunSettings {
  readonly concurrency: number;
  /** What the cases of all targets share; unset: this is the only target. */
  readonly places?: Places | undefined;
  readonly onStart?: (instance: Instance) => void;
  readonly onResult?: (result: CaseResult) => void;
  /** Called with the error that ends the run early: the agent is lost, the link is down. */
  readonly onBreak: (error: unknown) => void;
}

/** Runs all instances of a plan side by side, with mocha telling of them in order. Resolves to the results there are, in that order. */
export async function runPlan(plan: Plan, session: Session, settings: RunSettings): Promise<CaseResult[]> {
  const { instances } = plan;
  let begin: (outcomes: Promise<Outcome<CaseResult>>[]) => void = () => {};
  const begun = new Promise<Promise<Outcome<CaseResult>>[]>((resolve) => {
    begin = resolve;
  });
  plan.outcomes = new Map(instances.map((instance, n) => [instance, begun.then((outcomes) => outcomes[n])]));
  // Mocha first: counting thousands of tests holds the event loop up, and cases that had begun would be late.
  const told = new Promise<void>((resolve) => plan.mocha.run(() => resolve()));
  const outcomes = startInstances(instances, session, settings);
  begin(outcomes);
  const results = await Promise.all(outcomes);
  await told;
  return results.filter((result) => result !== undefined);
}

/** The same without mocha: as often as one likes in a process. */
export async function runInstances(
  instances: readonly Instance[],
  session: Session,
  settings: RunSettings,
): Promise<CaseResult[]> {
  const results = await Promise.all(startInstances(instances, session, settings));
  return results.filter((result) => result !== undefined);
}

function startInstances(
  instances: readonly Instance[],
  session: Session,
  settings: RunSettings,
): Promise<Outcome<CaseResult>>[] {
  const jobs = instances.map((instance): Job<Outcome<CaseResult>> => {
    const { lastsMs = 0, exclusive = false } = instance.case;
    return { lastsMs, exclusive, run: () => inPlace(instance, session, settings) };
  });
  return schedule(jobs, { concurrency: settings.concurrency, signal: session.signal });
}

async function inPlace(instance: Instance, session: Session, settings: RunSettings): Promise<Outcome<CaseResult>> {
  const { places } = settings;
  if (!places) return attempt(instance, session, settings);
  if (!(await places.take(instance.case.lastsMs ?? 0, session.signal))) return undefined;
  return attempt(instance, session, settings).finally(() => places.leave());
}

async function attempt(instance: Instance, session: Session, settings: RunSettings): Promise<Outcome<CaseResult>> {
  settings.onStart?.(instance);
  try {
    const result = await execute(instance, session);
    settings.onResult?.(result);
    return result;
  } catch (error) {
    if (!session.signal.aborted) settings.onBreak(error);
    return undefined;
  }
}
