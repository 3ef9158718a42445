import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRun } from '../src/report/json.js';
import type { Run } from '../src/report/run.js';
import { agentsOf, readUsages, testerOf, type Usage } from './usage.js';

/** The program, as a user starts it. */
export const PROGRAM = fileURLToPath(new URL('../../bin/tcpspec.js', import.meta.url));

const HOOK = new URL('./usage-hook.js', import.meta.url).href;
const SEED = '1';

/** A run of the program in a lab of its own: its report, what it and its agents used, and how long the command took. */
export interface MeasuredRun {
  readonly run: Run;
  readonly tester: Usage;
  readonly agents: Usage;
  /** From the start of the command to its end, lab included. */
  readonly wallMs: number;
  /** From the start of the first case to the end of the last. */
  readonly casesMs: number;
}

/**
 * Runs `tcpspec run --lab netns` with these arguments. Known verdicts may be failures, so exit code 1 is none; rejects on
 * any other and with the signal's reason. The lab is gone when this settles.
 */
export async function measuredRun(args: readonly string[], signal: AbortSignal): Promise<MeasuredRun> {
  const folder = mkdtempSync(join(tmpdir(), 'tcpspec-bench-'));
  try {
    const usage = join(folder, 'usage');
    mkdirSync(usage);
    const out = join(folder, 'report');
    const startedMs = performance.now();
    await finished(['run', '--lab', 'netns', '--seed', SEED, '--out', out, ...args], usage, signal);
    const wallMs = performance.now() - startedMs;
    const run = await readRun(out);
    const usages = readUsages(usage);
    return { run, tester: testerOf(usages), agents: agentsOf(usages), wallMs, casesMs: spanOf(run) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds from the start of a run's first case to the end of its last. */
export function spanOf({ results }: Pick<Run, 'results'>): number {
  const ends = results.map(({ startedMs, durationMs }) => startedMs + durationMs);
  return Math.max(...ends) - Math.min(...results.map(({ startedMs }) => startedMs));
}

async function finished(args: readonly string[], usage: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const env = { ...process.env, NODE_OPTIONS: `--import=${HOOK}`, TCPSPEC_BENCH_USAGE: usage };
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said.push(text);
      if (said.length > 100) said.shift();
    });
  }
  const stop = () => child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  const [code] = (await once(child, 'close')) as [number | null];
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  if (code !== 0 && code !== 1) throw new Error(`tcpspec ${args.join(' ')} ended with ${code}:\n${said.join('')}`);
}
