import type { Outside } from './benchmark.js';
import { digits, withSpread } from './format.js';
import { type MeasuredRun, measuredRun } from './measured-run.js';
import type { Finding, Goal } from './result.js';
import { takeTurns } from './rounds.js';
import { disagreements, instancesIn, judgementsOf, RST_MATRIX, RST_MATRIX_TOLD } from './rst-matrix.js';
import { median, ratios } from './statistics.js';
import type { Usage } from './usage.js';

const CONCURRENCIES = [1, 16, 64, 256] as const;
const REPEAT = 5;
const ROUNDS = 3;
const BUDGET_MS = 240_000;
const GOAL = 500;

/** Cases a second where nothing has to be waited for, at several concurrencies, and whether they change a verdict. */
export async function caseRate({ signal, say }: Outside): Promise<Finding> {
  const idle = await measuredRun(['rfc9293/3.10.7.4/rst-in-established', '--family', '4'], signal);
  const contestants = CONCURRENCIES.map((concurrency) => ({
    name: String(concurrency),
    turn: async () => {
      say(`concurrency ${concurrency}`);
      return measuredRun([...RST_MATRIX, '--repeat', String(REPEAT), '--concurrency', String(concurrency)], signal);
    },
  }));
  return finding(idle, await takeTurns(contestants, { rounds: ROUNDS, budgetMs: BUDGET_MS, signal }));
}

type Measured = ReadonlyMap<string, readonly MeasuredRun[]>;

function finding(idle: MeasuredRun, measured: Measured): Finding {
  const alone = rates(measured, '1');
  const rows = [...measured].map(([concurrency, runs]) => [
    concurrency,
    String(runs.length),
    withSpread(rates(measured, concurrency)),
    withSpread(ratios(rates(measured, concurrency), alone)),
    withSpread(runs.map(({ results, tester }) => perCase(tester, idle.tester, results))),
    withSpread(runs.map(({ results, agents }) => perCase(agents, idle.agents, results))),
    withSpread(runs.map(({ tester, agents }) => (100 * busy(tester)) / (busy(tester) + busy(agents)))),
  ]);
  const columns = [
    ...['cases at once', 'runs', 'cases/s', 'over one at a time'],
    ...['CPU of tester, ms a case', 'CPU of agent, ms a case', 'tester’s part of both, %'],
  ];
  const differing = disagreements([...measured.values()].flat().map(({ run }) => judgementsOf(run)));
  return {
    about: about([...measured.values()].flat()[0]),
    tables: [{ caption: 'Cases a second', columns, rows }],
    goals: [rateGoal(measured), verdictGoal(differing, [...measured.values()].flat())],
    notes: differing.slice(0, 20).map((each) => `not always the same: ${each}`),
  };
}

function rates(measured: Measured, concurrency: string): number[] {
  return (measured.get(concurrency) ?? []).map(({ results, casesMs }) => results / (casesMs / 1000));
}

function busy({ userMs, systemMs }: Usage): number {
  return userMs + systemMs;
}

/** Without what the start and the end of a run cost. */
function perCase(usage: Usage, idle: Usage, cases: number): number {
  return Math.max(0, busy(usage) - busy(idle)) / cases;
}

function rateGoal(measured: Measured): Goal {
  const best = Math.max(...CONCURRENCIES.map((each) => median(rates(measured, String(each)))));
  const usual = median(rates(measured, '64'));
  return {
    demand: `${GOAL} cases a second or more on two cores, at the usual concurrency of 64`,
    measured: `${digits(usual)} a second; ${digits(best)} at the best concurrency`,
    met: usual >= GOAL,
  };
}

function verdictGoal(differing: readonly string[], runs: readonly MeasuredRun[]): Goal {
  const all = runs.reduce((sum, { results }) => sum + results, 0);
  return {
    demand: 'the same verdict and behaviour for each case at every concurrency and repetition',
    measured: `${differing.length} cases that differ, of ${all} results`,
    met: differing.length === 0,
  };
}

function about(one: MeasuredRun | undefined): string[] {
  const instances = one ? instancesIn(one.run) : 0;
  return [
    `${RST_MATRIX_TOLD} These are ${instances} instances, each run ${REPEAT} times by \`tcpspec run --lab netns --repeat ${REPEAT}\`. Cases a second are counted from the start of the first to the end of the last.`,
    'Each case opens sockets through the agent, is driven into its state, asks the agent for it, and is tidied up. *CPU* is user and system time of the whole process, without what a run of one case takes; the kernel’s work for the frames counts for whoever it interrupted.',
  ];
}
