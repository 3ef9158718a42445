import { spawnSync } from 'node:child_process';
import type { Outside } from './benchmark.js';
import { digits, withSpread } from './format.js';
import { PROGRAM } from './measured-run.js';
import type { Finding } from './result.js';
import { takeTurns } from './rounds.js';
import { median, quantile, ratios } from './statistics.js';

const FULL = { rounds: 20, budgetMs: 60_000 };
const QUICK = { rounds: 8, budgetMs: 8_000 };
const GOAL_MS = 150;

/** How long `tcpspec --help` takes, beside Node.js doing nothing. */
export async function startUp({ quick, signal }: Outside): Promise<Finding> {
  const contestants = [
    { name: 'node -e 0', turn: async () => tookMs(['-e', '0']) },
    { name: 'tcpspec --help', turn: async () => tookMs([PROGRAM, '--help']) },
  ];
  return finding(await takeTurns(contestants, { ...(quick ? QUICK : FULL), signal }));
}

function tookMs(args: readonly string[]): number {
  const startedMs = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stderr}`);
  return performance.now() - startedMs;
}

function finding(measured: ReadonlyMap<string, readonly number[]>): Finding {
  const nothing = measured.get('node -e 0') ?? [];
  const help = measured.get('tcpspec --help') ?? [];
  const rows = [...measured].map(([name, ms]) => [
    `\`${name}\``,
    String(ms.length),
    withSpread(ms),
    digits(quantile(ms, 1)),
    withSpread(ratios(ms, nothing)),
  ]);
  return {
    about: ['From the start of the process to its end.'],
    tables: [{ caption: 'Start-up', columns: ['', 'times', 'ms', 'longest, ms', 'over `node -e 0`'], rows }],
    goals: [
      {
        demand: `\`tcpspec --help\` in under ${GOAL_MS} ms`,
        measured: `${withSpread(help)} ms`,
        met: median(help) < GOAL_MS,
      },
    ],
    notes: [],
  };
}
