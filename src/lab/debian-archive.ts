import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CacheUse, cached, DAY_MS } from './cache.js';
import { CommandFailed, type RunningOptions, run } from './command.js';
import { LabError } from './lab-error.js';

/** A set-up of APT that is the lab's own: with the lists of several Debian releases, apart from the system's. */
export interface DebianArchive {
  /** Runs a program of APT's with it. Rejects with LabError. */
  apt(command: readonly string[], options?: RunningOptions): Promise<string>;
  /** What its update complained of: a release that the mirror has no longer, for one. */
  readonly complaints: string;
}

/** Each with its -security and -backports, where there are such; kernels of all series are in one of them. */
const RELEASES = ['bullseye', 'bookworm', 'trixie'] as const;
const ROLLING = 'sid';
const LISTS_AGE_MS = DAY_MS;
const READ_WITHIN_MS = 2 * 60_000;
const UPDATE_WITHIN_MS = 5 * 60_000;
const COMPLAINTS = 'complaints';

const KEYRINGS = ['debian-archive-keyring.gpg', 'debian-archive-keyring.pgp'].map(
  (name) => `/usr/share/keyrings/${name}`,
);

/**
 * The archive, with lists that are at most a day old. It is reached at the mirror that this system's own APT takes Debian
 * from, which is only asked for that. Rejects with LabError: no APT, no Debian mirror, no network.
 */
export async function debianArchive(use: CacheUse): Promise<DebianArchive> {
  const maxAgeMs = Math.min(LISTS_AGE_MS, use.maxAgeMs ?? LISTS_AGE_MS);
  const folder = await cached('debian-lists', { ...use, maxAgeMs }, async (fresh) => {
    use.say("fetching the lists of Debian's packages");
    await prepare(fresh, await sources());
    const complaints = await update(fresh, use.signal);
    await writeFile(join(fresh, COMPLAINTS), complaints);
  });
  const complaints = await readFile(join(folder, COMPLAINTS), 'utf8');
  return { complaints, apt: (command, options) => inFolder(folder, command, options).catch(explain) };
}

function explain(error: unknown): never {
  if (!(error instanceof CommandFailed)) throw error;
  throw new LabError(`Debian's packages could not be had: ${error.said}\nIs there a network?`);
}

async function sources(): Promise<string> {
  const { main, security } = await mirrors();
  const keyring = await firstOf(KEYRINGS);
  const line = (uri: string, suite: string) => `deb ${keyring ? `[signed-by=${keyring}] ` : ''}${uri} ${suite} main\n`;
  const released = RELEASES.flatMap((release) => [
    line(main, release),
    line(main, `${release}-backports`),
    ...(security === undefined ? [] : [line(security, `${release}-security`)]),
  ]);
  return [...released, line(main, ROLLING)].join('');
}

/** Where the system's own APT takes Debian from. */
async function mirrors(): Promise<{ main: string; security: string | undefined }> {
  const format = '$(ORIGIN)|$(REPO_URI)';
  const text = await run(['apt-get', 'indextargets', '--format', format, 'Created-By: Packages']).catch((error) => {
    throw noApt(error);
  });
  const all = text.split('\n').map((line) => line.split('|', 2));
  // The origin is known once the lists have been fetched.
  const uris = all.flatMap(([origin = '', uri = '']) => (origin === 'Debian' || origin.startsWith('$') ? [uri] : []));
  const main = uris.find((uri) => /\/debian\/?$/.test(uri));
  if (main === undefined)
    throw new LabError(
      "the kernels come from Debian's packages, and this system's APT has no mirror of Debian in its sources",
    );
  return { main, security: uris.find((uri) => /\/debian-security\/?$/.test(uri)) };
}

function noApt(error: unknown): unknown {
  if (!(error instanceof CommandFailed)) return error;
  return new LabError(
    error.missing ? "the kernels come from Debian's packages, and there is no apt-get here" : error.message,
  );
}

async function prepare(folder: string, list: string): Promise<void> {
  for (const each of ['lists/partial', 'archives/partial', 'empty'])
    await mkdir(join(folder, each), { recursive: true });
  await writeFile(join(folder, 'sources.list'), list);
}

/** Resolves to what it complained of. A list that is missing alone is no failure: another may have what is looked for. */
async function update(folder: string, signal: AbortSignal | undefined): Promise<string> {
  const complaints = await inFolder(folder, ['apt-get', 'update', '-q'], { withinMs: UPDATE_WITHIN_MS, signal }).then(
    () => '',
    (error) => {
      if (error instanceof CommandFailed && !signal?.aborted) return error.said;
      throw error;
    },
  );
  const fetched = await inFolder(folder, [
    'apt-get',
    'indextargets',
    '--format',
    '$(FILENAME)',
    'Created-By: Packages',
  ]);
  if (fetched.trim() !== '') return complaints;
  throw new LabError(`the lists of Debian's packages could not be fetched: ${complaints}\nIs there a network?`);
}

function inFolder(
  folder: string,
  [program = '', ...args]: readonly string[],
  options?: RunningOptions,
): Promise<string> {
  const settings = {
    'Dir::State': folder,
    'Dir::State::Lists': join(folder, 'lists'),
    'Dir::State::status': '/dev/null',
    'Dir::Cache': folder,
    'Dir::Cache::archives': join(folder, 'archives'),
    'Dir::Etc::SourceList': join(folder, 'sources.list'),
    'Dir::Etc::SourceParts': join(folder, 'empty'),
    'Dir::Etc::Preferences': '/dev/null',
    'Dir::Etc::PreferencesParts': join(folder, 'empty'),
    'Acquire::Check-Valid-Until': 'false', // a release that is no longer renewed is still signed
    'Acquire::Languages': 'none',
    'Acquire::Retries': '2',
    'APT::Sandbox::User': 'root', // nobody else may look into the folder
  };
  const set = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  return run([...DIES_WITH_US, program, ...set, ...args], {
    withinMs: READ_WITHIN_MS,
    ...options,
    env: { ...process.env, LC_ALL: 'C' },
  });
}

/** So that nothing goes on in a folder that another process then takes over. */
const DIES_WITH_US = ['setpriv', '--pdeathsig', 'KILL'];

async function firstOf(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths)
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      return path;
  return undefined;
}
