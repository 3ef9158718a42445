const KEPT = 64;
/** Nearly all of the round trips were as short as this one or shorter. */
const NEARLY_ALL = 0.9;
/** Up to here all waits are as long as they were made for. */
const USUAL_MS = 20;
const MOST_PATIENCE = 10;

/** How quick a target and the way to it are just now, by the round trips of echo requests. */
export class Pace {
  readonly #recent: number[] = [];
  #late = 0;

  /** Takes note of a round trip, in ms. */
  saw(roundTripMs: number): void {
    this.#recent.push(roundTripMs);
    if (roundTripMs > USUAL_MS) this.#late += 1;
    if (this.#recent.length > KEPT && (this.#recent.shift() as number) > USUAL_MS) this.#late -= 1;
  }

  /** How many times longer than on a usual link a case, or an echo, may take: 1 to 10. */
  get patience(): number {
    if (this.#late === 0) return 1; // it is asked for with every echo, and seldom otherwise
    const sorted = [...this.#recent].sort((a, b) => a - b);
    const roundTripMs = sorted[Math.ceil(sorted.length * NEARLY_ALL) - 1] ?? 0;
    return Math.min(MOST_PATIENCE, Math.max(1, roundTripMs / USUAL_MS));
  }
}
