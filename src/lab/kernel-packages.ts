import { run } from './command.js';
import type { DebianArchive } from './debian-archive.js';
import { LabError } from './lab-error.js';

/** The packages of one kernel, in the flavour for virtual machines. */
export interface KernelPackages {
  /** As Debian counts it: `6.1.192-2`. */
  readonly version: string;
  readonly packages: readonly { readonly name: string; readonly octets: number }[];
}

interface Package {
  readonly name: string;
  readonly version: string;
  readonly octets: number;
  readonly depends: string;
}

const FLAVOUR = 'cloud-amd64';

/** The newest kernel of a series (`6.1`, `7`) that the archive has. Rejects with LabError if it has none. */
export async function newestKernel(archive: DebianArchive, series: string): Promise<KernelPackages> {
  const names = await packageNames(archive, series);
  const [newest] = names.length === 0 ? [] : await newestFirst(await details(archive, names));
  if (!newest) throw noSuchKernel(series, archive.complaints);
  // From 7.1 on, the kernel, its modules and the lists of them are packages of their own.
  const parts = [...newest.depends.matchAll(/\b(linux-(?:binary|modules|base)-[^ ,]+)/g)].map(([, name = '']) => name);
  const all = [newest, ...(parts.length === 0 ? [] : await details(archive, parts))];
  return { version: newest.version, packages: all.map(({ name, octets }) => ({ name, octets })) };
}

async function packageNames(archive: DebianArchive, series: string): Promise<string[]> {
  const start = `linux-image-${series}.`;
  const names = (await archive.apt(['apt-cache', 'pkgnames', start])).split('\n');
  return names.filter((name) => /^\d.*$/.test(name.slice(start.length)) && name.endsWith(`-${FLAVOUR}`));
}

function noSuchKernel(series: string, complaints: string): LabError {
  const why = complaints === '' ? '' : `; not all lists could be fetched: ${complaints}`;
  return new LabError(`there is no Linux ${series} for virtual machines among Debian's packages${why}`);
}

async function details(archive: DebianArchive, names: readonly string[]): Promise<Package[]> {
  const text = await archive.apt(['apt-cache', 'show', '--no-all-versions', ...names]);
  return text
    .split('\n\n')
    .filter((stanza) => stanza.trim() !== '')
    .map((stanza) => {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(stanza)?.[1] ?? '';
      return {
        name: field('Package'),
        version: field('Version'),
        octets: Number(field('Size')),
        depends: field('Depends'),
      };
    });
}

async function newestFirst(packages: readonly Package[]): Promise<Package[]> {
  const sorted: Package[] = [];
  for (const each of packages) {
    let at = 0;
    while (at < sorted.length && !(await isNewer(each.version, sorted[at]?.version ?? ''))) at++;
    sorted.splice(at, 0, each);
  }
  return sorted;
}

// The numbers of the kernel decide, and between builds of one kernel Debian's own order.
async function isNewer(a: string, b: string): Promise<boolean> {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  const differing = left.findIndex((number, n) => number !== right[n]);
  if (differing >= 0) return (left[differing] ?? 0) > (right[differing] ?? -1);
  return run(['dpkg', '--compare-versions', a, 'gt', b]).then(
    () => true,
    () => false,
  );
}

function numbersOf(version: string): number[] {
  return (/^[\d.]+/.exec(version)?.[0] ?? '').split('.').map(Number);
}
