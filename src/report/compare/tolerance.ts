/** How far two measured times may be apart and still count as the same: the larger of both allowances. */
export interface Tolerance {
  /** A part of the larger of both times, in per cent. */
  readonly percent: number;
  /** In ms. */
  readonly ms: number;
}

/** What is allowed unless told: what schedulers and timers of a busy machine come to. */
export const USUAL_TOLERANCE: Tolerance = { percent: 10, ms: 20 };

/** Whether a time is further from another than the tolerance allows. Of rates (names like `ms-per-tick`) the part alone counts. */
export function apart(name: string, one: number, other: number, { percent, ms }: Tolerance): boolean {
  const part = (Math.max(Math.abs(one), Math.abs(other)) * percent) / 100;
  return Math.abs(one - other) > Math.max(part, RATE.test(name) ? 0 : ms);
}

/** Reads `15%`, `50ms` or `15%,50ms`; what is not named is 0. Undefined if it is none of these. */
export function parseTolerance(text: string): Tolerance | undefined {
  const found = { percent: 0, ms: 0 };
  for (const part of text.split(',')) {
    const [, number, unit] = /^\s*(\d+(?:\.\d+)?)\s*(%|ms)\s*$/.exec(part) ?? [];
    if (number === undefined) return undefined;
    found[unit === '%' ? 'percent' : 'ms'] = Number(number);
  }
  return found;
}

/** The tolerance in words: `10 % and 20 ms`. */
export function toleranceText({ percent, ms }: Tolerance): string {
  return [percent > 0 ? `${percent} %` : '', ms > 0 ? `${ms} ms` : ''].filter(Boolean).join(' and ') || 'nothing';
}

const RATE = /(^|-)per-/;
