import { createHash } from 'node:crypto';
import { readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CacheUse, cached } from './cache.js';
import { CommandFailed, run } from './command.js';
import { LabError } from './lab-error.js';

const SOURCES = fileURLToPath(new URL('../../../stacks/linux/agent', import.meta.url));
const COMPILE = ['gcc', '-std=gnu11', '-static', '-O2', '-Wall', '-Wextra', '-Werror'];
const WITHIN_MS = 120_000;

/** The small agent in C, which needs nothing of a system but its kernel: compiled into the cache once for each of its versions. Rejects with LabError. */
export async function smallAgent(use: CacheUse): Promise<string> {
  const names = (await readdir(SOURCES)).sort();
  const hash = createHash('sha256').update(COMPILE.join(' '));
  for (const name of names) hash.update(name).update(await readFile(join(SOURCES, name)));
  const folder = await cached(
    `agent-${hash.digest('hex').slice(0, 16)}`,
    { ...use, maxAgeMs: Number.POSITIVE_INFINITY },
    async (into) => {
      use.say('compiling the agent');
      const units = names.filter((name) => name.endsWith('.c')).map((name) => join(SOURCES, name));
      const made = join(into, 'agent.new');
      await run([...COMPILE, '-o', made, ...units, '-lm'], { withinMs: WITHIN_MS }).catch(explain);
      await rename(made, join(into, 'agent'));
    },
  );
  return join(folder, 'agent');
}

function explain(error: unknown): never {
  if (!(error instanceof CommandFailed)) throw error;
  if (error.missing)
    throw new LabError("the lab compiles its agent with 'gcc': install the packages gcc and libc6-dev");
  throw new LabError(`the agent could not be compiled: ${error.said}`);
}
