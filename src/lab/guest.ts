import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accelerators, note } from './accelerator.js';
import type { CacheUse } from './cache.js';
import { downLab, downLeftBehind } from './down.js';
import { explained } from './explained.js';
import { guestFiles, UNPINNED } from './guest-files.js';
import { kernelImage } from './kernel-image.js';
import { type GuestTarget, type Lab, labFolder, makeLabFolder, noteMachine } from './lab.js';
import { labName } from './names.js';
import { type MachinePlan, qemuCommand } from './qemu.js';
import { agentAnswers } from './ready.js';
import { smallAgent } from './small-agent.js';
import { staticBusybox } from './static-busybox.js';
import { makeTap, SINGLE, TAP } from './tap.js';

/** What a lab with a virtual machine is to be. */
export interface GuestOptions {
  /** What the lab is one of: `linux-6.1`. */
  readonly kind: string;
  /** The kernel's series, the newest of which is taken: `6.1`. */
  readonly series: string;
  /** Whether it outlives this process. */
  readonly kept?: boolean;
  readonly settings: Readonly<Record<string, string>>;
  readonly use: CacheUse;
}

/** The packages and the accelerator, for the report. */
export interface GuestFacts {
  readonly image: string;
  readonly accelerator: string;
}

/** So many agents can be asked at once: one for the run, and one for each case that has a process of its own. */
const PORTS = 8;
/** Enough for TCP to have the buffers that it has on a larger machine; what is not used is not taken. */
const MEMORY_MB = 1024;

/** Makes a lab with a virtual machine as the target. What was made is taken away again if a step fails. Rejects with LabError. */
export async function upGuest(options: GuestOptions): Promise<Lab<GuestTarget> & { readonly facts: GuestFacts }> {
  const { kind, series, kept = false, use, settings } = options;
  const { signal } = use;
  const { image, agent, busybox } = await prepareGuest(series, use);
  await downLeftBehind(); // by those that crashed
  const name = labName(kept);
  const namespace = `${name}-tester`;
  const sockets = Array.from({ length: PORTS }, (_, n) => join(labFolder(name), `agent${n}`));
  try {
    await makeLabFolder(name, kind);
    await makeTap(namespace);
    const files = await guestFiles({ ...SINGLE, settings, agent, busybox, device: 'eth0' });
    const initramfs = join(labFolder(name), 'initramfs');
    await writeFile(initramfs, Buffer.concat([await readFile(image.modules), files]));
    const start = {
      kernel: image.kernel,
      initramfs,
      memoryMb: MEMORY_MB,
      tap: TAP,
      ports: sockets,
      console: join(labFolder(name), 'console'),
    };
    const accelerator = await boot(name, start, kept, signal);
    const unpinned = await notTaken(start.console);
    const targets = [{ ...SINGLE, sockets }];
    return { name, tester: { namespace }, targets, unpinned, facts: { image: image.made, accelerator } };
  } catch (error) {
    await downLab(name).catch(() => {}); // the first error says more
    throw explained(error);
  }
}

/** What a guest is made of, out of the cache or put there. Rejects with LabError. */
export async function prepareGuest(series: string, use: CacheUse) {
  try {
    const image = await kernelImage(series, use);
    const agent = await smallAgent(use);
    const busybox = await staticBusybox(use);
    return { image, agent, busybox };
  } catch (error) {
    throw explained(error);
  }
}

/** Starts it with the first accelerator that works; which one. */
async function boot(
  lab: string,
  plan: Omit<MachinePlan, 'accelerator'>,
  kept: boolean,
  signal: AbortSignal | undefined,
): Promise<string> {
  let last: unknown;
  for (const { accelerator, withinMs } of await accelerators()) {
    signal?.throwIfAborted();
    const machine = await start(`${lab}-tester`, { ...plan, accelerator }, kept);
    if (machine.pid !== undefined) await noteMachine(lab, machine.pid);
    try {
      await agentAnswers(plan.ports[0] ?? '', machine, { withinMs, console: plan.console, signal });
      await note(accelerator, true);
      machine.unref();
      return accelerator;
    } catch (error) {
      last = error;
      machine.kill('SIGKILL');
      await note(accelerator, false);
    }
  }
  throw last;
}

/** One that is not to stay ends with this process, however that ends. */
async function start(namespace: string, plan: MachinePlan, kept: boolean): Promise<ChildProcess> {
  const dies = kept ? [] : ['setpriv', '--pdeathsig', 'KILL', '--'];
  const words = await open(`${plan.console}.qemu`, 'w');
  const child = spawn('ip', ['netns', 'exec', namespace, ...dies, ...qemuCommand(plan)], {
    stdio: ['ignore', words.fd, words.fd],
    detached: true,
  });
  child.once('error', () => {}); // told by whoever waits for it
  await words.close();
  return child;
}

/** The settings that a guest did not take, by its console. */
export async function notTaken(console: string): Promise<string[]> {
  const lines = (await readFile(console, 'latin1')).split(/\r?\n/);
  return lines.flatMap((line) => UNPINNED.exec(line)?.[1] ?? []);
}
