import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { NetnsTarget } from './lab.js';
import { LabError } from './lab-error.js';

const SERVER = fileURLToPath(new URL('./http-server.js', import.meta.url));
const READY_WITHIN_MS = 10_000;

/** The port of the HTTP server in a lab. */
export const HTTP_PORT = 80;

/** Starts a real HTTP server in a target's namespace. It ends with `stop`, or with this process. Rejects with LabError. */
export async function startHttp(target: NetnsTarget): Promise<{ stop(): Promise<void> }> {
  const { namespace, address4, address6 } = target;
  const args = ['netns', 'exec', namespace, process.execPath, SERVER, String(HTTP_PORT), address4, address6];
  const server = spawn('ip', args, { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  const signal = AbortSignal.timeout(READY_WITHIN_MS);
  try {
    await Promise.race([once(server.stdout, 'data', { signal }), failed(server)]);
  } catch (error) {
    server.kill('SIGKILL');
    throw new LabError(`the lab's HTTP server did not start: ${(error as Error).message}`);
  }
  return {
    async stop() {
      if (server.exitCode !== null || server.signalCode !== null) return;
      const ended = once(server, 'exit');
      server.kill('SIGKILL');
      await ended;
    },
  };
}

async function failed(server: ChildProcess): Promise<never> {
  const [code] = await once(server, 'exit');
  throw new Error(`it exited with ${code}`);
}
