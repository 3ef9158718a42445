import { readFileSync } from 'node:fs';
import { CommandFailed, run } from './command.js';

const GONE_WITHIN_MS = 2_000;
const LOOK_EVERY_MS = 10;

/** The processes inside a named network namespace, this one aside; none where the name is that of no namespace. */
export async function processesIn(namespace: string): Promise<number[]> {
  try {
    const pids = (await run(['ip', 'netns', 'pids', namespace])).split('\n').filter((line) => line !== '');
    return pids.map(Number).filter((pid) => pid !== process.pid);
  } catch (error) {
    if (error instanceof CommandFailed && !error.missing) return [];
    throw error;
  }
}

/** Ends the processes inside a named network namespace, this one aside, and waits until they are gone. */
export async function endProcessesIn(namespace: string): Promise<void> {
  const pids = await processesIn(namespace);
  for (const pid of pids) kill(pid);
  const until = performance.now() + GONE_WITHIN_MS;
  while (pids.some((pid) => startOf(pid) !== undefined) && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** When a process started, in the kernel's own count: with its number it names a process for good. Undefined if it has ended. */
export function startOf(pid: number): number | undefined {
  const text = contentOf(`/proc/${pid}/stat`);
  // The name in brackets may hold anything, brackets too.
  const [state, ...fields] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return text === '' || state === 'Z' ? undefined : Number(fields[18]);
}

/** The session that a process is in, by its leader; undefined if it has ended. */
export function sessionOf(pid: number): number | undefined {
  const text = contentOf(`/proc/${pid}/stat`);
  return text === '' ? undefined : Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[3]);
}

/** A process's command line in short, for messages. */
export function commandOf(pid: number): string {
  const words = contentOf(`/proc/${pid}/cmdline`).split('\0');
  const text = words.map((word) => word.split('/').at(-1)).join(' ');
  return text.trim().slice(0, 60);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
