import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CacheUse } from './cache.js';
import { downLab, downLeftBehind } from './down.js';
import { explained } from './explained.js';
import { type GuestFacts, notTaken } from './guest.js';
import { GUEST_AGENT_PORT, guestFiles } from './guest-files.js';
import { type Lab, type ListeningTarget, makeLabFolder, noteMachine } from './lab.js';
import { labName } from './names.js';
import { consoleSays } from './ready.js';
import { smallAgent, tapFd } from './small-agent.js';
import { staticBusybox } from './static-busybox.js';
import { makeTap, SINGLE, TAP } from './tap.js';
import { umlImage } from './uml-image.js';

/** What a lab with User-mode Linux is to be. */
export interface UmlOptions {
  /** What the lab is one of: `uml`. */
  readonly kind: string;
  readonly kept?: boolean;
  readonly settings: Readonly<Record<string, string>>;
  readonly use: CacheUse;
}

const MEMORY = '1024M';
const UP_WITHIN_MS = 60_000;

/** Makes a lab with User-mode Linux as the target, whose agent listens on the cable. What was made is taken away again if a step fails. Rejects with LabError. */
export async function upUml(options: UmlOptions): Promise<Lab<ListeningTarget> & { readonly facts: GuestFacts }> {
  const { kind, kept = false, settings, use } = options;
  const { image, agent, busybox, opener } = await prepareUml(use);
  await downLeftBehind(); // by those that crashed
  const name = labName(kept);
  const namespace = `${name}-tester`;
  try {
    const folder = await makeLabFolder(name, kind);
    await makeTap(namespace);
    const token = randomBytes(24).toString('base64url');
    const tokenFile = join(folder, 'token');
    await writeFile(tokenFile, token, { mode: 0o600 });
    const files = await guestFiles({ ...SINGLE, settings, agent, busybox, device: 'vec0', token });
    const initramfs = join(folder, 'initramfs');
    await writeFile(initramfs, Buffer.concat([await readFile(image.modules), files]), { mode: 0o600 });
    const console = join(folder, 'console');
    const machine = await start(namespace, [opener, TAP, ...command(image.kernel, initramfs)], console, kept);
    if (machine.pid !== undefined) await noteMachine(name, machine.pid);
    const waiting = { withinMs: UP_WITHIN_MS, console, signal: use.signal };
    await consoleSays('agent listens at', machine, waiting);
    machine.unref();
    const targets = [{ ...SINGLE, port: GUEST_AGENT_PORT, tokenFile }];
    const facts = { image: image.made, accelerator: 'uml' };
    return { name, tester: { namespace }, targets, unpinned: await notTaken(console), facts };
  } catch (error) {
    await downLab(name).catch(() => {}); // the first error says more
    throw explained(error);
  }
}

/** What it is made of, out of the cache or put there. Rejects with LabError. */
export async function prepareUml(use: CacheUse) {
  try {
    const image = await umlImage(use);
    return { image, agent: await smallAgent(use), busybox: await staticBusybox(use), opener: await tapFd(use) };
  } catch (error) {
    throw explained(error);
  }
}

/** The cable is descriptor 3, read and written a frame at a time: of the ways to a tap that it has, the one that leaves no checksum unfinished. */
function command(kernel: string, initramfs: string): string[] {
  const memory = [`mem=${MEMORY}`, `initrd=${initramfs}`, 'rdinit=/init', 'quiet'];
  return [kernel, ...memory, 'con=null', 'con0=null,fd:1', 'vec0:transport=fd,fd=3,vec=0'];
}

/** One that is not to stay ends with this process, however that ends. */
async function start(namespace: string, words: readonly string[], console: string, kept: boolean) {
  const dies = kept ? [] : ['setpriv', '--pdeathsig', 'KILL', '--'];
  const file = await open(console, 'a');
  const child = spawn('ip', ['netns', 'exec', namespace, ...dies, ...words], {
    stdio: ['ignore', file.fd, file.fd],
    detached: true,
  });
  child.once('error', () => {}); // told by whoever waits for it
  await file.close();
  return child;
}
