import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Runs `open` and tells which sockets it left open, by inode; none where there is no /proc. */
export function socketsOpenedBy<T>(open: () => T): { readonly result: T; readonly inodes: readonly string[] } {
  const before = new Set(socketInodes());
  const result = open();
  return { result, inodes: socketInodes().filter((inode) => !before.has(inode)) };
}

/**
 * Rows of a socket table of the process's own network namespace, such as `packet` or `raw6`, without the heading;
 * undefined where it cannot be read.
 */
export function socketTable(name: 'packet' | 'raw' | 'raw6'): string[][] | undefined {
  try {
    const rows = readFileSync(`/proc/self/net/${name}`, 'latin1').trimEnd().split('\n').slice(1);
    return rows.map((row) => row.trim().split(/\s+/));
  } catch {
    return undefined;
  }
}

function socketInodes(): string[] {
  return descriptors().flatMap((fd) => /^socket:\[(\d+)\]$/.exec(targetOf(fd))?.[1] ?? []);
}

function descriptors(): string[] {
  try {
    return readdirSync('/proc/self/fd');
  } catch {
    return [];
  }
}

// The descriptor that listed the directory is closed by the time it is looked at.
function targetOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return '';
  }
}
