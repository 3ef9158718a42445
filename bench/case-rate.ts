import type { Outside } from './benchmark.js';
import { digits, withSpread } from './format.js';
import { type MeasuredRun, measuredRun } from './measured-run.js';
import type { Finding, Goal } from './result.js';
import { takeTurns } from './rounds.js';
import { disagreements, instancesIn, judgementsOf, RST_MATRIX, RST_MATRIX_TOLD, reasonsOf } from './rst-matrix.js';
import { median, ratios } from './statistics.js';
import type { Usage } from './usage.js';

const CONCURRENCIES = [1, 16, 64, 256] as const;
const FULL = { repeat: 5, rounds: 3, budgetMs: 240_000 };
const QUICK = { repeat: 2, rounds: 1, budgetMs: 60_000 };
const GOAL = 500;
const MOST_MS = 1_000;
const MOST_NAMED = 20;

/** Cases a second where nothing has to be waited for, at several concurrencies, and whether they change a verdict. */
export async function caseRate({ quick, signal, say }: Outside): Promise<Finding> {
  const { repeat, ...limits } = quick ? QUICK : FULL;
  const idle = await measuredRun(['rfc9293/3.10.7.4/rst-in-established', '--family', '4'], signal);
  const contestants = CONCURRENCIES.map((concurrency) => ({
    name: String(concurrency),
    turn: async () => {
      say(`concurrency ${concurrency}`);
      return measuredRun([...RST_MATRIX, '--repeat', String(repeat), '--concurrency', String(concurrency)], signal);
    },
  }));
  return finding(idle, repeat, await takeTurns(contestants, { ...limits, signal }));
}

type Measured = ReadonlyMap<string, readonly MeasuredRun[]>;

function finding(idle: MeasuredRun, repeat: number, measured: Measured): Finding {
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
  const all = [...measured.values()].flat();
  const differing = disagreements(all.map(({ run }) => judgementsOf(run)));
  return {
    about: about(all[0], repeat),
    tables: [{ caption: 'Cases a second', columns, rows }],
    goals: [rateGoal(measured), verdictGoal(differing, all)],
    notes: [
      ...waiting(measured.get('1') ?? []),
      ...[...measured].flatMap(([concurrency, runs]) => unjudged(concurrency, runs)),
      ...differing.slice(0, MOST_NAMED).map((each) => `not always the same: ${each}`),
    ],
  };
}

/** What does wait, and does not belong here. */
function waiting(runs: readonly MeasuredRun[]): string[] {
  const slow = runs.flatMap(({ run }) => run.results.filter(({ durationMs }) => durationMs > MOST_MS));
  return [...new Set(slow.map(({ id }) => `took more than ${MOST_MS} ms with nothing beside it: ${id}`))];
}

/** What kept results from being judged at one concurrency, the most frequent first. */
function unjudged(concurrency: string, runs: readonly MeasuredRun[]): string[] {
  const reasons = runs.flatMap(({ run }) => reasonsOf(run));
  const times = new Map<string, number>();
  for (const reason of reasons) times.set(reason, (times.get(reason) ?? 0) + 1);
  const told = [...times].sort(([, a], [, b]) => b - a).map(([reason, count]) => `${count} because ${reason}`);
  const named = told.slice(0, MOST_NAMED / 4).join('; ');
  return reasons.length > 0 ? [`${concurrency} at once: ${reasons.length} INCONCLUSIVE: ${named}`] : [];
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
  const contradictory = disagreements(runs.map(({ run }) => judgementsOf(run, 'judged'))).length;
  return {
    demand: 'the same verdict and behaviour for each case at every concurrency and repetition',
    measured: `${contradictory} cases with different verdicts, ${differing.length - contradictory} that were not judged at times, of ${all} results`,
    met: differing.length === 0,
  };
}

function about(one: MeasuredRun | undefined, repeat: number): string[] {
  const instances = one ? instancesIn(one.run) : 0;
  return [
    `${RST_MATRIX_TOLD} These are ${instances} instances, each run ${repeat} times by \`tcpspec run --lab netns --repeat ${repeat}\`. Cases a second are counted from the start of the first to the end of the last.`,
    'Each case opens sockets through the agent, is driven into its state, asks the agent for it, and is tidied up. *CPU* is user and system time of the whole process, without what a run of one case takes; the kernel’s work for the frames counts for whoever it interrupted.',
    'An *INCONCLUSIVE* result says that nothing was found out: the case did not get into the state that it is about, or the tester lost frames or was held up when it mattered, and again when the case was run once more. It counts as differing, but is told apart from verdicts that contradict each other; how many there were at each concurrency, and their reasons, stand below.',
  ];
}
