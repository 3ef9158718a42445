import { type Disturbance, inconclusive, wantsAnother } from './disturbance.js';
import { type CaseResult, execute, type Instance } from './execute.js';
import { Onlooker } from './onlooker.js';
import type { Places } from './places.js';
import type { Plan } from './plan.js';
import { Again, type Outcome, schedule, type Work } from './scheduler.js';
import type { Session } from './session.js';

/** Where more instances were disturbed than this, another capture is needed, not another try. */
const MOST_AGAIN = 256;

/** How instances are run. */
export interface RunSettings {
  readonly concurrency: number;
  /** What the cases of all targets share, so that they start while the event loop is in time; unset: they start at once. */
  readonly places?: Places | undefined;
  /** Who holds what the cases exchange against the passive ones; unset: this run makes its own. */
  readonly onlooker?: Onlooker;
  readonly onStart?: (instance: Instance) => void;
  /** Told of each instance once, with the result that stands. */
  readonly onResult?: (result: CaseResult) => void;
  /** What is kept of a result until all are there; unset: all of it. */
  readonly keep?: (result: CaseResult) => CaseResult;
  /** Called with the error that ends the run early: the agent is lost, the link is down. */
  readonly onBreak: (error: unknown) => void;
}

/** Runs all instances of a plan side by side, with mocha telling of them in order; those that were disturbed once more, alone. Resolves to the results there are, in that order. */
export async function runPlan(plan: Plan, session: Session, settings: RunSettings): Promise<CaseResult[]> {
  const { instances } = plan;
  const ends = new Map<Instance, (outcome: Outcome<CaseResult>) => void>();
  plan.outcomes = new Map(
    instances.map((instance) => [instance, new Promise((resolve) => void ends.set(instance, resolve))]),
  );
  // Mocha first: counting thousands of tests holds the event loop up, and cases that had begun would be late.
  const told = new Promise<void>((resolve) => plan.mocha.run(() => resolve()));
  const onOutcome = (instance: Instance, outcome: Outcome<CaseResult>) => ends.get(instance)?.(outcome);
  const results = await runAll(instances, session, { ...settings, onOutcome });
  await told;
  return results;
}

/** The same without mocha: as often as one likes in a process. */
export async function runInstances(
  instances: readonly Instance[],
  session: Session,
  settings: RunSettings,
): Promise<CaseResult[]> {
  return runAll(instances, session, { ...settings, onOutcome: () => {} });
}

interface Observed extends RunSettings {
  readonly onlooker: Onlooker;
  readonly onOutcome: (instance: Instance, outcome: Outcome<CaseResult>) => void;
}

/** The passive ones are over when all others are. */
async function runAll(
  instances: readonly Instance[],
  session: Session,
  given: RunSettings & Pick<Observed, 'onOutcome'>,
): Promise<CaseResult[]> {
  const settings: Observed = { ...given, onlooker: given.onlooker ?? new Onlooker(instances) };
  const active = instances.filter((instance) => !instance.case.rule);
  const outcomes = (await runActive(active, session, settings)).values();
  const results = instances.map((instance) => {
    if (!instance.case.rule) return outcomes.next().value;
    const judged = judgePassively(instance, session, settings);
    settings.onOutcome(instance, judged);
    return judged;
  });
  return results.filter((result) => result !== undefined);
}

function judgePassively(
  instance: Instance,
  { host, signal, frames }: Session,
  { onlooker, onStart, onResult, keep }: Observed,
): Outcome<CaseResult> {
  if (signal.aborted) return undefined;
  onStart?.(instance);
  const { result, frames: shown } = onlooker.resultOf(instance, host.clock.now());
  frames?.begin(result.owner);
  for (const frame of shown) frames?.file(frame, result.owner);
  frames?.end(result.owner);
  onResult?.(result);
  return keep ? keep(result) : result;
}

async function runActive(
  instances: readonly Instance[],
  session: Session,
  settings: Observed,
): Promise<Outcome<CaseResult>[]> {
  let left = MOST_AGAIN;
  const tell = (result: Outcome<CaseResult>) => {
    if (result) settings.onResult?.(result);
    return result && settings.keep ? settings.keep(result) : result;
  };
  const run = async (instance: Instance) => {
    const first = await inPlace(instance, settings, session, () => {
      settings.onStart?.(instance);
      return attempt(instance, session, settings);
    });
    if (!first || !wantsAnother(first)) return tell(first);
    if (left-- <= 0) return tell(inconclusive(first, `, as in ${MOST_AGAIN} others that were run again`));
    const again = () => attempt(instance, session, settings, first.disturbances);
    // A loss is the capture's, which any company may be too much for; a hold-up is a busy machine's.
    const how = first.disturbances.some(({ cause }) => cause === 'frames-lost') ? 'alone' : 'in company';
    return new Again(async () => tell(await inPlace(instance, settings, session, again)), how);
  };
  const work: Work<Instance, Outcome<CaseResult>> = {
    lastsMs: ({ case: { lastsMs = 0 } }) => lastsMs,
    exclusive: ({ case: { exclusive = false } }) => exclusive,
    bystander: ({ case: { bystander = false } }) => bystander,
    run,
  };
  const onOutcome = (place: number, outcome: Outcome<CaseResult>) =>
    settings.onOutcome(instances[place] as Instance, outcome);
  return schedule<Instance, Outcome<CaseResult>>(instances, work, {
    concurrency: settings.concurrency,
    signal: session.signal,
    onOutcome,
  });
}

async function inPlace(
  { case: { lastsMs = 0 } }: Instance,
  { places }: RunSettings,
  { signal }: Session,
  run: () => Promise<Outcome<CaseResult>>,
): Promise<Outcome<CaseResult>> {
  if (!places) return run();
  if (!(await places.take(lastsMs, signal))) return undefined;
  return run().finally(() => places.leave());
}

async function attempt(
  instance: Instance,
  session: Session,
  settings: Observed,
  before: readonly Disturbance[] = [],
): Promise<Outcome<CaseResult>> {
  try {
    return await execute(instance, session, { before, onOver: settings.onlooker.see });
  } catch (error) {
    if (!session.signal.aborted) settings.onBreak(error);
    return undefined;
  }
}
