/** How long something is expected to take, and whether it runs alone, after the others, or is one that those do not wait for. */
export interface Expected {
  readonly expectedMs: number;
  readonly exclusive?: boolean | undefined;
  readonly bystander?: boolean | undefined;
}

/** The time that is left, in ms: the longest of the bystanders and of the others that share the time, the sum of both, and that of those that run alone. */
export interface TimeLeft {
  readonly beside: number;
  readonly longest: number;
  readonly sum: number;
  readonly alone: number;
}

/** What waits, counted by the time that it will take: many cases share a few durations. */
export class PlannedTime {
  readonly #alone = new Map<number, number>();
  readonly #beside = new Map<number, number>();
  readonly #shared = new Map<number, number>();

  /** One more waits. */
  add(expected: Expected): void {
    change(this.#countsOf(expected), expected.expectedMs, 1);
  }

  /** One that waited waits no longer. */
  take(expected: Expected): void {
    change(this.#countsOf(expected), expected.expectedMs, -1);
  }

  /** What is left of all that waits. */
  left(): TimeLeft {
    return {
      beside: Math.max(0, ...this.#beside.keys()),
      longest: Math.max(0, ...this.#shared.keys()),
      sum: sumOf(this.#shared) + sumOf(this.#beside),
      alone: sumOf(this.#alone),
    };
  }

  #countsOf({ exclusive, bystander }: Expected): Map<number, number> {
    if (exclusive) return this.#alone;
    return bystander ? this.#beside : this.#shared;
  }
}

function change(counts: Map<number, number>, expectedMs: number, by: number): void {
  const count = (counts.get(expectedMs) ?? 0) + by;
  if (count > 0) counts.set(expectedMs, count);
  else counts.delete(expectedMs);
}

function sumOf(counts: ReadonlyMap<number, number>): number {
  return [...counts].reduce((sum, [expectedMs, count]) => sum + expectedMs * count, 0);
}
