import type { Outside } from './benchmark.js';
import { withSpread } from './format.js';
import { type MeasuredRun, measuredRun } from './measured-run.js';
import type { Finding } from './result.js';
import { takeTurns } from './rounds.js';
import { median } from './statistics.js';

const ROUNDS = 3;
const BUDGET_MS = 360_000;
const GOAL = 1.05;

/** Everything, as the demo runs it: how much longer it takes than its slowest case. */
export async function wholeRun({ signal, say }: Outside): Promise<Finding> {
  const turn = async () => {
    say('one whole run');
    return measuredRun([], signal);
  };
  const measured = await takeTurns([{ name: 'all', turn }], { rounds: ROUNDS, budgetMs: BUDGET_MS, signal });
  return finding(measured.get('all') ?? []);
}

function finding(runs: readonly MeasuredRun[]): Finding {
  const seconds = (of: (run: MeasuredRun) => number) => withSpread(runs.map((run) => of(run) / 1000));
  const over = (of: (run: MeasuredRun) => number) => runs.map((run) => of(run) / slowest(run));
  const wall = over(({ wallMs }) => wallMs);
  const rows = [
    ['slowest case', seconds(slowest), '1'],
    ['first case to last', seconds(({ casesMs }) => casesMs), fine(over(({ casesMs }) => casesMs))],
    ['run.json’s durationMs', seconds(({ run }) => run.durationMs), fine(over(({ run }) => run.durationMs))],
    ['the command, lab and report included', seconds(({ wallMs }) => wallMs), fine(wall)],
    ['CPU of the tester', seconds(({ tester }) => tester.userMs + tester.systemMs), '·'],
    ['CPU of the agents', seconds(({ agents }) => agents.userMs + agents.systemMs), '·'],
  ];
  const results = runs[0]?.run.results.length ?? 0;
  return {
    about: [
      `\`tcpspec run --lab netns\`: ${results.toLocaleString('en-US')} results, ${runs.length} runs. A run can take no less time than its slowest case, whose timers are the target’s own; what it takes beyond that is the tester’s.`,
    ],
    tables: [{ caption: 'A whole run', columns: ['', 's', 'over the slowest case'], rows }],
    goals: [
      {
        demand: `the command takes at most ${GOAL} times as long as the slowest case`,
        measured: fine(wall),
        met: median(wall) <= GOAL,
      },
    ],
    notes: [],
  };
}

/** The goal is about hundredths. */
function fine(ratios: readonly number[]): string {
  return withSpread(ratios, (value) => value.toFixed(3));
}

function slowest({ run }: MeasuredRun): number {
  return Math.max(...run.results.map(({ durationMs }) => durationMs));
}
