import { accessSync, constants } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { release } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from './cache.js';

/** What runs a virtual machine, and how long it may take until the agent answers. */
export interface Accelerator {
  readonly accelerator: 'kvm' | 'tcg';
  readonly withinMs: number;
}

const DEVICE = '/dev/kvm';
/** With hardware behind it a guest is up in a second; one that is stuck is not waited for long. */
const KVM_WITHIN_MS = 6_000;
const TCG_WITHIN_MS = 120_000;
const NOTE = 'kvm-does-not-work';

/**
 * In the order of trying. A processor's help may be there and still not start a kernel, inside another virtual machine for one:
 * then it is not tried again while this machine's kernel is the same.
 */
export async function accelerators(): Promise<readonly Accelerator[]> {
  const tcg = { accelerator: 'tcg', withinMs: TCG_WITHIN_MS } as const;
  const noted = await readFile(join(cacheFolder(), NOTE), 'utf8').catch(() => '');
  if (!usable() || noted.trim() === release()) return [tcg];
  return [{ accelerator: 'kvm', withinMs: KVM_WITHIN_MS }, tcg];
}

/** Remembers whether it started a guest. */
export async function note(accelerator: Accelerator['accelerator'], worked: boolean): Promise<void> {
  if (accelerator !== 'kvm') return;
  const path = join(cacheFolder(), NOTE);
  if (worked) return rm(path, { force: true });
  await mkdir(cacheFolder(), { recursive: true });
  await writeFile(path, `${release()}\n`);
}

function usable(): boolean {
  try {
    accessSync(DEVICE, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
