import type { CaseResult } from '../harness/execute.js';
import { Places, type PlacesSettings } from '../harness/places.js';
import type { Plan } from '../harness/plan.js';
import { runInstances, runPlan } from '../harness/run.js';
import { inTurns, oneAtATime } from '../lab/in-turns.js';
import type { Against } from '../report/against.js';
import { wantsColour } from '../report/paint.js';
import { printable } from '../report/printable.js';
import type { Run } from '../report/run.js';
import { exitCodeBeside } from '../report/summary.js';
import { terminalSummary } from '../report/terminal-summary.js';
import { EXIT, nothingSelected } from './exit.js';
import { Interruption } from './interruption.js';
import { runFileIn } from './report-folder.js';
import { selfTestNotes } from './self-test.js';
import { type ProgressPart, showProgress } from './show-progress.js';
import {
  type Assignment,
  beginRun,
  type Common,
  type Ended,
  finishRun,
  type Open,
  type RunCases,
  type Running,
} from './target-run.js';
import { type ToldTarget, tellTargets, toldTarget } from './tell-targets.js';

/** What else a run tells of itself. */
export interface RunFacts {
  readonly command: readonly string[];
  /** Said once at the start. */
  readonly notes: readonly string[];
}

/** Targets that are opened at once: each starts a process. */
const OPENED_AT_ONCE = 8;

/** What bounds the cases of all targets together: see "Many targets" in docs/ARCHITECTURE.md. */
const PLACES: PlacesSettings = { most: 2_048, lateMs: 5, everyMs: 1, atOnce: 1, patienceMs: 50 };

/**
 * Runs a plan against its targets, shows how it goes, and leaves a report of each. Resolves to the exit code: the worst,
 * where there are several targets, which do not disturb each other; a single one's error is thrown, with what to do.
 */
export async function performRun(
  plan: Plan,
  assignments: readonly Assignment[],
  facts: RunFacts,
  open: Open,
): Promise<number> {
  const interruption = new Interruption();
  const common: Common = { cases: plan.cases, command: facts.command, inTurn: oneAtATime() };
  try {
    const [only] = assignments;
    if (only && assignments.length === 1) return await performOne(plan, only, { facts, common, interruption, open });
    return await performAll(assignments, { facts, common, interruption, open });
  } finally {
    interruption.close();
  }
}

interface Means {
  readonly facts: RunFacts;
  readonly common: Common;
  readonly interruption: Interruption;
  readonly open: Open;
}

/** Mocha tells of the cases as well, with the reporter that was asked for. */
async function performOne(
  plan: Plan,
  assignment: Assignment,
  { facts, common, interruption, open }: Means,
): Promise<number> {
  const running = await beginRun(assignment, common, interruption.part(), open);
  const { clock } = running.session.host;
  const { concurrency } = assignment.settings;
  const planned = { target: undefined, instances: assignment.instances };
  const runCases: RunCases = async ({ session, onlooker }, { onResult, ...others }) => {
    const notes = notesOf(facts, [running]);
    const { parts, close } = showProgress([planned], { concurrency, now: () => clock.now(), notes });
    const handlers = { ...handlersOf(parts[0], onResult), ...others };
    const places = session.capture.timestamps === 'virtual' ? undefined : new Places(PLACES);
    return runPlan(plan, session, { concurrency, places, onlooker, ...handlers }).finally(close);
  };
  const { run, error, against, notes = [] } = await finishRun(running, common, runCases);
  if (run) tell(run, runFileIn(assignment.settings.out), against);
  for (const note of notes) process.stdout.write(`${printable(note)}\n`);
  if (error !== undefined) throw error;
  return run ? exitCodeBeside(run, against) : EXIT.OK;
}

async function performAll(
  assignments: readonly Assignment[],
  { facts, common, interruption, open }: Means,
): Promise<number> {
  const begun = await inTurns(assignments, OPENED_AT_ONCE, async (assignment): Promise<Running | Ended> => {
    if (assignment.instances.length === 0) return { error: nothingSelected('no case is selected') };
    return beginRun(assignment, common, interruption.part(), open).catch((error: unknown) => ({ error }));
  });
  const running = begun.filter((each): each is Running => 'session' in each);
  const planned = running.map(({ settings: { name: target }, instances }) => ({ target, instances }));
  const now = () => performance.now();
  const { parts, close } = showProgress(planned, { concurrency: PLACES.most, now, notes: notesOf(facts, running) });
  const places = new Places(PLACES);
  const finish = (each: Running): Promise<Ended> => {
    const part = parts[running.indexOf(each)];
    return finishRun(
      each,
      common,
      ({ session, instances, onlooker, settings: { concurrency } }, { onResult, ...others }) =>
        runInstances(instances, session, { concurrency, places, onlooker, ...handlersOf(part, onResult), ...others }),
    );
  };
  const told = await Promise.all(
    begun.map(async (each, n): Promise<ToldTarget> => {
      const ended = 'session' in each ? await finish(each) : each;
      return toldTarget((assignments[n] as Assignment).settings, ended);
    }),
  ).finally(close);
  return tellTargets(told);
}

/** What is said first, of the run, of the interfaces, which targets may share, and of the self-tests. */
function notesOf(facts: RunFacts, all: readonly Running[]): string[] {
  return [
    ...new Set([
      ...facts.notes,
      ...all.flatMap(({ target }) => target.offloads?.notes ?? []),
      ...all.flatMap(selfTestNotes),
    ]),
  ];
}

/** The report hears of a result first. */
function handlersOf(part: ProgressPart | undefined, onResult: (result: CaseResult) => void): ProgressPart {
  return {
    onStart: (instance) => part?.onStart(instance),
    onResult: (result) => {
      onResult(result);
      part?.onResult(result);
    },
  };
}

function tell(run: Run, reportPath: string, against: Against | undefined): void {
  const { columns = Number.POSITIVE_INFINITY } = process.stdout;
  const colour = wantsColour(process.stdout, process.env);
  process.stdout.write(terminalSummary(run, { columns, colour, reportPath, ...(against ? { against } : {}) }));
}
