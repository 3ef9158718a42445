import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRun } from '../report/json.js';
import type { Run } from '../report/run.js';
import { writeWhole } from '../report/whole-file.js';
import { EXIT } from './exit.js';
import type { Matrix, MatrixRun } from './matrix-file.js';
import { PACKAGE } from './package.js';
import { onStop } from './stops.js';

/** What became of one run of a matrix. There is a run where its report is whole. */
export interface MatrixOutcome {
  readonly code: number;
  readonly run?: Run;
}

/** What a run's folder says of it, once it is over. */
interface Note {
  /** Of what was asked for: another request is another run. */
  readonly of: string;
  readonly code: number;
}

const PROGRAM = fileURLToPath(new URL('../../../bin/tcpspec.js', import.meta.url));
const NOTE = 'matrix.json';
const LOG = 'run.log';

/** Where a run's own words go. */
export function logOf(matrix: Matrix, { name }: MatrixRun): string {
  return join(matrix.out, name, LOG);
}

/** The outcome of a run that was over before, with the same request; undefined if there is none, or not a whole one. */
export async function finishedBefore(matrix: Matrix, run: MatrixRun): Promise<MatrixOutcome | undefined> {
  const folder = join(matrix.out, run.name);
  try {
    const note = JSON.parse(await readFile(join(folder, NOTE), 'utf8')) as Note;
    if (note.of !== requestOf(matrix, run)) return undefined;
    const report = await readRun(folder);
    return report.interrupted ? undefined : { code: note.code, run: report };
  } catch {
    return undefined; // what cannot be read is made anew
  }
}

/**
 * Runs against one target in a process of its own, which reports into a folder of its own. A request to stop is passed on,
 * and awaited; if this process dies the other notices, and ends with what it has. Resolves to what became of it.
 */
export async function performMatrixRun(matrix: Matrix, run: MatrixRun, signal: AbortSignal): Promise<MatrixOutcome> {
  const folder = join(matrix.out, run.name);
  await mkdir(folder, { recursive: true });
  await rm(join(folder, NOTE), { force: true });
  const log = await open(logOf(matrix, run), 'w');
  const args = ['run', ...matrix.suites, ...run.args, '--seed', String(matrix.seed), '--out', folder];
  if (signal.aborted) {
    await log.close();
    return { code: EXIT.INTERRUPTED };
  }
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    stdio: ['ignore', log.fd, log.fd, 'ipc'],
    detached: true,
  });
  const ignoreStops = onStop(() => child.kill('SIGTERM')); // at once: a request to stop must not come in between
  const exited = once(child, 'exit');
  try {
    await log.close();
    const [status] = (await exited) as [number | null];
    const code = status ?? EXIT.UNUSABLE;
    if (code !== EXIT.OK && code !== EXIT.UNEXPECTED) return { code };
    const report = await readRun(folder);
    await writeWhole(join(folder, NOTE), [JSON.stringify({ of: requestOf(matrix, run), code } satisfies Note)]);
    return { code, run: report };
  } finally {
    ignoreStops();
  }
}

function requestOf({ suites, seed }: Matrix, { args }: MatrixRun): string {
  return createHash('sha256')
    .update(JSON.stringify([PACKAGE.version, suites, seed, args]))
    .digest('hex');
}
