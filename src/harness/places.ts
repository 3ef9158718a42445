/** Someone who waits for a place. */
interface Waiting {
  readonly lastsMs: number;
  readonly grant: (granted: boolean) => void;
}

/** What bounds the cases of all targets of a process. */
export interface PlacesSettings {
  /** The most that run at once. */
  readonly most: number;
  /** While the event loop is later than this, in ms, nothing more is started. */
  readonly lateMs: number;
  /** How often the loop is looked at, in ms, and how many are started each time. */
  readonly everyMs: number;
  readonly atOnce: number;
  /** After so long without anyone, in ms, someone is let in however late the loop is: the machine may stay as busy. */
  readonly patienceMs: number;
}

/**
 * A bound on the cases that run at once over all targets of a process. Most cases do nothing but wait, so that what
 * bounds them is not their number but whether the event loop is in time: one that is not makes answers late, and verdicts
 * wrong. Whoever waits for a place longest-lasting case first gets it, and among equals who came first: so the targets
 * take turns.
 */
export class Places {
  readonly #settings: PlacesSettings;
  /** The longest last, and of equals the first to come last. */
  readonly #waiting: Waiting[] = [];
  #taken = 0;
  #letInAt = performance.now();
  #timer: NodeJS.Timeout | undefined;

  constructor(settings: PlacesSettings) {
    this.#settings = settings;
  }

  /** Resolves to true when there is a place, which `leave` gives back, and to false as soon as the signal fires. */
  take(lastsMs: number, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
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
      this.#look();
    });
  }

  /** Gives a place back. */
  leave(): void {
    this.#taken--;
    this.#look();
  }

  /** Looks at how late the loop is, as long as someone could be let in. */
  #look(): void {
    const { most, lateMs, everyMs, atOnce, patienceMs } = this.#settings;
    if (this.#timer || this.#waiting.length === 0 || this.#taken >= most) return;
    const due = performance.now() + everyMs;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const now = performance.now();
      if (now - due < lateMs) this.#letIn(atOnce);
      else if (now - this.#letInAt > patienceMs) this.#letIn(1);
      this.#look();
    }, everyMs);
  }

  #letIn(count: number): void {
    for (let n = 0; n < count && this.#taken < this.#settings.most; n++) {
      const next = this.#waiting.pop();
      if (!next) return;
      this.#taken++;
      this.#letInAt = performance.now();
      next.grant(true);
    }
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
