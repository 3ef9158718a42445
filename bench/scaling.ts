import { fitPowerLaw } from './exponent.js';
import { digits, mebibytes, withSpread } from './format.js';
import type { Goal, Table } from './result.js';

/** What a run of one size came to. */
export interface Sized {
  /** How many times the smallest. */
  readonly size: number;
  readonly cases: number;
  readonly ms: number;
  readonly peakKib: number;
}

/** For the page. */
export const EXPONENT_TOLD =
  'The exponent is the slope of a straight line through the logarithms (least squares over all rounds): 1 is linear, 2 would be quadratic. Of the memory, what a run of one case takes is subtracted before.';

const LINEAR = 1.1;

/** Sizes side by side with the exponents of time and memory; growth counts as linear up to an exponent of 1.1. `baseKib` is the memory without any work. */
export function growth(
  of: string,
  measured: ReadonlyMap<string, readonly Sized[]>,
  baseKib: number,
): { readonly table: Table; readonly goals: Goal[] } {
  const all = [...measured.values()].flat();
  const time = fitPowerLaw(all.map(({ size, ms }) => ({ x: size, y: ms })));
  const grown = all.map(({ size, peakKib }) => ({ x: size, y: peakKib - baseKib })).filter(({ y }) => y > 0);
  const memory = fitPowerLaw(grown);
  const rows = [...measured].map(([name, runs]) => [
    `×${name}`,
    (runs[0]?.cases ?? 0).toLocaleString('en-US'),
    withSpread(runs.map(({ ms }) => ms / 1000)),
    withSpread(
      runs.map(({ peakKib }) => peakKib),
      mebibytes,
    ),
    withSpread(
      runs.map(({ peakKib }) => peakKib - baseKib),
      mebibytes,
    ),
  ]);
  const exponents = ['exponent', '', told(time), '', told(memory)];
  const columns = [of, 'results', 'time, s', 'peak memory, MiB', 'beyond the base, MiB'];
  return {
    table: { caption: `Growth with the number of ${of}`, columns, rows: [...rows, exponents] },
    goals: [
      linear(`time grows linearly with the number of ${of}`, time.exponent),
      linear(`memory grows linearly with the number of ${of}`, memory.exponent),
    ],
  };
}

function told({ exponent, r2 }: { exponent: number; r2: number }): string {
  return `${exponent.toFixed(2)} (r² ${digits(r2)})`;
}

function linear(what: string, exponent: number): Goal {
  return {
    demand: `${what}: an exponent of at most ${LINEAR}`,
    measured: exponent.toFixed(2),
    met: exponent <= LINEAR,
  };
}
