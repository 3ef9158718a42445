import { expect } from 'chai';
import fc from 'fast-check';
import { bits, octets, path, segment } from './arbitraries.test.js';
import { WireError } from './error.js';
import { GOLDEN, hex } from './golden.js';
import * as tcp from './tcp.js';

const PATH = { source: '192.0.2.1', destination: '192.0.2.2' };
const BYTES = GOLDEN.data.subarray(34);
const SEGMENT: tcp.Segment = {
  sourcePort: 36004,
  destinationPort: 7777,
  seq: 0x6e5d6992,
  ack: 0xd493e79d,
  reserved: 0,
  flags: tcp.PSH | tcp.ACK,
  window: 63,
  urgentPointer: 0,
  options: [{ kind: 'nop' }, { kind: 'nop' }, { kind: 'timestamps', value: 0x1fca43a1, echoReply: 0x29e4466c }],
  payload: hex('68656c6c6f'),
};

describe('a segment', () => {
  it('decodes', () => {
    const computed = { dataOffset: 8, checksum: 0x9bb8, checksumOk: true, problems: [] };
    expect(tcp.decodeSegment(BYTES, PATH)).to.deep.equal({ ...SEGMENT, ...computed });
  });

  it('encodes', () => {
    expect(tcp.encodeSegment(SEGMENT, PATH)).to.deep.equal(BYTES);
  });

  it('survives a round trip, any flags and reserved bits included', () => {
    fc.assert(
      fc.property(segment, path, (each, between) => {
        const decoded = tcp.decodeSegment(tcp.encodeSegment(each, between), between);
        expect(decoded).to.deep.include({ ...each, checksumOk: true, problems: [] });
      }),
    );
  });

  it('survives a round trip as any octets whatever', () => {
    fc.assert(
      fc.property(octets(80, 20), path, (bytes, between) => {
        expect(tcp.encodeSegment(tcp.decodeSegment(bytes, between), between)).to.deep.equal(bytes);
      }),
      { numRuns: 1000 },
    );
  });

  it('is sent with any Data Offset and checksum it is given', () => {
    fc.assert(
      fc.property(segment, bits(4), bits(16), (each, dataOffset, checksum) => {
        const bytes = tcp.encodeSegment({ ...each, dataOffset, checksum }, PATH);
        expect(tcp.decodeSegment(bytes, PATH)).to.include({ dataOffset, checksum });
      }),
    );
  });

  it('has a checksum that any changed bit and any other address break', () => {
    const flipped = Uint8Array.from(BYTES);
    flipped[36] = 0x6e;
    expect(tcp.decodeSegment(flipped, PATH).checksumOk).to.equal(false);
    expect(tcp.decodeSegment(BYTES, { ...PATH, source: '192.0.2.3' }).checksumOk).to.equal(false);
  });

  it('reports a Data Offset that makes no sense, and calls the rest payload', () => {
    for (const dataOffset of [0, 4, 15]) {
      const decoded = tcp.decodeSegment(tcp.encodeSegment({ ...SEGMENT, dataOffset }, PATH), PATH);
      expect(decoded).to.deep.include({ dataOffset, checksumOk: true, problems: ['data-offset'], options: [] });
      expect(decoded.payload).to.deep.equal(BYTES.subarray(20));
    }
  });

  it('reports malformed options', () => {
    const options = [{ kind: 'raw' as const, bytes: hex('0200') }];
    const decoded = tcp.decodeSegment(tcp.encodeSegment({ ...SEGMENT, options }, PATH), PATH);
    expect(decoded.problems).to.deep.equal(['option 2: length 0']);
  });

  it('is refused when there is no header, or a value does not fit', () => {
    expect(() => tcp.decodeSegment(BYTES.subarray(0, 19), PATH))
      .to.throw(WireError, '19 octets')
      .with.property('layer', 'tcp');
    expect(() => tcp.encodeSegment({ ...SEGMENT, window: 65536 }, PATH)).to.throw(WireError, 'window 65536');
    expect(() => tcp.encodeSegment({ ...SEGMENT, seq: -1 }, PATH)).to.throw(WireError, 'seq -1');
    expect(() => tcp.encodeSegment({ ...SEGMENT, ack: Number.NaN }, PATH)).to.throw(WireError, 'ack NaN');
    const options = [{ kind: 'raw' as const, bytes: new Uint8Array(44) }];
    expect(() => tcp.encodeSegment({ ...SEGMENT, options }, PATH)).to.throw(WireError, 'dataOffset 16');
    expect(tcp.encodeSegment({ ...SEGMENT, options, dataOffset: 15 }, PATH)).to.have.length(69);
  });
});

describe('SEG.LEN', () => {
  it('counts octets, SYN and FIN (RFC 9293 3.4)', () => {
    const payload = new Uint8Array(5);
    expect(tcp.segmentLength({ flags: tcp.ACK | tcp.RST | tcp.URG, payload })).to.equal(5);
    expect(tcp.segmentLength({ flags: tcp.SYN, payload: new Uint8Array(0) })).to.equal(1);
    expect(tcp.segmentLength({ flags: tcp.SYN | tcp.FIN, payload })).to.equal(7);
  });
});

describe('control bits', () => {
  it('are written in one order', () => {
    expect(tcp.formatFlags(0xff)).to.equal('SYN,FIN,RST,PSH,ACK,URG,ECE,CWR');
    expect(tcp.formatFlags(tcp.ACK | tcp.SYN)).to.equal('SYN,ACK');
    expect(tcp.formatFlags(0)).to.equal('none');
  });

  it('are read in any order', () => {
    expect(tcp.parseFlags('ACK,SYN')).to.equal(0x12);
    expect(tcp.parseFlags('SYN, ACK')).to.equal(0x12);
    expect(tcp.parseFlags('SYN,SYN')).to.equal(0x02);
    expect(tcp.parseFlags('')).to.equal(0);
    expect(tcp.parseFlags('none')).to.equal(0);
  });

  it('survive a round trip', () => {
    fc.assert(fc.property(bits(8), (flags) => tcp.parseFlags(tcp.formatFlags(flags)) === flags));
  });

  for (const text of ['SYNACK', 'syn', 'SYN,', 'SYN,none', 'NS']) {
    it(`are not '${text}'`, () => {
      expect(() => tcp.parseFlags(text)).to.throw(WireError, 'is not a control bit');
    });
  }
});
