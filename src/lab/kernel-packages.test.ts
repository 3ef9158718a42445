import { expect } from 'chai';
import type { DebianArchive } from './debian-archive.js';
import { newestKernel } from './kernel-packages.js';

/** An archive of these packages: name, version, size, dependencies. */
function archiveOf(packages: readonly (readonly [string, string, number, string?])[], complaints = ''): DebianArchive {
  const apt = async ([program, call, ...args]: readonly string[]) => {
    if (program === 'apt-cache' && call === 'pkgnames')
      return packages.flatMap(([name]) => (name.startsWith(args[0] ?? '') ? `${name}\n` : [])).join('');
    const asked = packages.filter(([name]) => args.includes(name));
    return asked
      .map(
        ([name, version, size, depends = '']) =>
          `Package: ${name}\nVersion: ${version}\nSize: ${size}\nDepends: ${depends}\n`,
      )
      .join('\n');
  };
  return { apt, complaints };
}

describe('the newest kernel of a series', () => {
  it('is found by the numbers of its version, among those for virtual machines', async () => {
    const archive = archiveOf([
      ['linux-image-6.1.0-9-cloud-amd64', '6.1.27-1', 1],
      ['linux-image-6.1.0-56-cloud-amd64', '6.1.192-2', 26],
      ['linux-image-6.1.0-57-amd64', '6.1.193-1', 70],
      ['linux-image-6.1.0-56-cloud-amd64-dbg', '6.1.192-2', 900],
      ['linux-image-6.1.0-0.deb11.50-cloud-amd64', '6.1.190-1~deb11u1', 25],
      ['linux-image-6.1-cloud-amd64', '6.12.1-1', 1],
      ['linux-image-6.12.3+deb13-cloud-amd64', '6.12.3-1', 30],
    ]);
    expect(await newestKernel(archive, '6.1')).to.deep.equal({
      version: '6.1.192-2',
      packages: [{ name: 'linux-image-6.1.0-56-cloud-amd64', octets: 26 }],
    });
  });

  it('comes with the packages that it is split into', async () => {
    const archive = archiveOf([
      ['linux-image-7.1.9-cloud-amd64', '7.1.9-1', 2],
      [
        'linux-image-7.3.4-cloud-amd64',
        '7.3.4-1',
        2,
        'kmod, linux-binary-7.3.4-cloud-amd64 (= 7.3.4-1), linux-base (>= 4), linux-modules-7.3.4-cloud-amd64',
      ],
      ['linux-binary-7.3.4-cloud-amd64', '7.3.4-1', 13],
      ['linux-modules-7.3.4-cloud-amd64', '7.3.4-1', 22],
    ]);
    const { packages } = await newestKernel(archive, '7');
    expect(packages.map(({ octets }) => octets)).to.deep.equal([2, 13, 22]);
  });

  it('is missed in words, with what could not be fetched', async () => {
    const error = await newestKernel(archiveOf([], 'bullseye is gone'), '5.10').catch(
      (reason: Error) => reason.message,
    );
    expect(error).to.match(/no Linux 5\.10 .*bullseye is gone/);
  });
});
