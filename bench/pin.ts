import { execFileSync } from 'node:child_process';

/** Keeps all threads of this process, and the processes that it starts from now on, on one processor. Throws without util-linux. */
export function pinTo(processor: number): void {
  execFileSync('taskset', ['-acp', String(processor), String(process.pid)], { stdio: ['ignore', 'ignore', 'pipe'] });
}
