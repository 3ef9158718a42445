import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CacheUse } from './cache.js';
import { downLab, downLeftBehind } from './down.js';
import { explained } from './explained.js';
import { type Lab, labFolder, makeLabFolder, noteMachine } from './lab.js';
import { LabError } from './lab-error.js';
import { labName } from './names.js';
import { type StackPlan, stackProgram } from './stack-program.js';
import { makeTap, SINGLE, TAP } from './tap.js';

/** What a lab with a stack of its own is to be. */
export interface StackOptions {
  /** What the lab is one of: `lwip`. */
  readonly kind: string;
  readonly plan: StackPlan;
  /** Whether it outlives this process. */
  readonly kept?: boolean;
  readonly use: CacheUse;
}

const READY_WITHIN_MS = 20_000;

/** Makes a lab with a TCP that is a program, at the other end of a tap. What was made is taken away again if a step fails. Rejects with LabError. */
export async function upStack({ kind, plan, kept = false, use }: StackOptions): Promise<Lab> {
  const program = await prepareStack(plan, use);
  await downLeftBehind(); // by those that crashed
  const name = labName(kept);
  const namespace = `${name}-tester`;
  try {
    await makeLabFolder(name, kind);
    await makeTap(namespace);
    const words = join(labFolder(name), 'words');
    const dies = kept ? [] : ['setpriv', '--pdeathsig', 'KILL', '--'];
    const { address4, address6 } = SINGLE;
    const file = await open(words, 'w');
    const command = ['netns', 'exec', namespace, ...dies, program, TAP, address4, address6];
    const child = spawn('ip', command, { stdio: ['ignore', 'pipe', file.fd], detached: true });
    child.once('error', () => {}); // its end says as much
    await file.close();
    if (child.pid !== undefined) await noteMachine(name, child.pid);
    await ready(child, words, use.signal);
    child.stdout?.destroy();
    child.unref();
    return { name, tester: { namespace }, targets: [SINGLE], unpinned: [] };
  } catch (error) {
    await downLab(name).catch(() => {}); // the first error says more
    throw explained(error);
  }
}

/** The program that the stack is, out of the cache or put there. Rejects with LabError. */
export async function prepareStack(plan: StackPlan, use: CacheUse): Promise<string> {
  try {
    return await stackProgram(plan, use);
  } catch (error) {
    throw explained(error);
  }
}

async function ready(child: ChildProcess, words: string, stop: AbortSignal | undefined): Promise<void> {
  const late = AbortSignal.timeout(READY_WITHIN_MS);
  const signal = stop ? AbortSignal.any([stop, late]) : late;
  const ended = once(child, 'exit', { signal }).then(() => false);
  const said = child.stdout ? once(child.stdout, 'data', { signal }).then(() => true) : ended;
  if (await Promise.race([said, ended]).catch(() => false)) return;
  stop?.throwIfAborted();
  throw new LabError(`the stack did not come up; it said: ${(await readFile(words, 'utf8')).trim()}`);
}
