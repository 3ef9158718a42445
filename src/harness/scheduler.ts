/** One piece of work for the scheduler. */
export interface Job<T> {
  /** About how long it takes; the longest are started first, so that they overlap with all the others. */
  readonly lastsMs: number;
  /** Run alone, after the others. */
  readonly exclusive: boolean;
  readonly run: () => Promise<T>;
}

/** A job's outcome: its result, or `undefined` if the run was stopped before it came to its end. */
export type Outcome<T> = T | undefined;

/**
 * Runs jobs side by side, at most `concurrency` at once, then the exclusive ones one by one. The promises that come
 * back are in the order of the jobs, and none rejects unless its job does. Once `signal` fires nothing more is started.
 */
export function schedule<T>(
  jobs: readonly Job<T>[],
  { concurrency, signal }: { concurrency: number; signal: AbortSignal },
): Promise<Outcome<T>>[] {
  const settled = jobs.map(() => deferred<Outcome<T>>());
  const work = async (queue: number[]) => {
    for (let index = queue.shift(); index !== undefined; index = queue.shift()) {
      const job = jobs[index];
      if (!job || signal.aborted) settled[index]?.resolve(undefined);
      else await job.run().then(settled[index]?.resolve, settled[index]?.reject);
    }
  };
  const order = jobs.map((_, index) => index);
  const shared = order.filter((index) => !jobs[index]?.exclusive).sort((a, b) => lasts(jobs, b) - lasts(jobs, a));
  const alone = order.filter((index) => jobs[index]?.exclusive);
  const workers = Array.from({ length: Math.max(1, concurrency) }, () => work(shared));
  void Promise.all(workers).then(() => work(alone));
  return settled.map(({ promise }) => promise);
}

function lasts<T>(jobs: readonly Job<T>[], index: number): number {
  return jobs[index]?.lastsMs ?? 0;
}

function deferred<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
