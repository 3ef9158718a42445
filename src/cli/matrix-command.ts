import { availableParallelism, freemem } from 'node:os';
import { join } from 'node:path';
import { inTurns } from '../lab/in-turns.js';
import { durationText } from '../report/duration.js';
import { compareCommand } from './compare-command.js';
import { CommandError, EXIT } from './exit.js';
import { explained } from './explained.js';
import { prepareLab, say } from './make-lab.js';
import { type Matrix, type MatrixRun, readMatrix } from './matrix-file.js';
import { finishedBefore, logOf, type MatrixOutcome, performMatrixRun } from './matrix-run.js';
import { prepareFolder } from './report-folder.js';
import { onStop } from './stops.js';

/** The options of `tcpspec matrix`. */
export interface MatrixOptions {
  readonly out?: string;
  readonly atOnce?: number;
  /** Runs again what was over before. */
  readonly fresh?: boolean;
}

/** What a run against a virtual machine takes at most, with the machine. */
const RUN_OCTETS = 700 * 1024 * 1024;
/** A run waits more than it computes: see "The matrix" in docs/ARCHITECTURE.md. */
const RUNS_A_PROCESSOR = 1.5;

/**
 * `tcpspec matrix FILE`: runs against each target of a matrix, several at a time, leaves a report of each, and holds them
 * against each other. What was over before is not run again. Resolves to the exit code: the worst of the runs.
 */
export async function matrixCommand(path: string, options: MatrixOptions): Promise<number> {
  const read = readMatrix(path);
  const matrix = { ...read, out: options.out ?? read.out };
  const stop = new AbortController();
  const ignoreStops = onStop(() => stop.abort());
  try {
    for (const run of matrix.runs) prepareFolder(join(matrix.out, run.name));
    const outcomes = await allOf(matrix, options, stop.signal);
    if (stop.signal.aborted) throw interrupted(matrix);
    await compareAll(matrix, outcomes);
    return Math.max(...outcomes.map(({ code }) => code));
  } catch (error) {
    if (stop.signal.aborted) throw interrupted(matrix);
    throw explained(error);
  } finally {
    ignoreStops();
  }
}

/** Beside the reports: what differs, to be looked at in a browser and as Markdown. */
async function compareAll({ runs, out }: Matrix, outcomes: readonly MatrixOutcome[]): Promise<void> {
  const folders = runs.filter((_, n) => outcomes[n]?.run).map(({ name }) => join(out, name));
  if (folders.length < 2) return;
  const pages = { html: join(out, 'comparison.html'), markdown: join(out, 'comparison.md') };
  await compareCommand(folders, pages);
  process.stdout.write(`${'comparison'.padEnd(12)}  ${pages.html} and ${pages.markdown}\n`);
}

function interrupted({ out }: Matrix): CommandError {
  return new CommandError(
    EXIT.INTERRUPTED,
    `interrupted; what was over stays in ${out}, and the same command goes on from there`,
  );
}

async function allOf(matrix: Matrix, { fresh, atOnce }: MatrixOptions, signal: AbortSignal): Promise<MatrixOutcome[]> {
  const before = new Map<MatrixRun, MatrixOutcome>();
  for (const run of matrix.runs) {
    const outcome = fresh ? undefined : await finishedBefore(matrix, run);
    if (outcome) before.set(run, outcome);
  }
  for (const [{ name }, outcome] of before) tell(name, `${told(outcome)} (before; --fresh runs it again)`);
  const left = matrix.runs.filter((run) => !before.has(run));
  // Before the first run, which a download and its unpacking would disturb.
  for (const lab of new Set(left.flatMap(({ lab = [] }) => lab))) await prepareLab(lab, say, signal);
  await inTurns(left, atOnce ?? matrix.atOnce ?? together(), async (run) => {
    if (!signal.aborted) before.set(run, await performed(matrix, run, signal));
  });
  return matrix.runs.map((run) => before.get(run) ?? { code: EXIT.INTERRUPTED });
}

async function performed(matrix: Matrix, run: MatrixRun, signal: AbortSignal): Promise<MatrixOutcome> {
  tell(run.name, 'started');
  const startedAt = performance.now();
  const outcome = await performMatrixRun(matrix, run, signal);
  const took = durationText(performance.now() - startedAt);
  tell(
    run.name,
    outcome.run ? `${told(outcome)}, after ${took}` : `ended with ${outcome.code}: see ${logOf(matrix, run)}`,
  );
  return outcome;
}

function told({ run }: MatrixOutcome): string {
  const counts = Object.entries(run?.summary ?? {}).filter(([, count]) => count > 0);
  return counts.map(([verdict, count]) => `${count} ${verdict}`).join(' ');
}

function tell(name: string, text: string): void {
  process.stdout.write(`${name.padEnd(12)}  ${text}\n`);
}

/** How many runs this machine bears at a time. */
function together(): number {
  const byMemory = Math.floor(freemem() / RUN_OCTETS);
  return Math.max(1, Math.min(byMemory, Math.ceil(availableParallelism() * RUNS_A_PROCESSOR)));
}
