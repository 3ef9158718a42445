import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { NetnsTarget } from './lab.js';
import { LabError } from './lab-error.js';

const HTTP = fileURLToPath(new URL('./http-server.js', import.meta.url));
const SMALL = fileURLToPath(new URL('./small-services.js', import.meta.url));
const READY_WITHIN_MS = 10_000;

/** The port of the HTTP server in a lab. */
export const HTTP_PORT = 80;

/** A server that runs in a target's namespace. It ends with `stop`, or with this process. */
export interface LabServer {
  stop(): Promise<void>;
}

/** Starts a real HTTP server in a target's namespace. Rejects with LabError. */
export function startHttp(target: NetnsTarget): Promise<LabServer> {
  return start(target, 'HTTP server', [HTTP, String(HTTP_PORT)]);
}

/** Starts the small services in a target's namespace, on SERVICE_PORTS. Rejects with LabError. */
export function startSmallServices(target: NetnsTarget): Promise<LabServer> {
  return start(target, 'small services', [SMALL]);
}

async function start(
  { namespace, address4, address6 }: NetnsTarget,
  what: string,
  command: readonly string[],
): Promise<LabServer> {
  const args = ['netns', 'exec', namespace, process.execPath, ...command, address4, address6];
  const server = spawn('ip', args, { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  const signal = AbortSignal.timeout(READY_WITHIN_MS);
  try {
    await Promise.race([once(server.stdout, 'data', { signal }), failed(server)]);
  } catch (error) {
    server.kill('SIGKILL');
    throw new LabError(`the lab's ${what} did not start: ${(error as Error).message}`);
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
