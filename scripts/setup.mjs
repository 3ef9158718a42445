import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { SetupError } from './command.mjs';
import { addonsAreReady, installModules, modulesAreCurrent, rebuildAddons } from './node-modules.mjs';
import { installMissing } from './system-packages.mjs';

const OLDEST_NODE = [20, 19];

/**
 * Makes a clone ready to run, and does nothing again that is done already: system packages, node modules, native addons,
 * the compiled program. With `tests`, also what only the tests need; with `labs`, what labs with machines of their own do.
 * @throws SetupError that says what is missing.
 */
export function setup({ tests = false, labs = false, say = (line) => console.log(`setup: ${line}`) } = {}) {
  checkNode();
  const current = modulesAreCurrent();
  const ready = current && addonsAreReady();
  installMissing({ tests, labs, addons: !ready, say });
  if (!current) {
    say('installing node modules');
    installModules();
  }
  if (!ready && !addonsAreReady()) {
    say('compiling the native addons');
    rebuildAddons();
  }
  say('compiling');
  build();
}

/** Runs `work`, and on a SetupError prints its message and returns its exit code. */
export async function orExplain(work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    return error.exitCode;
  }
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new SetupError(`Node.js ${OLDEST_NODE.join('.')} or later is needed; this is ${process.versions.node}.`, 3);
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.exitCode = await orExplain(() =>
    setup({ tests: process.argv.includes('--tests'), labs: process.argv.includes('--lab') }),
  );
}
