import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandFailed, run } from '../src/lab/command.js';
import { downLab } from '../src/lab/down.js';
import type { NetnsTarget } from '../src/lab/lab.js';
import { upNetns } from '../src/lab/netns.js';
import { HTTP_PORT, startHttp } from '../src/lab/services.js';
import type { Place } from './place.js';

const FLOOR = fileURLToPath(new URL('../../bench/floor.c', import.meta.url));
const TARGET_DEVICE = 'test0';
const PHANTOM_MAC = '02:00:5e:00:53:01'; // RFC 7042 documents 00-00-5E-00-53; the bit says local

/** A lab for the benchmarks of links, with a listener in the target's namespace. */
export interface BenchLab {
  readonly testerNamespace: string;
  readonly place: Place;
  down(): Promise<void>;
}

/** Makes the lab, and compiles the C program into `folder`. Rejects with LabError; then nothing is left. */
export async function upBenchLab(folder: string): Promise<BenchLab> {
  const lab = await upNetns();
  try {
    const [target] = lab.targets;
    if (!target) throw new Error('the lab has no target');
    const http = await startHttp(target);
    const down = async () => {
      await http.stop();
      await downLab(lab.name);
    };
    const testerNamespace = lab.tester.namespace;
    return { testerNamespace, place: await placeOf(testerNamespace, target, folder), down };
  } catch (error) {
    await downLab(lab.name);
    throw error;
  }
}

async function placeOf(tester: string, target: NetnsTarget, folder: string): Promise<Place> {
  const { namespace, link, phantom } = target;
  await run([
    ...['ip', '-netns', namespace, 'neighbour', 'replace', phantom.address4],
    ...['lladdr', PHANTOM_MAC, 'dev', TARGET_DEVICE, 'nud', 'permanent'],
  ]);
  return {
    device: link,
    targetNamespace: namespace,
    targetDevice: TARGET_DEVICE,
    target: { mac: await macOf(namespace, TARGET_DEVICE), address: target.address4 },
    phantom: { mac: PHANTOM_MAC, address: phantom.address4 },
    own: { mac: await macOf(tester, link), address: await addressOf(tester, link) },
    port: HTTP_PORT,
    floor: await compiled(folder),
    python: await pythonWithScapy(),
  };
}

async function macOf(namespace: string, device: string): Promise<string> {
  return factOf(namespace, ['link', 'show', 'dev', device], /link\/ether (\S+)/);
}

async function addressOf(namespace: string, device: string): Promise<string> {
  return factOf(namespace, ['-4', 'address', 'show', 'dev', device], /inet ([\d.]+)/);
}

async function factOf(namespace: string, words: readonly string[], pattern: RegExp): Promise<string> {
  const fact = pattern.exec(await run(['ip', '-netns', namespace, ...words]))?.[1];
  if (fact === undefined) throw new Error(`ip ${words.join(' ')} says nothing of ${pattern}`);
  return fact;
}

async function compiled(folder: string): Promise<string | undefined> {
  const program = join(folder, 'floor');
  try {
    await run(['cc', '-O2', '-o', program, FLOOR]);
    return program;
  } catch (error) {
    if (error instanceof CommandFailed && error.missing) return undefined;
    throw error;
  }
}

// Another Python on the PATH does not see what Debian has installed.
async function pythonWithScapy(): Promise<string | undefined> {
  for (const python of ['/usr/bin/python3', 'python3']) {
    if (python.startsWith('/') && !existsSync(python)) continue;
    try {
      await run([python, '-c', 'import scapy.all']);
      return python;
    } catch {}
  }
  return undefined;
}
