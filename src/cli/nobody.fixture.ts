import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PROGRAM, removeAtExit } from './run-program.fixture.js';

const NOBODY = 65_534;
const TOP = dirname(dirname(PROGRAM));
const NEEDED = ['bin', 'dist', 'docs', 'node_modules', 'package.json'];

/** Goes before a command that is to run as an ordinary user. */
export const AS_NOBODY: readonly string[] = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'];

/** A program that an ordinary user can read, and a folder that is theirs; both are gone when this process has ended. */
export function readableProgram(): { readonly program: string; readonly folder: string } {
  const base = mkdtempSync(join(realpathSync(tmpdir()), 'tcpspec-nobody-'));
  removeAtExit(base);
  chmodSync(base, 0o755);
  const folder = join(base, 'home');
  mkdirSync(folder);
  chownSync(folder, NOBODY, NOBODY);
  return { program: canRead(PROGRAM) ? PROGRAM : copyTo(join(base, 'tcpspec')), folder };
}

function canRead(program: string): boolean {
  const [command = '', ...args] = [...AS_NOBODY, process.execPath, program, 'list', 'sanity'];
  return spawnSync(command, args, { cwd: '/' }).status === 0;
}

function copyTo(folder: string): string {
  for (const name of NEEDED) cpSync(join(TOP, name), join(folder, name), { recursive: true });
  spawnSync('chmod', ['-R', 'a+rX', folder]);
  return join(folder, 'bin/tcpspec.js');
}
