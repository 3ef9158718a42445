import type { Outside } from './benchmark.js';
import { mebibytes, withSpread } from './format.js';
import { type MeasuredRun, measuredRun } from './measured-run.js';
import type { Finding } from './result.js';
import { takeTurns } from './rounds.js';
import { RST_MATRIX, RST_MATRIX_TOLD } from './rst-matrix.js';

const CASES = 2_000;
const ROUNDS = 3;
const BUDGET_MS = 120_000;

/** The memory of a run of 2,000 cases, beside one of a single case. */
export async function memory({ signal, say }: Outside): Promise<Finding> {
  const one = ['rfc9293/3.10.7.4/rst-in-established', '--family', '4'];
  const all = await measuredRun(RST_MATRIX, signal);
  const repeat = Math.ceil(CASES / all.results);
  const contestants = [
    { name: 'one case', turn: () => measuredRun(one, signal) },
    { name: 'the RST matrix', turn: () => measuredRun([...RST_MATRIX, '--repeat', String(repeat)], signal) },
  ];
  say(`the matrix ${repeat} times`);
  return finding(await takeTurns(contestants, { rounds: ROUNDS, budgetMs: BUDGET_MS, signal }));
}

function finding(measured: ReadonlyMap<string, readonly MeasuredRun[]>): Finding {
  const base = measured.get('one case') ?? [];
  const rows = [...measured].map(([name, runs]) => {
    const grown = runs.map((run, round) => run.tester.peakKib - (base[round]?.tester.peakKib ?? Number.NaN));
    const count = runs[0]?.results ?? 1;
    return [
      `${name}, ${count.toLocaleString('en-US')} ${count === 1 ? 'result' : 'results'}`,
      withSpread(
        runs.map(({ tester }) => tester.peakKib),
        mebibytes,
      ),
      withSpread(
        runs.map(({ tester }) => tester.heapKib),
        mebibytes,
      ),
      count === 1 ? '·' : withSpread(grown.map((kib) => kib / count)),
      withSpread(
        runs.map(({ agents }) => agents.peakKib),
        mebibytes,
      ),
    ];
  });
  const columns = ['', 'peak, MiB', 'heap at the end, MiB', 'peak beyond one case, KiB a result', 'agent’s peak, MiB'];
  return {
    about: [
      `The most memory that the tester’s process has had (its resident set), and what its heap still held when it ended, after a collection. ${RST_MATRIX_TOLD} It is repeated until there are ${CASES.toLocaleString('en-US')} results or more; a run of one case shows what Node.js, the suites and mocha take by themselves.`,
    ],
    tables: [{ caption: 'Memory', columns, rows }],
    goals: [],
    notes: [],
  };
}
