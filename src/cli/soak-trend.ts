/** What is looked at between two rounds, by name; numbers of things, or octets. */
export type Sample = Readonly<Record<string, number>>;

/** How much of a quantity's growth is noise: so many units, or so large a part of what there was first. */
export interface Allowance {
  readonly units: number;
  readonly part?: number;
}

/** How a quantity went, by the medians of the first and the last third of the samples after the warm-up. */
export interface Trend {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  readonly allowed: number;
  readonly grows: boolean;
}

/** Samples at the beginning that are not looked at: caches fill, code is compiled. */
const WARM_UP = 1 / 4;

/** Fewest samples that a judgement can rest on. */
export const FEWEST_SAMPLES = 8;

/**
 * Judges each quantity that has an allowance. Absolute numbers do not count, only what became of them, so a machine's speed
 * and its Node's size make no difference. Throws a RangeError for too few samples to say anything.
 */
export function trendsOf(samples: readonly Sample[], allowances: Readonly<Record<string, Allowance>>): Trend[] {
  if (samples.length < FEWEST_SAMPLES) throw new RangeError(`${samples.length} samples are too few`);
  const warm = samples.slice(Math.floor(samples.length * WARM_UP));
  const third = Math.floor(warm.length / 3);
  return Object.entries(allowances).map(([name, { units, part = 0 }]): Trend => {
    const values = warm.map((sample) => sample[name] ?? Number.NaN);
    const [first, last] = [median(values.slice(0, third)), median(values.slice(-third))];
    const allowed = Math.max(units, part * first);
    return { name, first, last, allowed, grows: !(last - first <= allowed) };
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? Number.NaN) + high) / 2;
}
