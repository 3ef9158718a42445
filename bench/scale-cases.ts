import type { Outside } from './benchmark.js';
import { measuredRun } from './measured-run.js';
import type { Finding } from './result.js';
import { takeTurns } from './rounds.js';
import { RST_MATRIX, RST_MATRIX_TOLD } from './rst-matrix.js';
import { EXPONENT_TOLD, growth, type Sized } from './scaling.js';

const SIZES = [1, 2, 4, 8] as const;
const ROUNDS = 3;
const BUDGET_MS = 180_000;

/** Time and memory against the number of cases. */
export async function scaleCases({ signal, say }: Outside): Promise<Finding> {
  const { tester } = await measuredRun(['rfc9293/3.10.7.4/rst-in-established', '--family', '4'], signal);
  const contestants = SIZES.map((size) => ({
    name: String(size),
    turn: async (): Promise<Sized> => {
      say(`cases x${size}`);
      const { results, casesMs, tester } = await measuredRun([...RST_MATRIX, '--repeat', String(size)], signal);
      return { size, cases: results, ms: casesMs, peakKib: tester.peakKib };
    },
  }));
  const measured = await takeTurns(contestants, { rounds: ROUNDS, budgetMs: BUDGET_MS, signal });
  const { table, goals } = growth('cases', measured, tester.peakKib);
  const about = [
    `${RST_MATRIX_TOLD} It is run once, twice, four and eight times by \`--repeat\`, 64 cases at once.`,
    EXPONENT_TOLD,
  ];
  return { about, tables: [table], goals, notes: [] };
}
