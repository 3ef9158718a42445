/** One piece of work for the scheduler. */
export interface Job<T> {
  /** About how long it takes; the longest are started first, so that they overlap with all the others. */
  readonly lastsMs: number;
  /** Run alone, after the others. */
  readonly exclusive: boolean;
  readonly run: () => Promise<T | Again<T>>;
}

/** What a job comes to that has to be run once more when all others are over, alone or in a small company of such. */
export class Again<T> {
  constructor(
    readonly run: () => Promise<T>,
    readonly how: 'alone' | 'in company',
  ) {}
}

/** So few jobs leave the machine idle. */
const SMALL_COMPANY = 8;

/** A job's outcome: its result, or `undefined` if the run was stopped before it came to its end. */
export type Outcome<T> = T | undefined;

/**
 * Runs jobs side by side, at most `concurrency` at once, then the exclusive ones one by one, and then (those that may
 * eight at once) what wants another try. The promises that come back are in the order of the jobs, and none rejects unless its job does. Once
 * `signal` fires nothing more is started.
 */
export function schedule<T>(
  jobs: readonly Job<T>[],
  { concurrency, signal }: { concurrency: number; signal: AbortSignal },
): Promise<Outcome<T>>[] {
  const tasks = jobs.map((job): Task<T> => ({ ...job, end: deferred<Outcome<T>>() }));
  const anew: Task<T>[] = [];
  const perform = async (task: Task<T>) => {
    const result = await task.run();
    if (result instanceof Again) {
      const isAlone = task.exclusive || result.how === 'alone';
      anew.push({ ...task, exclusive: isAlone, run: result.run });
    } else task.end.resolve(result);
  };
  const work = async (queue: Task<T>[]) => {
    for (let task = queue.shift(); task; task = queue.shift()) {
      if (signal.aborted) task.end.resolve(undefined);
      else await perform(task).catch(task.end.reject);
    }
  };
  const workAll = async (all: readonly Task<T>[], atOnce: number) => {
    const shared = all.filter(({ exclusive }) => !exclusive).sort((a, b) => b.lastsMs - a.lastsMs);
    await Promise.all(Array.from({ length: Math.max(1, atOnce) }, () => work(shared)));
    await work(all.filter(({ exclusive }) => exclusive));
  };
  void workAll(tasks, concurrency).then(() => workAll(anew, Math.min(concurrency, SMALL_COMPANY)));
  return tasks.map(({ end }) => end.promise);
}

interface Task<T> extends Job<T> {
  readonly end: ReturnType<typeof deferred<Outcome<T>>>;
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
