/** How long something is expected to take, and whether it runs alone, after the others. */
export interface Expected {
  readonly expectedMs: number;
  readonly exclusive?: boolean | undefined;
}

/** What waits, counted by the time that it will take: many cases share a few durations. */
export class PlannedTime {
  readonly #alone = new Map<number, number>();
  readonly #shared = new Map<number, number>();

  /** One more waits. */
  add({ expectedMs, exclusive }: Expected): void {
    change(exclusive ? this.#alone : this.#shared, expectedMs, 1);
  }

  /** One that waited waits no longer. */
  take({ expectedMs, exclusive }: Expected): void {
    change(exclusive ? this.#alone : this.#shared, expectedMs, -1);
  }

  /** The longest of those that share the time, their sum, and the sum of those that run alone, in ms. */
  left(): { longest: number; sum: number; alone: number } {
    return { longest: Math.max(0, ...this.#shared.keys()), sum: sumOf(this.#shared), alone: sumOf(this.#alone) };
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
