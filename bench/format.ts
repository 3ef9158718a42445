import { type Summary, summarize } from './statistics.js';

/** A number with three digits that count, or all before the point. */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return '·';
  if (value === 0) return '0';
  const before = Math.floor(Math.log10(Math.abs(value))) + 1;
  return before >= 3 ? grouped(Math.round(value)) : value.toFixed(Math.min(3, 3 - before));
}

/** A whole number in groups of three. */
export function grouped(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/** The median of values that were measured once a round, with the quartiles around it: `1.32 (1.29 to 1.38)`. */
export function withSpread(values: readonly number[], write: (value: number) => string = digits): string {
  if (values.length === 0) return '·';
  const { lowerQuartile, median, upperQuartile }: Summary = summarize(values);
  if (values.length === 1) return write(median);
  return `${write(median)} (${write(lowerQuartile)} to ${write(upperQuartile)})`;
}

/** MiB from KiB. */
export function mebibytes(kib: number): string {
  return digits(kib / 1024);
}
