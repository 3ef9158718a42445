import type { Instance } from '../harness/execute.js';
import { planCases } from '../harness/plan.js';
import { runInstances } from '../harness/run.js';
import { oneAtATime } from '../lab/in-turns.js';
import { LINUX_BASELINE, readBaseline } from './baseline-file.js';
import { Interruption } from './interruption.js';
import { targetOpener } from './open-target.js';
import { prepareFolder } from './report-folder.js';
import { type RunOptions, targetSettings } from './settings.js';
import { takeSample } from './soak-samples.js';
import type { Sample } from './soak-trend.js';
import { suiteFiles } from './suites.js';
import type { TargetFile } from './target-file.js';
import { type Assignment, beginRun, type Common, finishRun } from './target-run.js';

/** Cases in which no timer of the target has to run out, and nothing is waited for that does not come. */
const CASES = ['rfc5961/3.2/**', 'rfc5961/4.2/**', 'rfc9293/3.5.2/**'];

/** What a soak is made of. */
export interface SoakOptions {
  readonly target: TargetFile;
  /** The process number of the agent, which lives through all rounds. */
  readonly agent: number;
  /** The lab's name, which those of its namespaces begin with. */
  readonly lab: string;
  readonly out: string;
  /** When no further round is begun; the rounds, if they are done before. */
  readonly untilMs: number;
  readonly rounds: number;
  /** Instances of a case in a round. */
  readonly repeat: number;
  readonly concurrency: number;
  /** Called between rounds: tells of them, or leaks what a test wants to be found. */
  readonly onRound?: (round: Round) => void;
}

/** What one round came to: a whole run, from opening the link to the report. */
export interface Round {
  readonly results: number;
  readonly tookMs: number;
  /** The cases that failed and are not known to, and why. */
  readonly failed: readonly string[];
  readonly sample: Sample;
}

/**
 * Runs whole runs in this process, one after the other, with one agent. A run keeps its results in memory until the report
 * is written, so it is from run to run that nothing may grow. Rejects when a run does not come to its end.
 */
export async function soak(options: SoakOptions): Promise<Round[]> {
  const { out, untilMs, concurrency, repeat } = options;
  prepareFolder(out);
  const given: RunOptions = { out, concurrency };
  const settings = targetSettings(given, options.target);
  const selection = { patterns: CASES, state: undefined, grep: undefined, only: undefined };
  const plan = await planCases(suiteFiles(), { selection, families: settings.families, repeat });
  const instances = plan.instances.filter(({ case: { lastsMs, exclusive } }) => !lastsMs && exclusive !== true);
  const common: Common = { cases: plan.cases, command: ['soak'], inTurn: oneAtATime() };
  const baseline = readBaseline(LINUX_BASELINE);
  const rounds: Round[] = [];
  while (rounds.length < options.rounds && performance.now() < untilMs) {
    const done = await oneRun({ settings, instances, baseline }, common);
    const round = { ...done, sample: await takeSample(options.agent, options.lab) };
    rounds.push(round);
    options.onRound?.(round);
  }
  return rounds;
}

async function oneRun(assignment: Assignment, common: Common): Promise<Omit<Round, 'sample'>> {
  const startedMs = performance.now();
  const { settings } = assignment;
  const interruption = new Interruption();
  try {
    const running = await beginRun(assignment, common, interruption, targetOpener([settings]));
    const { run, error } = await finishRun(running, common, ({ session, instances }, { onResult, onBreak }) =>
      runInstances(instances as Instance[], session, { concurrency: settings.concurrency, onResult, onBreak }),
    );
    if (!run || error !== undefined) throw error;
    const unexpected = run.results.filter(({ verdict, known }) => /^(FAIL|ERROR)$/.test(verdict) && !known);
    return {
      results: run.results.length,
      tookMs: performance.now() - startedMs,
      failed: unexpected.map(({ id, family, message = '' }) => `${id} IPv${family}: ${message}`),
    };
  } finally {
    interruption.close();
  }
}
