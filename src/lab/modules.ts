import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decompressed } from './decompress.js';
import { LabError } from './lab-error.js';

/** A kernel module with its name as the kernel spells it, its content not compressed. */
export interface KernelModule {
  readonly name: string;
  readonly content: Buffer;
}

/**
 * The modules of these names and those that they need, in the order in which they have to be loaded. `folder` is
 * lib/modules/RELEASE. What is not there is built into the kernel, as its list says. Rejects with LabError for others.
 */
export async function modulesFor(folder: string, names: readonly string[], busybox: string): Promise<KernelModule[]> {
  const files = await moduleFiles(folder);
  const builtIn = new Set((await readFile(join(folder, 'modules.builtin'), 'utf8')).split('\n').map(nameOf));
  const found = new Map<string, KernelModule>();
  const add = async (name: string): Promise<void> => {
    if (found.has(name) || builtIn.has(name)) return;
    const file = files.get(name);
    if (file === undefined) throw new LabError(`the kernel's packages have no module ${name}`);
    const content = await decompressed(file, await readFile(file), busybox);
    for (const needed of dependenciesOf(content)) await add(needed);
    found.set(name, { name, content });
  };
  for (const name of names) await add(name);
  return [...found.values()];
}

async function moduleFiles(folder: string): Promise<Map<string, string>> {
  const files = await readdir(join(folder, 'kernel'), { recursive: true });
  const modules = files.filter((file) => /\.ko(\.\w+)?$/.test(file));
  return new Map(modules.map((file) => [nameOf(file), join(folder, 'kernel', file)]));
}

/** `kernel/net/ipv4/tcp_diag.ko.xz`: `tcp_diag`. Files have hyphens where the kernel has underscores. */
function nameOf(path: string): string {
  return (path.split('/').at(-1) ?? '').replace(/\.ko(\.\w+)?$/, '').replaceAll('-', '_');
}

// The module's own words, `depends=a,b`, as strings that are ended by zeros.
function dependenciesOf(module: Buffer): string[] {
  const at = module.indexOf('\0depends=');
  if (at < 0) return [];
  const text = module.toString('latin1', at + '\0depends='.length, module.indexOf(0, at + 1));
  return text
    .split(',')
    .filter((name) => name !== '')
    .map((name) => name.replaceAll('-', '_'));
}
