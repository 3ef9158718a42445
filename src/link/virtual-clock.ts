import type { Clock } from './clock.js';
import { TimerQueue } from './timer-queue.js';

/** A clock whose time passes only when nothing else is left to do. */
export interface VirtualClock extends Clock {
  /** Lets time pass, as long as anything is due. */
  start(): void;
  /** Makes time stand still; what is due stays so. */
  stop(): void;
}

// Whole microseconds, so that sums of times stay exact.
const TICKS_PER_MS = 1_000;

/**
 * Time that jumps to the next timer as soon as everything is at rest: each turn of the event loop, when the promises of
 * the one before have settled, exactly one timer fires. Equal times fire in the order in which they were set; a
 * microsecond is the shortest time there is. It starts at 0 and stands still until started.
 */
export function virtualClock(): VirtualClock {
  const timers = new TimerQueue();
  let ticks = 0;
  let running = false;
  let turn: NodeJS.Immediate | undefined;

  const wake = (): void => {
    if (running) turn ??= setImmediate(advance);
  };

  const advance = (): void => {
    turn = undefined;
    const timer = timers.take();
    if (!timer) return;
    wake();
    ticks = timer.at;
    timer.callback?.();
  };

  return {
    now: () => ticks / TICKS_PER_MS,
    after(ms, callback) {
      const timer = timers.add(ticks + Math.max(1, Math.ceil(ms * TICKS_PER_MS - ROUNDING)), callback);
      wake();
      return () => {
        timer.callback = undefined;
      };
    },
    start() {
      running = true;
      wake();
    },
    stop() {
      running = false;
      if (turn) clearImmediate(turn);
      turn = undefined;
    },
  };
}

// 0.3 ms is 299.99999999999994 microseconds to a computer.
const ROUNDING = 1e-6;
