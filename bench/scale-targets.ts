import type { Outside } from './benchmark.js';
import { digits, mebibytes } from './format.js';
import { measuredRun } from './measured-run.js';
import type { Finding, Goal, Table } from './result.js';
import { takeTurns } from './rounds.js';
import { RST_MATRIX, RST_MATRIX_TOLD } from './rst-matrix.js';
import { EXPONENT_TOLD, growth, type Sized } from './scaling.js';

const SIZES = [1, 4, 16, 64] as const;
const MOST_MIB = 1_536;

/** What a size came to, and what its agents took besides. */
interface SizedTargets extends Sized {
  readonly wallMs: number;
  readonly agents: number;
  readonly agentKib: number;
}

/** Time and memory against the number of targets, with cases that wait for no timer. */
export async function scaleTargets(given: Outside): Promise<Finding> {
  const measured = await measuredTargets(RST_MATRIX, given, { rounds: 2, budgetMs: 240_000 });
  const about = `\`tcpspec run --lab netns --targets N\`: so many namespaces, each with an agent and a report of its own, in one process of the tester. ${RST_MATRIX_TOLD} Each target gets it once.`;
  return finding(about, measured);
}

/** The same with all cases, once for each size. */
export async function wholeTargets(given: Outside): Promise<Finding> {
  const measured = await measuredTargets([], given, { rounds: 1, budgetMs: 3_300_000 });
  const about =
    'All cases against each of so many targets, once. No run is shorter than its slowest case, so time says nothing until the processors are busy all along.';
  return finding(about, measured, 'memory');
}

interface Measured {
  readonly sizes: ReadonlyMap<string, readonly SizedTargets[]>;
  /** The memory of a run of one case. */
  readonly baseKib: number;
}

async function measuredTargets(
  args: readonly string[],
  { signal, say }: Outside,
  limits: { readonly rounds: number; readonly budgetMs: number },
): Promise<Measured> {
  const one = await measuredRun(['rfc9293/3.10.7.4/rst-in-established', '--family', '4'], signal);
  const contestants = SIZES.map((size) => ({
    name: String(size),
    turn: async (): Promise<SizedTargets> => {
      say(`targets x${size}`);
      const { results, casesMs, wallMs, tester, agents } = await measuredRun(
        [...args, '--targets', String(size)],
        signal,
      );
      const used = { peakKib: tester.peakKib, agents: agents.count, agentKib: agents.peakKib };
      return { size, cases: results, ms: casesMs, wallMs, ...used };
    },
  }));
  return { sizes: await takeTurns(contestants, { ...limits, signal }), baseKib: one.tester.peakKib };
}

function finding(about: string, { sizes, baseKib }: Measured, only?: 'memory'): Finding {
  const { table, goals } = growth('targets', sizes, baseKib);
  const wanted = only === undefined ? goals : goals.filter(({ demand }) => demand.startsWith(only));
  return {
    about: [about, EXPONENT_TOLD],
    tables: [table, besides(sizes)],
    goals: [...wanted, bound(sizes)],
    notes: [],
  };
}

function besides(sizes: Measured['sizes']): Table {
  const rows = [...sizes].map(([name, [first]]) => [
    `×${name}`,
    digits((first?.wallMs ?? Number.NaN) / 1000),
    String(first?.agents ?? 0),
    mebibytes(first?.agentKib ?? Number.NaN),
  ]);
  const columns = ['targets', 'the command with lab and reports, s', 'agents', 'peak of the largest agent, MiB'];
  return { caption: 'What belongs to it', columns, rows };
}

function bound(sizes: Measured['sizes']): Goal {
  const most = SIZES.at(-1) ?? 1;
  const peaks = (sizes.get(String(most)) ?? []).map(({ peakKib }) => peakKib);
  const peak = Math.max(...peaks);
  return {
    demand: `the tester stays under ${MOST_MIB} MiB with ${most} targets`,
    measured: peaks.length === 0 ? 'nothing' : `${mebibytes(peak)} MiB`,
    met: peaks.length === 0 ? null : peak / 1024 < MOST_MIB,
  };
}
