import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CacheUse, cached } from './cache.js';
import { run } from './command.js';
import { cpio } from './cpio.js';
import { debianArchive } from './debian-archive.js';
import { type KernelPackages, newestKernel } from './kernel-packages.js';
import { LabError } from './lab-error.js';
import { modulesFor } from './modules.js';
import { staticBusybox } from './static-busybox.js';

/** A kernel that a virtual machine can be started with, and the modules for it as an archive for its initramfs. */
export interface KernelImage {
  readonly kernel: string;
  readonly modules: string;
  /** Which packages it is made of: `linux-image-6.1.0-56-cloud-amd64 6.1.192-2`. */
  readonly made: string;
}

/** The modules in an archive lie here, with the list of them in the order of loading. */
export const MODULES_FOLDER = 'lib/modules';
/** That list: a path a line. */
export const MODULES_ORDER = `${MODULES_FOLDER}/order`;

const NEEDED = ['virtio_pci', 'virtio_console', 'virtio_net', 'tcp_diag'];
const DOWNLOAD_WITHIN_MS = 10 * 60_000;
const UNPACK_WITHIN_MS = 2 * 60_000;
const MEGA = 1_000_000;

/** The newest kernel of a series (`6.1`), out of the cache or made from Debian's packages. Rejects with LabError. */
export async function kernelImage(series: string, use: CacheUse): Promise<KernelImage> {
  const folder = await cached(`linux-${series}`, use, async (into) => {
    const archive = await debianArchive(use);
    const found = await newestKernel(archive, series);
    const packed = join(into, 'packages');
    await mkdir(packed);
    use.say(`downloading ${found.packages[0]?.name} ${found.version} (${megabytes(found)} MB)`);
    const names = found.packages.map(({ name }) => name);
    await archive.apt(['apt-get', 'download', '-q', ...names], {
      cwd: packed,
      withinMs: DOWNLOAD_WITHIN_MS,
      signal: use.signal,
    });
    use.say('unpacking it');
    const unpacked = join(into, 'unpacked');
    for (const file of await readdir(packed))
      await run(['dpkg-deb', '-x', join(packed, file), unpacked], { withinMs: UNPACK_WITHIN_MS, signal: use.signal });
    await keep(unpacked, into, await staticBusybox(use));
    await writeFile(join(into, 'made-of'), `${found.packages[0]?.name} ${found.version}`);
    await rm(packed, { recursive: true });
    await rm(unpacked, { recursive: true });
  });
  const made = await readFile(join(folder, 'made-of'), 'utf8');
  return { kernel: join(folder, 'kernel'), modules: join(folder, 'modules.cpio'), made };
}

/** The kernel, and of its modules those that a guest needs. */
async function keep(unpacked: string, into: string, busybox: string): Promise<void> {
  // Since Debian 13 lib is usr/lib, and since Linux 7.1 the kernel lies beside its modules.
  const kernels = await onlyExisting(['lib/modules', 'usr/lib/modules'].map((path) => join(unpacked, path)));
  const releases = await Promise.all(
    kernels.map(async (folder) => (await readdir(folder)).map((each) => join(folder, each))),
  );
  const [modules] = releases.flat();
  if (modules === undefined) throw new LabError("the kernel's packages have no modules where they were looked for");
  const boot = await onlyExisting([join(unpacked, 'boot')]);
  const booted = await Promise.all(
    boot.map(async (folder) => (await readdir(folder)).map((each) => join(folder, each))),
  );
  const kernel = [...booted.flat(), join(modules, 'vmlinuz')].find((path) => /\/vmlinuz[^/]*$/.test(path));
  await rename(kernel ?? '', join(into, 'kernel')).catch(() => {
    throw new LabError("the kernel's packages have no kernel where it was looked for");
  });
  await writeFile(join(into, 'modules.cpio'), await modulesArchive(modules, NEEDED, busybox));
}

/** Modules, and those that they need, as an archive for an initramfs. `folder` is lib/modules/RELEASE. Rejects with LabError. */
export async function modulesArchive(folder: string, names: readonly string[], busybox: string): Promise<Buffer> {
  const loaded = await modulesFor(folder, names, busybox);
  const path = (name: string) => `${MODULES_FOLDER}/${name}.ko`;
  return cpio([
    { path: 'lib' },
    { path: MODULES_FOLDER },
    ...loaded.map(({ name, content }) => ({ path: path(name), content })),
    { path: MODULES_ORDER, content: loaded.map(({ name }) => `/${path(name)}\n`).join('') },
  ]);
}

async function onlyExisting(folders: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    folders.map((folder) =>
      readdir(folder).then(
        () => [folder],
        () => [],
      ),
    ),
  );
  return found.flat();
}

function megabytes({ packages }: KernelPackages): number {
  return Math.ceil(packages.reduce((sum, { octets }) => sum + octets, 0) / MEGA);
}
