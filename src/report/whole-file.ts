import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from './make-folder.js';
import { writeError } from './report-error.js';

/**
 * Writes a file so that it is complete or absent, and an older one stays until the new one is whole: into a temporary
 * file in the same folder, synced, then renamed. Makes the folder. Leaves nothing behind when it fails.
 * @param option the option of the command line by which another place can be chosen, for messages
 * @throws ReportError when the file system refuses; whatever `pieces` throws, as it is.
 */
export async function writeWhole(
  path: string,
  pieces: Iterable<string> | AsyncIterable<string>,
  option = '--out',
): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${process.pid}.partial`);
  const attempt = <T>(work: Promise<T>) => work.catch((error) => Promise.reject(writeError(error, path, option)));
  await attempt((async () => makeFolder(folder))());
  const file = await attempt(open(temporary, 'w'));
  try {
    try {
      for await (const piece of inChunks(pieces)) await attempt(file.writeFile(piece));
      await attempt(file.sync());
    } finally {
      await attempt(file.close());
    }
    await attempt(rename(temporary, path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

const CHUNK_CHARACTERS = 1 << 18;

// A write for each piece would be thousands of system calls; the whole text at once would be held twice.
async function* inChunks(pieces: Iterable<string> | AsyncIterable<string>): AsyncIterable<string> {
  let chunk = '';
  for await (const piece of pieces) {
    chunk += piece;
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}

// The rename is only lasting once the folder is on the disk; some file systems cannot sync a folder, and need not.
async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } catch {
    // The file itself is whole: nothing to tell anyone.
  } finally {
    await handle?.close();
  }
}
