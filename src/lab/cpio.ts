/** A file of an archive: its path without a leading slash, and its content; a folder has none. */
export interface ArchiveEntry {
  readonly path: string;
  /** Permissions, 0o644 unless given. */
  readonly mode?: number;
  readonly content?: Buffer | string;
}

const FOLDER = 0o040000;
const FILE = 0o100000;

/** An archive as the kernel unpacks it at its start (cpio, "newc"), all of it root's. Several may follow each other. */
export function cpio(entries: readonly ArchiveEntry[]): Buffer {
  const members = entries.map(({ path, mode, content }, n) => {
    const type = content === undefined ? FOLDER : FILE;
    const permissions = mode ?? (content === undefined ? 0o755 : 0o644);
    return member(n + 1, path, type | permissions, Buffer.from(content ?? ''));
  });
  return Buffer.concat([...members, member(0, 'TRAILER!!!', 0, Buffer.alloc(0))]);
}

function member(inode: number, path: string, mode: number, content: Buffer): Buffer {
  const name = Buffer.from(`${path}\0`);
  // magic, ino, mode, uid, gid, nlink, mtime, filesize, devmajor, devminor, rdevmajor, rdevminor, namesize, check
  const fields = [inode, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length, 0];
  const header = `070701${fields.map((field) => field.toString(16).toUpperCase().padStart(8, '0')).join('')}`;
  return Buffer.concat([padded(Buffer.concat([Buffer.from(header), name])), padded(content)]);
}

function padded(octets: Buffer): Buffer {
  return Buffer.concat([octets, Buffer.alloc(-octets.length & 3)]);
}
