/** A report that could not be written or read. The message says which, why, and what to do. */
export class ReportError extends Error {
  override readonly name = 'ReportError';
}

/** What to tell when the file system refused to write `path`: why, and what to do; `option` chooses another place. */
export function writeError(error: unknown, path: string, option = '--out'): ReportError {
  const advice = ADVICE[codeOf(error)]?.replaceAll('--out', option);
  return new ReportError(`Cannot write ${path}: ${advice ?? messageOf(error)}`, { cause: error });
}

/** What to tell when the file system refused to read `path`. */
export function readError(error: unknown, path: string): ReportError {
  const code = codeOf(error);
  let why = messageOf(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') why = 'there is no such file.';
  if (code === 'EACCES' || code === 'EPERM') why = 'permission denied.';
  return new ReportError(`Cannot read ${path}: ${why}`, { cause: error });
}

const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full. Make room, or choose another folder with --out.',
  EDQUOT: 'the disk quota is used up. Make room, or choose another folder with --out.',
  EACCES: 'permission denied. Choose a folder that you may write to with --out, or change its permissions.',
  EPERM: 'permission denied. Choose a folder that you may write to with --out, or change its permissions.',
  ENOENT: 'no folder can be made there. Choose another place with --out.',
  EROFS: 'the file system is read-only. Choose a folder on another one with --out.',
  ENOTDIR: 'a part of the path is a file, not a folder. Choose another folder with --out.',
  EEXIST: 'a file stands where the folder should be. Choose another folder with --out.',
  EISDIR: 'a folder stands where the file should be. Remove it, or choose another folder with --out.',
  ENAMETOOLONG: 'the path is too long. Choose a shorter one with --out.',
};

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
