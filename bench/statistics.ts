/** What a set of measured values comes to. All in the unit of the values; a quartile lies between two values in proportion. */
export interface Summary {
  readonly count: number;
  readonly least: number;
  readonly lowerQuartile: number;
  readonly median: number;
  readonly upperQuartile: number;
  readonly p99: number;
  readonly most: number;
}

/** The summary of at least one value. Throws a RangeError for none. */
export function summarize(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number) => quantileOfSorted(sorted, part);
  return {
    count: sorted.length,
    least: at(0),
    lowerQuartile: at(0.25),
    median: at(0.5),
    upperQuartile: at(0.75),
    p99: at(0.99),
    most: at(1),
  };
}

/** The value that the given part (0 to 1) of all values does not exceed, between two neighbours in proportion. Throws a RangeError for no values. */
export function quantile(values: readonly number[], part: number): number {
  return quantileOfSorted(
    [...values].sort((a, b) => a - b),
    part,
  );
}

/** The middle value. Throws a RangeError for no values. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/**
 * What one contestant took in each round, over what the reference took in the same round: what slows the whole machine
 * down for a while falls out. Rounds that one of the two lacks are left out.
 */
export function ratios(values: readonly number[], reference: readonly number[]): number[] {
  return values.slice(0, reference.length).map((value, round) => value / (reference[round] ?? Number.NaN));
}

function quantileOfSorted(sorted: readonly number[], part: number): number {
  if (sorted.length === 0) throw new RangeError('no values were measured');
  const place = part * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}
