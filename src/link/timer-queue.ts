/** What is to happen at a moment. `at` counts in any unit; `callback` is undefined once it was cancelled. */
export interface Timer {
  readonly at: number;
  readonly order: number;
  callback: (() => void) | undefined;
}

/** Timers by their moments, equal ones in the order in which they were added: a binary heap. */
export class TimerQueue {
  readonly #heap: Timer[] = [];
  #added = 0;

  /** Adds a timer; to cancel it, take its callback away. */
  add(at: number, callback: () => void): Timer {
    const timer: Timer = { at, order: this.#added, callback };
    this.#added += 1;
    this.#rise(this.#heap.length, timer);
    return timer;
  }

  /** Takes out the earliest timer that was not cancelled. */
  take(): Timer | undefined {
    for (;;) {
      const first = this.#heap[0];
      const last = this.#heap.pop();
      if (first === undefined || last === undefined) return undefined;
      if (first !== last) this.#sink(last);
      if (first.callback) return first;
    }
  }

  #rise(from: number, timer: Timer): void {
    let at = from;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = this.#heap[above] as Timer;
      if (isBefore(parent, timer)) break;
      this.#heap[at] = parent;
      at = above;
    }
    this.#heap[at] = timer;
  }

  /** Puts a timer in at the top, where there is none. */
  #sink(timer: Timer): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      const [left, right] = [heap[below], heap[below + 1]];
      if (left === undefined) break;
      if (right !== undefined && isBefore(right, left)) below += 1;
      const child = heap[below] as Timer;
      if (isBefore(timer, child)) break;
      heap[at] = child;
      at = below;
    }
    heap[at] = timer;
  }
}

function isBefore(one: Timer, other: Timer): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
