import { createClock, type TimerId } from '@sinonjs/fake-timers';
import type { Clock } from './clock.js';

/** A clock whose time passes only when nothing else is left to do. */
export interface VirtualClock extends Clock {
  /** Lets time pass, as long as anything is due. */
  start(): void;
  /** Makes time stand still; what is due stays so. */
  stop(): void;
}

// The package counts whole milliseconds; a microsecond of ours is one of its milliseconds.
const TICKS_PER_MS = 1_000;
const LONGEST_TICKS = 2 ** 31 - 1;

/**
 * Time that jumps to the next timer as soon as everything is at rest: each turn of the event loop, when the promises of
 * the one before have settled, exactly one timer fires. Equal times fire in the order in which they were set; a
 * microsecond is the shortest time there is. It starts at 0 and stands still until started.
 */
export function virtualClock(): VirtualClock {
  const ticks = createClock(0);
  let running = false;
  let turn: NodeJS.Immediate | undefined;

  const wake = (): void => {
    if (running) turn ??= setImmediate(advance);
  };

  const advance = (): void => {
    turn = undefined;
    if (ticks.countTimers() === 0) return;
    wake();
    ticks.next();
  };

  const after = (ms: number, callback: () => void): (() => void) => {
    const due = ticks.now + Math.max(0, Math.ceil(ms * TICKS_PER_MS - ROUNDING));
    let timer: TimerId;
    const arm = (): void => {
      const left = due - ticks.now;
      timer = ticks.setTimeout(left > LONGEST_TICKS ? arm : callback, Math.min(left, LONGEST_TICKS));
    };
    arm();
    wake();
    return () => ticks.clearTimeout(timer);
  };

  return {
    now: () => ticks.now / TICKS_PER_MS,
    after,
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
