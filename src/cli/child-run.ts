import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRun } from '../report/json.js';
import type { Run } from '../report/run.js';
import { CommandError, EXIT, unusable } from './exit.js';
import { onStop } from './stops.js';

const PROGRAM = fileURLToPath(new URL('../../../bin/tcpspec.js', import.meta.url));
const SEED = '1';

/**
 * Runs all suites against a lab in a process of its own, which tells its progress, and resolves to what it reported. A
 * request to stop is passed on, and awaited. Throws a command's error when there is no report of a whole run.
 */
export async function childRun(lab: 'model' | 'netns', folder: string): Promise<Run> {
  const out = join(folder, lab);
  const child = spawn(process.execPath, [PROGRAM, 'run', '--lab', lab, '--seed', SEED, '--out', out], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ignoreStops = onStop(() => child.kill('SIGTERM'));
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    if (code === EXIT.INTERRUPTED) throw new CommandError(EXIT.INTERRUPTED, `the run against '${lab}' was interrupted`);
    if (code !== EXIT.OK && code !== EXIT.UNEXPECTED) throw unusable(`the run against '${lab}' ended with ${code}`);
    return await readRun(out);
  } finally {
    ignoreStops();
  }
}
