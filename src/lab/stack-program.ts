import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CacheUse, cached } from './cache.js';
import { CommandFailed, run } from './command.js';
import { debianArchive } from './debian-archive.js';
import { hostRelease } from './host-release.js';
import { LabError } from './lab-error.js';

/** A TCP that is a program of its own: its sources in stacks/, and what they need of Debian. */
export interface StackPlan {
  /** The folder in stacks/ with the sources. */
  readonly stack: string;
  /** Packages that are unpacked beside the program, and not installed. */
  readonly packages: readonly string[];
  /** Words for the compiler; what follows -I is looked for in the packages. */
  readonly compile: readonly string[];
}

const FOLDER = fileURLToPath(new URL('../../../stacks', import.meta.url));
const LIBRARIES = 'usr/lib/x86_64-linux-gnu';
const WITHIN_MS = 5 * 60_000;

/** The program, out of the cache or compiled into it once for each version of its sources. Rejects with LabError. */
export async function stackProgram(plan: StackPlan, use: CacheUse): Promise<string> {
  const sources = join(FOLDER, plan.stack);
  const names = (await readdir(sources)).sort();
  const hash = createHash('sha256').update(JSON.stringify(plan));
  for (const name of names) hash.update(name).update(await readFile(join(sources, name)));
  const name = `stack-${plan.stack}-${hash.digest('hex').slice(0, 16)}`;
  const folder = await cached(name, { ...use, maxAgeMs: Number.POSITIVE_INFINITY }, async (into) => {
    await unpack(plan.packages, into, use);
    use.say(`compiling ${plan.stack}`);
    const units = names.filter((each) => each.endsWith('.c')).map((each) => join(sources, each));
    const words = plan.compile.map((word) => word.replace(/^-I/, `-I${into}/`));
    const libraries = [`-L${join(into, LIBRARIES)}`, `-Wl,-rpath,$ORIGIN/${LIBRARIES}`]; // wherever the folder is moved to
    const command = ['gcc', '-O2', '-Wall', '-Wextra', '-o', join(into, 'program'), ...units, ...libraries, ...words];
    await run(command, { withinMs: WITHIN_MS, signal: use.signal }).catch(explain);
  });
  return join(folder, 'program');
}

async function unpack(packages: readonly string[], into: string, use: CacheUse): Promise<void> {
  const archive = await debianArchive(use);
  use.say(`downloading ${packages.join(', ')}`);
  const packed = join(into, 'packages');
  await mkdir(packed);
  const names = await Promise.all(packages.map(hostRelease));
  await archive.apt(['apt-get', 'download', '-q', ...names], { cwd: packed, withinMs: WITHIN_MS, signal: use.signal });
  for (const file of await readdir(packed)) await run(['dpkg-deb', '-x', join(packed, file), into]);
  await rm(packed, { recursive: true });
}

function explain(error: unknown): never {
  if (!(error instanceof CommandFailed)) throw error;
  throw new LabError(`the stack could not be compiled: ${error.said}`);
}
