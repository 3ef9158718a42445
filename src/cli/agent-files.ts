import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RemoteFiles, RemoteMachine } from '../target/remote-start.js';
import { unusable } from './exit.js';

const BUNDLE = fileURLToPath(new URL('../../agent.mjs', import.meta.url));
const KOFFI = ['package.json', 'index.js', 'src/koffi/index.js', 'src/koffi/src/static.js'];

/** What the agent needs on another machine: itself in one file, and koffi with its library for that system. Throws with exit 3. */
export function agentFiles({ platform, arch }: Pick<RemoteMachine, 'platform' | 'arch'>): RemoteFiles {
  if (!existsSync(BUNDLE)) throw unusable('the agent has not been put into one file: npm run build does it');
  const modules = modulesFolder();
  const library = `@koromix/koffi-${platform}-${arch}`;
  if (!existsSync(join(modules, library))) {
    const version = JSON.parse(readFileSync(join(modules, 'koffi/package.json'), 'utf8')).version;
    throw unusable(
      `the target is ${platform} on ${arch}, for which koffi's library is not here: npm install --no-save --force ${library}@${version}, or start the agent on the target yourself`,
    );
  }
  const names = readdirSync(join(modules, library), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(node|js|cjs|json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(modules.length + 1));
  const files = [...KOFFI.map((name) => `koffi/${name}`), ...names];
  return [
    ['agent.mjs', readFileSync(BUNDLE)],
    ...files.map((name) => [`node_modules/${name}`, readFileSync(join(modules, name))] as const),
  ];
}

/** Where koffi and its libraries are installed. */
function modulesFolder(): string {
  return dirname(dirname(createRequire(import.meta.url).resolve('koffi')));
}
