/** Someone who waits for a place. */
interface Waiting {
  readonly lastsMs: number;
  readonly grant: (granted: boolean) => void;
}

/**
 * A bound on how many cases run at once over all targets of a process. Whoever waits for a place longest-lasting case
 * first gets it, and among equals who came first: so the targets take turns.
 */
export class Places {
  /** The longest last, and of equals the first to come last. */
  readonly #waiting: Waiting[] = [];
  #free: number;

  constructor(count: number) {
    this.#free = count;
  }

  /** Resolves to true when there is a place, which `leave` gives back, and to false as soon as the signal fires. */
  take(lastsMs: number, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    if (this.#free > 0) {
      this.#free--;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const onAbort = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        resolve(false);
      };
      const grant = (granted: boolean) => {
        signal.removeEventListener('abort', onAbort);
        resolve(granted);
      };
      const waiting = { lastsMs, grant };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.splice(this.#rankOf(lastsMs), 0, waiting);
    });
  }

  /** Gives a place back. */
  leave(): void {
    const next = this.#waiting.pop();
    if (next) next.grant(true);
    else this.#free++;
  }

  /** Where one that lasts so long belongs: before all its equals. */
  #rankOf(lastsMs: number): number {
    let [low, high] = [0, this.#waiting.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#waiting[middle]?.lastsMs ?? 0) < lastsMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
