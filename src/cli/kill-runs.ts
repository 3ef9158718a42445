import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { KillAnswer, KillTask } from './kill-worker.js';

const WORKER = fileURLToPath(new URL('./kill-worker.js', import.meta.url));

/** Runs the tasks in as many processes as there are processors. Resolves to the answers in the order of the tasks. */
export async function runTasks(tasks: readonly KillTask[]): Promise<KillAnswer[]> {
  const answers: KillAnswer[] = [];
  const queue = tasks.map((task, n) => ({ task, n }));
  const workers = Array.from({ length: Math.min(availableParallelism(), tasks.length) }, () => fork(WORKER));
  try {
    await Promise.all(
      workers.map(async (worker) => {
        await message(worker);
        for (let next = queue.shift(); next; next = queue.shift()) {
          worker.send(next.task);
          answers[next.n] = (await message(worker)) as KillAnswer;
        }
      }),
    );
  } finally {
    for (const worker of workers) worker.kill();
  }
  return answers;
}

async function message(worker: ChildProcess): Promise<unknown> {
  const stop = new AbortController();
  const ended = once(worker, 'exit', { signal: stop.signal }).then(([code]) => {
    throw new Error(`a worker of the kill matrix exited with ${code}`);
  });
  try {
    const [value] = (await Promise.race([once(worker, 'message', { signal: stop.signal }), ended])) as [unknown];
    return value;
  } finally {
    stop.abort();
    ended.catch(() => {});
  }
}
