import { expect } from 'chai';
import fc from 'fast-check';
import { bits, segment } from './arbitraries.test.js';
import { GOLDEN, hex } from './golden.js';
import { decodeSegment, encodeSegment, parseFlags, type Segment } from './tcp.js';
import type { TcpOption } from './tcp-options.js';
import { formatSegment } from './trace.js';

const THERE = { source: '192.0.2.1', destination: '192.0.2.2' };
const BACK = { source: '192.0.2.2', destination: '192.0.2.1' };
const ISS = 0x6e5d6991;
const IRS = 0xd493e79c;
const BARE: Segment = {
  sourcePort: 1,
  destinationPort: 2,
  seq: 1000,
  ack: 2000,
  reserved: 0,
  flags: parseFlags('ACK'),
  window: 512,
  urgentPointer: 7,
  options: [],
  payload: new Uint8Array(0),
};
const withOption = (option: TcpOption) => formatSegment({ ...BARE, options: [option] }, { ackBase: 1900 });

describe('a line of the trace', () => {
  it('reads as tcpdump prints the golden frames', () => {
    const there = { seqBase: ISS, ackBase: IRS };
    const back = { seqBase: IRS, ackBase: ISS };
    const line = (frame: Uint8Array, path: typeof THERE, bases: typeof there) =>
      formatSegment(decodeSegment(frame.subarray(34), path), bases);
    expect(line(GOLDEN.syn, THERE, there)).to.equal(
      'Flags [S], seq 0, win 64240, options [mss 1460,sackOK,TS val 533349281 ecr 0,nop,wscale 10], length 0',
    );
    expect(line(GOLDEN.synAck, BACK, back)).to.equal(
      'Flags [S.], seq 0, ack 1, win 65160, options [mss 1460,sackOK,TS val 702826092 ecr 533349281,nop,wscale 10], length 0',
    );
    expect(line(GOLDEN.data, THERE, there)).to.equal(
      'Flags [P.], seq 1:6, ack 1, win 63, options [nop,nop,TS val 533349281 ecr 702826092], length 5',
    );
    expect(line(GOLDEN.fin, BACK, back)).to.equal(
      'Flags [F.], seq 6, ack 6, win 64, options [nop,nop,TS val 702826093 ecr 533349282], length 0',
    );
  });

  it('is absolute where no base is given', () => {
    expect(formatSegment(BARE)).to.equal('Flags [.], seq 1000, ack 2000, win 512, length 0');
    expect(formatSegment(BARE, { seqBase: 1000 })).to.equal('Flags [.], seq 0, ack 2000, win 512, length 0');
  });

  it('counts across zero', () => {
    const wrapped = { ...BARE, seq: 1, ack: 0, payload: new Uint8Array(3) };
    expect(formatSegment(wrapped, { seqBase: 0xffffffff, ackBase: 0xfffffffe })).to.equal(
      'Flags [.], seq 2:5, ack 2, win 512, length 3',
    );
    expect(formatSegment({ ...wrapped, seq: 0xffffffff })).to.include('seq 4294967295:2, ack 0');
  });

  it('has a letter for each control bit', () => {
    const flags = (text: string) => formatSegment({ ...BARE, flags: parseFlags(text) });
    expect(flags('FIN,SYN,RST,PSH,ACK,URG,ECE,CWR')).to.match(
      /^Flags \[FSRP\.UEW\], seq 1000, ack 2000, win 512, urg 7, /,
    );
    expect(flags('none')).to.equal('Flags [none], seq 1000, win 512, length 0');
    expect(flags('RST')).to.equal('Flags [R], seq 1000, win 512, length 0');
  });

  it('shows SACK blocks relative to what they acknowledge', () => {
    const blocks = [
      { left: 1910, right: 1920 },
      { left: 1930, right: 1940 },
    ];
    expect(withOption({ kind: 'sack', blocks })).to.include('options [sack 2 {10:20}{30:40}]');
  });

  const texts: readonly (readonly [option: TcpOption, text: string])[] = [
    [{ kind: 'eol' }, 'eol'],
    [{ kind: 'fast-open', cookie: hex('') }, 'tfo cookiereq'],
    [{ kind: 'fast-open', cookie: hex('01020304') }, 'tfo cookie 01020304'],
    [{ kind: 'md5', digest: hex('00ff') }, 'md5 00ff'],
    [{ kind: 'ao', keyId: 1, rNextKeyId: 2, mac: hex('a1a2') }, 'tcp-ao keyid 1 rnextkeyid 2 mac 0xa1a2'],
    [{ kind: 'unknown', number: 99, data: hex('0102') }, 'unknown-99 0x0102'],
    [{ kind: 'unknown', number: 99, data: hex('') }, 'unknown-99'],
    [{ kind: 'raw', bytes: hex('0200') }, 'bad opt 0x0200'],
    [{ kind: 'padding', bytes: hex('0001') }, 'padding 0x0001'],
  ];
  for (const [option, text] of texts) {
    it(`shows the option ${text}`, () => {
      expect(withOption(option)).to.include(`options [${text}], `);
    });
  }

  it('shows a wrong checksum', () => {
    const bytes = encodeSegment({ ...BARE, checksum: 0xbef }, THERE);
    expect(formatSegment(decodeSegment(bytes, THERE))).to.equal(
      'Flags [.] (bad cksum 0x0bef), seq 1000, ack 2000, win 512, length 0',
    );
  });

  it('shows reserved bits and a Data Offset that does not match', () => {
    expect(formatSegment({ ...BARE, reserved: 4, dataOffset: 4 })).to.equal(
      'Flags [.], reserved 0x4, seq 1000, ack 2000, win 512, bad hdr length 16, length 0',
    );
  });

  it('is one line for any segment', () => {
    fc.assert(
      fc.property(segment, bits(32), bits(32), (any, seqBase, ackBase) => {
        expect(formatSegment(any, { seqBase, ackBase })).to.match(/^Flags \[[FSRP.UEWnoe]+\], [ -~]* length \d+$/);
      }),
    );
  });
});
