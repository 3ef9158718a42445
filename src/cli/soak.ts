import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { downLab } from '../lab/down.js';
import type { NetnsTarget } from '../lab/lab.js';
import { upNetns } from '../lab/netns.js';
import { AGENT_PORT } from './settings.js';
import type { SoakPlace } from './soak-inside.js';
import { onStop } from './stops.js';

const PROGRAM = fileURLToPath(new URL('../../../bin/tcpspec.js', import.meta.url));
const INSIDE = fileURLToPath(new URL('./soak-inside.js', import.meta.url));
const READY_WITHIN_MS = 10_000;

/**
 * `npm run soak`: a lab with an agent that stays, and inside it a process that makes run after run and says whether
 * anything grew. `args` are soak-inside's. Resolves to the exit code; the lab is taken away whatever happens.
 */
async function main(args: readonly string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'tcpspec-soak-'));
  const tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, randomBytes(16).toString('hex'));
  const stop = new AbortController();
  const ignoreStops = onStop(() => stop.abort());
  const lab = await upNetns();
  try {
    const [target] = lab.targets as readonly [NetnsTarget];
    const agent = await startAgent(target, tokenFile);
    try {
      const place: SoakPlace = { target, tokenFile, agent: agent.pid ?? 0, lab: lab.name, out: join(folder, 'report') };
      const inside = [process.execPath, '--expose-gc', INSIDE, JSON.stringify(place), ...args];
      const run = spawn('ip', ['netns', 'exec', lab.tester.namespace, ...inside], { stdio: 'inherit', detached: true });
      stop.signal.addEventListener('abort', () => run.kill('SIGTERM'));
      const [code] = await once(run, 'exit');
      return code ?? 1;
    } finally {
      agent.kill('SIGKILL');
    }
  } finally {
    await downLab(lab.name);
    rmSync(folder, { recursive: true, force: true });
    ignoreStops();
  }
}

async function startAgent({ namespace, address4 }: NetnsTarget, tokenFile: string) {
  const words = ['agent', '--listen', `${address4}:${AGENT_PORT}`, '--token-file', tokenFile];
  const agent = spawn('ip', ['netns', 'exec', namespace, process.execPath, PROGRAM, ...words], {
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  try {
    await once(agent.stderr, 'data', { signal: AbortSignal.timeout(READY_WITHIN_MS) }); // it says that it listens
    agent.stderr.pipe(process.stderr);
    return agent;
  } catch (error) {
    agent.kill('SIGKILL');
    throw error;
  }
}

process.exitCode = await main(process.argv.slice(2));
