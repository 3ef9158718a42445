import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { BenchLab } from './bench-lab.js';
import type { Finding } from './result.js';

const INSIDE = fileURLToPath(new URL('./inside.js', import.meta.url));
const PATIENCE_MS = 3_000;

/** Runs a benchmark in a process of its own in the tester's namespace. Rejects when it fails, and with the signal's reason. */
export async function runInside(
  name: string,
  { testerNamespace, place }: BenchLab,
  { quick, signal }: { readonly quick: boolean; readonly signal: AbortSignal },
): Promise<Finding> {
  signal.throwIfAborted();
  const args = ['netns', 'exec', testerNamespace, process.execPath, INSIDE, name, JSON.stringify({ place, quick })];
  const child = spawn('ip', args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], detached: true });
  const found: Finding[] = [];
  child.on('message', (message) => found.push(message as Finding));
  const stop = () => {
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS).unref();
  };
  signal.addEventListener('abort', stop, { once: true });
  const [code, by] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  const finding = found[0];
  if (!finding) throw new Error(`it ended with ${code ?? by}`);
  return finding;
}
