import { expect } from 'chai';
import { cpio } from './cpio.js';

/** What the kernel's own reader would find, by the format as Documentation/driver-api/early-userspace/buffer-format.rst has it. */
function read(archive: Buffer): { name: string; mode: number; content: string }[] {
  const found = [];
  for (let at = 0; at < archive.length; ) {
    const field = (n: number) => Number.parseInt(archive.toString('latin1', at + 6 + n * 8, at + 14 + n * 8), 16);
    expect(archive.toString('latin1', at, at + 6)).to.equal('070701');
    expect(at % 4).to.equal(0);
    const [mode, octets, nameOctets] = [field(1), field(6), field(11)];
    const nameAt = at + 110;
    const contentAt = (nameAt + nameOctets + 3) & ~3;
    expect(archive[nameAt + nameOctets - 1]).to.equal(0);
    const name = archive.toString('utf8', nameAt, nameAt + nameOctets - 1);
    found.push({ name, mode, content: archive.toString('utf8', contentAt, contentAt + octets) });
    at = (contentAt + octets + 3) & ~3;
  }
  return found;
}

describe('a cpio archive', () => {
  it('has folders, files and their modes, and its trailer', () => {
    const archive = cpio([
      { path: 'bin' },
      { path: 'bin/run', mode: 0o755, content: 'abcde' },
      { path: 'etc', content: '' },
    ]);
    expect(read(archive)).to.deep.equal([
      { name: 'bin', mode: 0o040755, content: '' },
      { name: 'bin/run', mode: 0o100755, content: 'abcde' },
      { name: 'etc', mode: 0o100644, content: '' },
      { name: 'TRAILER!!!', mode: 0, content: '' },
    ]);
  });

  it('can be followed by another', () => {
    const names = read(Buffer.concat([cpio([{ path: 'a', content: 'x' }]), cpio([{ path: 'b' }])])).map(
      ({ name }) => name,
    );
    expect(names).to.deep.equal(['a', 'TRAILER!!!', 'b', 'TRAILER!!!']);
  });
});
