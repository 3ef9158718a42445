import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { quietly, TOP } from './command.mjs';

/** Compiles what has changed, and takes away what was compiled from sources that are gone. */
export function build() {
  for (const folder of ['src', 'suites', 'fuzz', 'bench']) removeStale(folder);
  quietly('npm', ['run', '--silent', 'build']);
}

/** The compiled files of a folder, as paths below the top one; empty if there is none. */
export function compiledIn(folder) {
  const dist = join(TOP, 'dist', folder);
  if (!existsSync(dist)) return [];
  return readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(TOP.length))
    .sort();
}

function removeStale(folder) {
  for (const file of compiledIn(folder)) {
    const source = file.slice('dist/'.length).replace(/\.js(\.map)?$/, '.ts');
    if (source.endsWith('.ts') && !existsSync(join(TOP, source)) && !existsSync(join(TOP, `${source}x`))) {
      rmSync(join(TOP, file));
    }
  }
}
