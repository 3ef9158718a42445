import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { whileLocked } from './file-lock.js';
import { LabError } from './lab-error.js';

/** How things are taken from the cache. */
export interface CacheUse {
  /** Older things are made anew. Unset: any age will do. */
  readonly maxAgeMs?: number;
  /** Told of what is being done, as a sentence. */
  readonly say: (text: string) => void;
  /** Has it given up. */
  readonly signal?: AbortSignal | undefined;
}

/** A day, in milliseconds. */
export const DAY_MS = 24 * 60 * 60 * 1000;

/** Written last into what is whole. */
const MARK = 'made';

/** The folder in which images are kept: TCPSPEC_CACHE, or tcpspec in the user's cache folder. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const { TCPSPEC_CACHE: own, XDG_CACHE_HOME: users } = env;
  if (own) return own;
  return join(users || join(homedir(), '.cache'), 'tcpspec');
}

/**
 * A folder of the cache that is whole: the one that is there, if it is young enough, or one that `make` fills. It is made
 * aside and renamed, so that an interrupt leaves nothing half made, and by one process at a time; the others wait for it.
 * Where it cannot be made anew, an older one is good enough, which is said. Rejects with what `make` does, or with LabError
 * where the cache cannot be written.
 */
export async function cached(
  name: string,
  { maxAgeMs = Number.POSITIVE_INFINITY, say, signal }: CacheUse,
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const cache = cacheFolder();
  const folder = join(cache, name);
  if (await isGood(folder, maxAgeMs)) return folder;
  await mkdir(cache, { recursive: true }).catch((error: Error) => {
    throw new LabError(`the cache cannot be written (${error.message}): name another folder in TCPSPEC_CACHE`);
  });
  return whileLocked(join(cache, `.${name}.lock`), say, async () => {
    if (await isGood(folder, maxAgeMs)) return folder; // by whoever had the lock before
    const aside = join(cache, `.${name}.partial`);
    await rm(aside, { recursive: true, force: true });
    try {
      await mkdir(aside);
      await make(aside);
      await writeFile(join(aside, MARK), `${new Date().toISOString()}\n`);
      await replace(folder, aside);
    } catch (error) {
      const older = await inCache(name);
      if (older === undefined || signal?.aborted) throw error;
      const date = older.madeAt.toISOString().slice(0, 10);
      say(`${name} could not be made anew (${(error as Error).message}); that of ${date} is used`);
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
    return folder;
  });
}

/** What is there of this name, whatever its age; undefined where there is nothing whole. */
export async function inCache(name: string): Promise<{ readonly folder: string; readonly madeAt: Date } | undefined> {
  const folder = join(cacheFolder(), name);
  const text = await readFile(join(folder, MARK), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : { folder, madeAt: new Date(text.trim()) };
}

async function isGood(folder: string, maxAgeMs: number): Promise<boolean> {
  const made = await stat(join(folder, MARK)).catch(() => undefined);
  return made !== undefined && Date.now() - made.mtimeMs < maxAgeMs;
}

// A folder cannot be renamed over one that is not empty. Whoever has the old one's files open keeps them.
async function replace(folder: string, by: string): Promise<void> {
  const old = `${by}.old`;
  await rm(old, { recursive: true, force: true });
  await rename(folder, old).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(by, folder);
  await rm(old, { recursive: true, force: true });
}
