import { readFile } from 'node:fs/promises';

/** A package's name with this system's own release behind it (`liblwip-dev/bookworm`): what is run here needs its libraries. */
export async function hostRelease(name: string): Promise<string> {
  const release = /^VERSION_CODENAME=(\w+)/m.exec(await readFile('/etc/os-release', 'utf8'))?.[1];
  return release === undefined ? name : `${name}/${release}`;
}
