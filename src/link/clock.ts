/** Time as the tester sees it: the process's own, or a virtual one for the model. */
export interface Clock {
  /** Milliseconds, monotonic, with a fractional part; the origin means nothing. */
  now(): number;
  /** Calls back once, never before `ms` milliseconds have passed on this clock, and returns what cancels it. */
  after(ms: number, callback: () => void): () => void;
}

/** The process's monotonic clock. Its timers hold the process open until they fire or are cancelled. */
export const processClock: Clock = {
  now: () => performance.now(),
  after(ms, callback) {
    if (ms <= 0) {
      const immediate = setImmediate(callback);
      return () => clearImmediate(immediate);
    }
    const due = performance.now() + ms;
    let timer: NodeJS.Timeout;
    const arm = (): void => {
      timer = setTimeout(() => {
        if (performance.now() < due) arm();
        else callback();
      }, timerDelay(due));
    };
    arm();
    return () => clearTimeout(timer);
  },
};

/** Nanoseconds since 1970 of a moment on `processClock`, as a capture file wants it; right to a microsecond. */
export function processEpochNs(at: number): bigint {
  return originNs + BigInt(Math.round(at * 1e6));
}

const originNs = BigInt(Math.round(performance.timeOrigin * 1e3)) * 1000n;

// Node keeps whole milliseconds counted from a cached time, so a timer can fire early; it also takes 1 ms for any
// delay that does not fit in 31 bits.
function timerDelay(due: number): number {
  return Math.min(Math.max(1, Math.ceil(due - performance.now())), 0x7fffffff);
}
