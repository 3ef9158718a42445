import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { QEMU } from './qemu.js';

/** Something of the system that a lab needs, and the Debian package that it comes from. */
export interface Need {
  readonly what: string;
  /** Paths of which one has to be there; a command by its name alone. */
  readonly anyOf: readonly string[];
  readonly from: string;
}

const COMMON: readonly Need[] = [
  { what: 'ip', anyOf: ['ip'], from: 'iproute2' },
  { what: 'ethtool', anyOf: ['ethtool'], from: 'ethtool' },
];

/** What a lab of namespaces needs. */
export const NETNS_NEEDS: readonly Need[] = [...COMMON, { what: 'sysctl', anyOf: ['sysctl'], from: 'procps' }];

const COMPILER: readonly Need[] = [
  { what: 'gcc', anyOf: ['gcc'], from: 'gcc' },
  { what: 'a C library to link in', anyOf: ['/usr/lib/x86_64-linux-gnu/libc.a', '/usr/lib/libc.a'], from: 'libc6-dev' },
];

const PACKAGING: readonly Need[] = [
  { what: 'apt-get', anyOf: ['apt-get'], from: 'apt' },
  { what: 'dpkg-deb', anyOf: ['dpkg-deb'], from: 'dpkg' },
  { what: 'flock', anyOf: ['flock'], from: 'util-linux' },
  { what: 'setpriv', anyOf: ['setpriv'], from: 'util-linux' },
];

/** What a lab with a virtual machine needs. */
export const GUEST_NEEDS: readonly Need[] = [
  ...COMMON,
  { what: QEMU, anyOf: [QEMU], from: 'qemu-system-x86' },
  {
    what: 'its firmware',
    anyOf: ['/usr/share/seabios/bios-256k.bin', '/usr/share/qemu/bios-256k.bin'],
    from: 'seabios',
  },
  ...COMPILER,
  ...PACKAGING,
];

/** The device that makes cables to machines; it is the kernel's, and no package's. */
const TUN = '/dev/net/tun';

/** Those of the needs that are not there. */
export async function missingOf(needs: readonly Need[]): Promise<Need[]> {
  const found = await Promise.all(needs.map(isThere));
  return needs.filter((_, n) => !found[n]);
}

/** Whether a machine can have a cable here. */
export function canTap(): Promise<boolean> {
  return exists(TUN, constants.R_OK | constants.W_OK);
}

async function isThere({ anyOf }: Need): Promise<boolean> {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'].filter(
    (folder) => folder !== '',
  );
  const paths = anyOf.flatMap((each) => (each.startsWith('/') ? [each] : folders.map((folder) => join(folder, each))));
  const found = await Promise.all(paths.map((path) => exists(path, constants.R_OK)));
  return found.includes(true);
}

function exists(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
