import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { quietly, SetupError, succeeds, TOP } from './command.mjs';

const ADDONS = ['cap', 'raw-socket', 'koffi'];

/** Whether node_modules holds what package-lock.json asks for. */
export function modulesAreCurrent() {
  const wanted = packagesOf('package-lock.json');
  const installed = packagesOf('node_modules/.package-lock.json');
  if (wanted === undefined || installed === undefined) return false;
  const names = Object.keys(wanted).filter((name) => name !== '');
  const asWanted = (name) => {
    const { version, integrity, optional } = wanted[name];
    const found = installed[name];
    if (found === undefined) return optional === true; // made for another system
    return found.version === version && (integrity === undefined || found.integrity === integrity);
  };
  return names.every(asWanted) && Object.keys(installed).every((name) => wanted[name] !== undefined);
}

/** Whether all native addons can be loaded and are compiled as they should be. */
export function addonsAreReady() {
  return ADDONS.every((name) => !holdsAssertions(name) && addonLoads(name));
}

/** Installs the modules exactly as package-lock.json says. */
export function installModules() {
  quietly('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], { environment: compiling() });
}

/** Compiles the native addons again. @throws SetupError when they still do not load. */
export function rebuildAddons() {
  quietly('npm', ['rebuild', '--loglevel=error', ...ADDONS], { environment: compiling() });
  const broken = ADDONS.filter((name) => !addonLoads(name));
  if (broken.length > 0) throw new SetupError(`These native addons do not load: ${broken.join(', ')}.`, 3);
}

// In a process of its own, because a broken addon may end it.
function addonLoads(name) {
  return succeeds(process.execPath, ['-e', `require(${JSON.stringify(name)})`]);
}

function packagesOf(lockFile) {
  try {
    return JSON.parse(readFileSync(join(TOP, lockFile), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

// An assertion of the capture addon would end the whole process when its interface vanishes. Someone else's `npm install`
// leaves them in; NDEBUG takes them out.
function holdsAssertions(name) {
  const folder = join(TOP, 'node_modules', name, 'build/Release');
  if (!existsSync(folder)) return false;
  const binaries = readdirSync(folder).filter((file) => file.endsWith('.node'));
  return binaries.some((file) => readFileSync(join(folder, file)).includes('__assert_fail'));
}

function compiling() {
  const flags = (name) => ({ [name]: `${process.env[name] ?? ''} -DNDEBUG`.trim() });
  return { ...flags('CPPFLAGS'), ...flags('CXXFLAGS'), ...nodeHeaders() };
}

// Headers that came with this Node need not be downloaded.
function nodeHeaders() {
  const folder = dirname(dirname(process.execPath));
  const given = process.env.npm_config_nodedir;
  return given === undefined && existsSync(join(folder, 'include/node/node.h')) ? { npm_config_nodedir: folder } : {};
}
