import { createHash } from 'node:crypto';
import { readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CacheUse, cached } from './cache.js';
import { CommandFailed, run } from './command.js';
import { LabError } from './lab-error.js';

const LINUX = fileURLToPath(new URL('../../../stacks/linux', import.meta.url));
const COMPILE = ['gcc', '-std=gnu11', '-static', '-O2', '-Wall', '-Wextra', '-Werror'];
const WITHIN_MS = 120_000;

/** The small agent in C, which needs nothing of a system but its kernel. Rejects with LabError. */
export function smallAgent(use: CacheUse): Promise<string> {
  return compiled('agent', use);
}

/** A program that opens a tap for another, on this machine. Rejects with LabError. */
export function tapFd(use: CacheUse): Promise<string> {
  return compiled('tap', use);
}

/** Out of the cache, or compiled into it, once for each version of its sources. */
async function compiled(program: string, use: CacheUse): Promise<string> {
  const sources = join(LINUX, program);
  const names = (await readdir(sources)).sort();
  const hash = createHash('sha256').update(COMPILE.join(' '));
  for (const name of names) hash.update(name).update(await readFile(join(sources, name)));
  const name = `${program}-${hash.digest('hex').slice(0, 16)}`;
  const folder = await cached(name, { ...use, maxAgeMs: Number.POSITIVE_INFINITY }, async (into) => {
    use.say(`compiling ${program}`);
    const units = names.filter((each) => each.endsWith('.c')).map((each) => join(sources, each));
    const made = join(into, `${program}.new`);
    await run([...COMPILE, '-o', made, ...units, '-lm'], { withinMs: WITHIN_MS, signal: use.signal }).catch(explain);
    await rename(made, join(into, program));
  });
  return join(folder, program);
}

function explain(error: unknown): never {
  if (!(error instanceof CommandFailed)) throw error;
  if (error.missing)
    throw new LabError("the lab compiles its agent with 'gcc': install the packages gcc and libc6-dev");
  throw new LabError(`it could not be compiled: ${error.said}`);
}
