/** Time as the tester sees it: the process's own, or a virtual one for the model. */
export interface Clock {
  /** Milliseconds, monotonic, with a fractional part; the origin means nothing. */
  now(): number;
  /**
   * Calls back once, never before `ms` milliseconds have passed on this clock, and returns what cancels it. What had
   * arrived by then has been delivered before.
   */
  after(ms: number, callback: () => void): () => void;
}

/**
 * The process's monotonic clock. Its timers hold the process open until they fire or are cancelled. After a delay of the
 * event loop timers come first and arrivals second, so a timer that is due lets one poll for arrivals pass.
 */
export const processClock: Clock = {
  now: () => performance.now(),
  after(ms, callback) {
    const due = performance.now() + ms;
    let timer: NodeJS.Timeout | undefined;
    let immediate: NodeJS.Immediate | undefined;
    const afterPoll = (next: () => void): void => {
      immediate = setImmediate(next);
    };
    const arm = (): void => {
      timer = setTimeout(() => {
        if (performance.now() < due) arm();
        else afterPoll(callback);
      }, timerDelay(due));
    };
    if (ms > 0) arm();
    else afterPoll(() => afterPoll(callback)); // the first may come in this very turn, when the poll is over
    return () => {
      clearTimeout(timer);
      clearImmediate(immediate);
    };
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
