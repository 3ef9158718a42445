import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { LINKTYPE_ETHERNET, LINKTYPE_RAW, PcapngWriter, readPcapng } from './pcapng.js';

const epochNs = 1_700_000_000_123_456_789n;
const options = { linktype: LINKTYPE_ETHERNET, application: 'tcpspec 0.1.0', hardware: 'x86_64', os: 'Linux' } as const;

describe('pcapng', () => {
  let directory: string;
  let path: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tcpspec-pcapng-'));
    path = join(directory, 'evidence.pcapng');
  });

  afterEach(() => rmSync(directory, { recursive: true }));

  it('reads back what it wrote', async () => {
    const writer = PcapngWriter.open(path, options);
    const frames = [
      { bytes: arp(0), epochNs, direction: 'sent', comment: 'naïve ✓' },
      { bytes: arp(1), epochNs: epochNs + 1n, direction: 'received' },
      { bytes: new Uint8Array(0), epochNs: 0n, direction: 'received', comment: '' },
    ] as const;
    expect(frames.map((frame) => writer.write(frame))).to.deep.equal([1, 2, 3]);
    await writer.close();
    expect(readPcapng(path)).to.deep.equal({
      ...options,
      frames: frames.map((frame, i) => ({ number: i + 1, ...frame })),
    });
  });

  it('is read by tshark with times, directions and comments', async function () {
    if (spawnSync('tshark', ['--version']).error) this.skip();
    const writer = PcapngWriter.open(path, options);
    writer.write({ bytes: arp(0), epochNs, direction: 'sent', comment: 'rfc9293/x: sent' });
    writer.write({ bytes: arp(1), epochNs: epochNs + 1n, direction: 'received' });
    await writer.close();
    const direction = 'frame.packet_flags_direction';
    expect(tshark(path, ['frame.time_epoch', 'frame.len', 'arp.opcode', direction, 'frame.comment'])).to.deep.equal([
      ['1700000000.123456789', '43', '1', '0x00000002', 'rfc9293/x: sent'],
      ['1700000000.123456790', '43', '1', '0x00000001', ''],
    ]);
  }).timeout(10_000);

  it('is absent until it is complete', async () => {
    const writer = PcapngWriter.open(path, options);
    writer.write({ bytes: arp(0), epochNs, direction: 'sent' });
    expect(readdirSync(directory)).to.deep.equal(['evidence.pcapng.partial']);
    await writer.close();
    await writer.close();
    expect(readdirSync(directory)).to.deep.equal(['evidence.pcapng']);
  });

  it('leaves nothing when aborted, and does not touch what was there before', async () => {
    writeFileSync(path, 'before');
    const writer = PcapngWriter.open(path, options);
    writer.write({ bytes: arp(0), epochNs, direction: 'sent' });
    writer.abort();
    writer.abort();
    await writer.close();
    expect(readdirSync(directory)).to.deep.equal(['evidence.pcapng']);
    expect(readFileSync(path, 'utf8')).to.equal('before');
  });

  it('accepts no frame once closed', async () => {
    const writer = PcapngWriter.open(path, options);
    await writer.close();
    expect(() => writer.write({ bytes: arp(0), epochNs, direction: 'sent' })).to.throw('is closed');
  });

  it('says so and leaves nothing when the disk is full', async function () {
    if (!existsSync('/dev/full')) this.skip();
    symlinkSync('/dev/full', `${path}.partial`);
    expect(() => PcapngWriter.open(path, options)).to.throw(/cannot write .*evidence\.pcapng.*ENOSPC.*free some space/);
    expect(readdirSync(directory)).to.deep.equal([]);
  });

  it('says so and leaves nothing when the disk fills up on the way', async function () {
    if (process.getuid?.() !== 0) this.skip();
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', directory]);
    if (mounted.status !== 0) this.skip();
    try {
      const writer = PcapngWriter.open(path, options);
      const fill = () => {
        for (let i = 0; i < 1000; i++) writer.write({ bytes: new Uint8Array(1500), epochNs, direction: 'sent' });
      };
      expect(fill).to.throw(/cannot write .*ENOSPC/);
      expect(fill).to.throw(/cannot write .*ENOSPC/);
      expect(await writer.close().catch(String)).to.match(/cannot write .*ENOSPC/);
      expect(readdirSync(directory)).to.deep.equal([]);
    } finally {
      spawnSync('umount', [directory]);
    }
  });

  it('names a directory that is not there', () => {
    expect(() => PcapngWriter.open(join(directory, 'no/x.pcapng'), options)).to.throw(/cannot create .*no\/x/);
  });

  it('cuts a comment that does not fit between two characters', async () => {
    const writer = PcapngWriter.open(path, { linktype: LINKTYPE_RAW, application: 'tcpspec' });
    writer.write({ bytes: arp(0), epochNs, direction: 'sent', comment: `x${'é'.repeat(40_000)}` });
    await writer.close();
    const { linktype, frames } = readPcapng(path);
    expect(linktype).to.equal(LINKTYPE_RAW);
    expect(frames[0]?.comment).to.match(/^xé+$/);
  });

  it('reads files of the other byte order, with microseconds and without options', () => {
    const big = [
      '0a0d0d0a 0000001c 1a2b3c4d 00010000 ffffffff ffffffff 0000001c',
      '00000001 00000014 00010000 00000000 00000014',
      '00000006 00000024 00000000 00000001 00000002 00000002 00000002 abcd0000 00000024',
    ];
    writeFileSync(path, Buffer.from(big.join('').replaceAll(' ', ''), 'hex'));
    const frame = { number: 1, bytes: Uint8Array.of(0xab, 0xcd), epochNs: 4_294_967_298_000n, direction: 'unknown' };
    expect(readPcapng(path)).to.deep.equal({ linktype: 1, frames: [frame] });
  });

  it('refuses every file that is cut off, saying where', async () => {
    const writer = PcapngWriter.open(path, options);
    writer.write({ bytes: arp(0), epochNs, direction: 'sent' });
    await writer.close();
    const whole = readFileSync(path);
    const ends = blockEnds(whole);
    for (let length = 0; length < whole.length; length++) {
      if (ends.includes(length)) continue;
      writeFileSync(path, whole.subarray(0, length));
      expect(() => readPcapng(path), `${length} octets`).to.throw(Error, /evidence\.pcapng(:| is not)/);
    }
  });

  it('refuses a file whose lengths lie', async () => {
    const writer = PcapngWriter.open(path, options);
    writer.write({ bytes: arp(0), epochNs, direction: 'sent' });
    await writer.close();
    const whole = readFileSync(path);
    const frameAt = blockEnds(whole)[1] ?? 0;
    for (const [offset, value] of [
      [4, 0],
      [4, 0xfffffff0],
      [8, 7],
      [20, 0xffffffff],
    ] as const) {
      const spoilt = Buffer.from(whole);
      spoilt.writeUInt32LE(value, frameAt + offset);
      writeFileSync(path, spoilt);
      expect(() => readPcapng(path)).to.throw(/octet \d+ is malformed/);
    }
  });
});

// An ARP request of 43 octets: not a multiple of four, so that padding shows.
function arp(last: number): Uint8Array {
  const frame = new Uint8Array(43);
  frame.set([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 1, 8, 6, 0, 1, 8, 0, 6, 4, 0, 1]);
  frame[42] = last;
  return frame;
}

function tshark(path: string, fields: readonly string[]): string[][] {
  const run = spawnSync('tshark', ['-r', path, '-T', 'fields', ...fields.flatMap((field) => ['-e', field])], {
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return run.stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t'));
}

function blockEnds(file: Buffer): number[] {
  const ends = [];
  for (let at = 0; at < file.length; ends.push(at)) at += file.readUInt32LE(at + 4);
  return ends;
}
