import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder with those above it; one that is there already is as good. Throws the file system's error. (Node's own
 * `recursive` never returns where a file system says of a folder that is there that it is not, as /proc does.)
 */
export function makeFolder(path: string): void {
  const error = tried(path);
  if (error === undefined || error.code === 'EEXIST') return;
  const above = dirname(path);
  if (error.code !== 'ENOENT' || above === path) throw error;
  makeFolder(above);
  const again = tried(path);
  if (again !== undefined && again.code !== 'EEXIST') throw again;
}

function tried(path: string): NodeJS.ErrnoException | undefined {
  try {
    mkdirSync(path);
    return undefined;
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
}
