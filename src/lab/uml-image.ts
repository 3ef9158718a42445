import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CacheUse, cached } from './cache.js';
import { run } from './command.js';
import { debianArchive } from './debian-archive.js';
import { hostRelease } from './host-release.js';
import type { KernelImage } from './kernel-image.js';
import { modulesArchive } from './kernel-image.js';
import { LabError } from './lab-error.js';
import { staticBusybox } from './static-busybox.js';

const PACKAGE = 'user-mode-linux';
const WITHIN_MS = 5 * 60_000;

/** User-mode Linux as a program of this machine, out of the cache or made of Debian's package. Rejects with LabError. */
export async function umlImage(use: CacheUse): Promise<KernelImage> {
  const folder = await cached('uml', use, async (into) => {
    const archive = await debianArchive(use);
    const packed = join(into, 'packages');
    await mkdir(packed);
    use.say(`downloading ${PACKAGE}`);
    const name = await hostRelease(PACKAGE);
    await archive.apt(['apt-get', 'download', '-q', name], { cwd: packed, withinMs: WITHIN_MS, signal: use.signal });
    use.say('unpacking it');
    const unpacked = join(into, 'unpacked');
    const [file = ''] = await readdir(packed);
    await run(['dpkg-deb', '-x', join(packed, file), unpacked], { withinMs: WITHIN_MS, signal: use.signal });
    const [release] = await readdir(join(unpacked, 'usr/lib/uml/modules')).catch(() => []);
    if (release === undefined) throw new LabError(`the package ${PACKAGE} has no modules where they were looked for`);
    await rename(join(unpacked, 'usr/bin/linux.uml'), join(into, 'kernel'));
    const modules = join(unpacked, 'usr/lib/uml/modules', release);
    await writeFile(join(into, 'modules.cpio'), await modulesArchive(modules, ['ipv6'], await staticBusybox(use)));
    await writeFile(join(into, 'made-of'), `${PACKAGE} ${file.split('_')[1] ?? ''}`);
    await rm(packed, { recursive: true });
    await rm(unpacked, { recursive: true });
  });
  const made = await readFile(join(folder, 'made-of'), 'utf8');
  return { kernel: join(folder, 'kernel'), modules: join(folder, 'modules.cpio'), made };
}
