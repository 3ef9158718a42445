import type { Clock } from '../link/clock.js';

/**
 * A clock that jumps to the next moment at which something is due, as soon as all that this moment set off has come to
 * rest: tests of long waits take no time, and always come out the same.
 */
export interface VirtualClock extends Clock {
  /** Resolves when so many milliseconds have passed. */
  pass(ms: number): Promise<void>;
  /** How many calls are still due. */
  readonly due: number;
}

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** Starts one, at a moment that is easily told from a duration. */
export function virtualClock(start = 1_000_000): VirtualClock {
  const timers = new Set<Timer>();
  let now = start;
  let running = false;
  const run = () => {
    const next = [...timers].reduce<Timer | undefined>((a, b) => (a && a.at <= b.at ? a : b), undefined);
    running = next !== undefined;
    if (!next) return;
    timers.delete(next);
    now = next.at;
    setImmediate(run);
    next.callback();
  };
  const after = (ms: number, callback: () => void) => {
    const timer = { at: now + Math.max(0, ms), callback };
    timers.add(timer);
    if (!running) setImmediate(run);
    running = true;
    return () => void timers.delete(timer);
  };
  return {
    now: () => now,
    after,
    pass: (ms) => new Promise((resolve) => void after(ms, resolve)),
    get due() {
      return timers.size;
    },
  };
}
