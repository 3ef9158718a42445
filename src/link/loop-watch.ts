import { processClock } from './clock.js';

/** A time in which the event loop was held up, in ms on the process's clock. */
export interface LoopDelay {
  readonly from: number;
  readonly to: number;
}

/** Watches how late the event loop of this process is. */
export interface LoopWatch {
  /** The delays that were not over at a moment, or came after it, oldest first; of more than 10,000 the oldest are forgotten. */
  since(fromMs: number): readonly LoopDelay[];
  close(): void;
}

// Every delay of 15 ms or more is seen, and none under 10: between two looks lie 5 ms when nothing is in the way.
const LOOK_EVERY_MS = 5;
const LATE_MS = 15;
const MOST_DELAYS = 10_000;

/**
 * Looks at the clock every 5 ms and remembers the times between two looks that are 15 ms or longer: stamps that the
 * process took in one are late by up to its length. One timer serves all who watch, and does not hold the process open.
 */
export function watchLoop(): LoopWatch {
  watch ??= started();
  const { looks } = watch;
  watch.users++;
  let isOpen = true;
  return {
    since: (fromMs) => looks.since(fromMs),
    close() {
      if (isOpen && watch && --watch.users === 0) {
        clearInterval(watch.timer);
        watch = undefined;
      }
      isOpen = false;
    },
  };
}

/** What is known of the event loop from looking at a clock, again and again. */
export class Looks {
  readonly #now: () => number;
  #delays: LoopDelay[] = [];
  #last: number;

  constructor(now: () => number) {
    this.#now = now;
    this.#last = now();
  }

  look(): void {
    const at = this.#now();
    if (at - this.#last >= LATE_MS) this.#delays.push({ from: this.#last, to: at });
    if (this.#delays.length > 2 * MOST_DELAYS) this.#delays = this.#delays.slice(-MOST_DELAYS);
    this.#last = at;
  }

  /** See `LoopWatch`; a delay that has just ended counts, though no timer could see it yet. */
  since(fromMs: number): readonly LoopDelay[] {
    this.look();
    return this.#delays.slice(this.#delays.findLastIndex(({ to }) => to < fromMs) + 1);
  }
}

let watch: { readonly looks: Looks; readonly timer: NodeJS.Timeout; users: number } | undefined;

function started() {
  const looks = new Looks(processClock.now);
  return { looks, timer: setInterval(() => looks.look(), LOOK_EVERY_MS).unref(), users: 0 };
}
