import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type CacheUse, cached } from './cache.js';
import { run } from './command.js';
import { debianArchive } from './debian-archive.js';

const PACKAGE = 'busybox-static';

/**
 * A busybox that needs nothing but a kernel, out of the cache or of Debian's package. Not the system's own: it may be
 * another build, which needs libraries. Rejects with LabError.
 */
export async function staticBusybox(use: CacheUse): Promise<string> {
  const folder = await cached('busybox', { ...use, maxAgeMs: Number.POSITIVE_INFINITY }, async (into) => {
    const archive = await debianArchive(use);
    use.say(`downloading ${PACKAGE}`);
    const packed = join(into, 'packages');
    await mkdir(packed);
    await archive.apt(['apt-get', 'download', '-q', PACKAGE], { cwd: packed, withinMs: 120_000, signal: use.signal });
    const unpacked = join(into, 'unpacked');
    for (const file of await readdir(packed)) await run(['dpkg-deb', '-x', join(packed, file), unpacked]);
    // Since Debian 13 bin is usr/bin.
    const found = (await readdir(unpacked, { recursive: true })).find((path) => /(^|\/)bin\/busybox$/.test(path));
    await rename(join(unpacked, found ?? ''), join(into, 'busybox'));
    await rm(packed, { recursive: true });
    await rm(unpacked, { recursive: true });
  });
  return join(folder, 'busybox');
}
