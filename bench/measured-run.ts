import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RUN_FILE, readRun } from '../src/report/json.js';
import type { Run } from '../src/report/run.js';
import { type Agents, agentsOf, readUsages, testerOf, type Usage } from './usage.js';

/** The program, as a user starts it. */
export const PROGRAM = fileURLToPath(new URL('../../bin/tcpspec.js', import.meta.url));

const HOOK = new URL('./usage-hook.js', import.meta.url).href;
const SEED = '1';

/** A run of the program in a lab of its own: what it reported, what it and its agents used, and how long the command took. */
export interface MeasuredRun {
  /** The report on the target, or on the first of several. */
  readonly run: Run;
  /** Results of all targets. */
  readonly results: number;
  readonly tester: Usage;
  readonly agents: Agents;
  /** From the start of the command to its end, lab included. */
  readonly wallMs: number;
  /** From the start of the first case to the end of the last, whichever target's. */
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
    const usages = readUsages(usage);
    return { ...(await reported(out)), tester: testerOf(usages), agents: agentsOf(usages), wallMs };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// The reports of many targets are too much to be held at once.
async function reported(out: string): Promise<Pick<MeasuredRun, 'run' | 'results' | 'casesMs'>> {
  const single = existsSync(join(out, RUN_FILE));
  const [first = out, ...others] = single ? [out] : readdirSync(out).map((name) => join(out, name));
  const run = await readRun(first);
  const spans = [spanOf(run)];
  for (const other of others) spans.push(spanOf(await readRun(other)));
  return {
    run,
    results: spans.reduce((sum, { results }) => sum + results, 0),
    casesMs: Math.max(...spans.map(({ toMs }) => toMs)) - Math.min(...spans.map(({ fromMs }) => fromMs)),
  };
}

/** When the first case began and the last ended, in ms since 1970. */
function spanOf({ startedAt, results }: Run) {
  const origin = Date.parse(startedAt);
  const span = { results: results.length, fromMs: Number.POSITIVE_INFINITY, toMs: 0 };
  for (const { startedMs, durationMs } of results) {
    span.fromMs = Math.min(span.fromMs, origin + startedMs);
    span.toMs = Math.max(span.toMs, origin + startedMs + durationMs);
  }
  return span;
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
