/** A reading of both clocks at one moment: the process's in ms, the wall's in ms since some fixed moment. */
export interface ClockReading {
  readonly processMs: number;
  readonly wallMs: number;
  /** How far the two may have been read apart. */
  readonly withinMs: number;
}

/**
 * Puts stamps of the wall clock onto the process's clock, also when the wall clock is stepped. Both run at one rate, so
 * their difference is constant but for steps, and each reading either confirms it or shows one. A stamp from around a
 * step is given the difference that makes it fall between the reading before and now; where both do (a step shorter
 * than the time between two readings), the new one is taken, and the error is no larger than the step.
 */
export class StampClock {
  #offset: number;
  #withinMs: number;
  #former: { readonly offset: number; readonly goodAtMs: number } | undefined;
  #readAtMs: number;
  #last = Number.NEGATIVE_INFINITY;

  constructor({ processMs, wallMs, withinMs }: ClockReading) {
    this.#offset = wallMs - processMs;
    this.#withinMs = withinMs;
    this.#readAtMs = processMs;
  }

  /** Takes in a reading. To be called after the stamps were taken and before they are converted. */
  read({ processMs, wallMs, withinMs }: ClockReading): void {
    const offset = wallMs - processMs;
    this.#former = undefined;
    if (Math.abs(offset - this.#offset) > this.#withinMs + withinMs + noiseMs) {
      this.#former = { offset: this.#offset, goodAtMs: this.#readAtMs };
      this.#offset = offset;
      this.#withinMs = withinMs;
    } else if (withinMs < this.#withinMs) {
      this.#offset = offset;
      this.#withinMs = withinMs;
    }
    this.#readAtMs = processMs;
  }

  /** The moment of a received frame's stamp on the process's clock: never after the last reading, never before the frame before. */
  received(wallMs: number): number {
    this.#last = Math.max(this.#last, Math.min(this.moment(wallMs), this.#readAtMs));
    return this.#last;
  }

  /** The moment of any stamp that was taken before the last reading. */
  moment(wallMs: number): number {
    const at = wallMs - this.#offset;
    if (!this.#former) return at;
    const { offset, goodAtMs } = this.#former;
    const formerly = wallMs - offset;
    // By the new difference it was before the step, or after now; and by the old one it was not after now.
    const isFormer = (at < goodAtMs - noiseMs || at > this.#readAtMs + noiseMs) && formerly <= this.#readAtMs + noiseMs;
    return isFormer ? formerly : at;
  }
}

// Two readings that were not interrupted agree within a few microseconds.
const noiseMs = 0.005;
