import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { LabError } from './lab-error.js';

const PATIENCE_MS = 500;

/**
 * Does work while holding a lock of the system's on a file (flock(2)); `say` is told when it has to be waited for. A small
 * process holds it, which ends with this one in whatever way: no lock is ever left over. Rejects with LabError.
 */
export async function whileLocked<T>(path: string, say: (text: string) => void, work: () => Promise<T>): Promise<T> {
  const holder = spawn('flock', [path, 'sh', '-c', 'echo; exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const waiting = setTimeout(() => say('waiting for another process that makes the same'), PATIENCE_MS);
  try {
    await acquired(holder, path);
    clearTimeout(waiting);
    return await work();
  } finally {
    clearTimeout(waiting);
    holder.stdin?.end();
    if (holder.exitCode === null && holder.pid !== undefined) await once(holder, 'exit');
  }
}

function acquired(holder: ChildProcess, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    holder.stdout?.once('data', () => resolve());
    holder.once('error', (error) =>
      reject(new LabError(`the lab needs 'flock' (package util-linux): ${error.message}`)),
    );
    holder.once('exit', (code) => reject(new LabError(`${path} could not be locked (flock ended with ${code})`)));
  });
}
