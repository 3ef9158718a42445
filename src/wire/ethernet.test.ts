import { expect } from 'chai';
import fc from 'fast-check';
import { bits, mac, octets } from './arbitraries.test.js';
import { WireError } from './error.js';
import { decodeEthernet, type EthernetFrame, encodeEthernet } from './ethernet.js';
import { hex } from './golden.js';

const BYTES = hex('020000000002 020000000001 88a8 6064 8100 00c8 0800 6869');
const FRAME: EthernetFrame = {
  destination: '02:00:00:00:00:02',
  source: '02:00:00:00:00:01',
  vlans: [
    { tpid: 0x88a8, tci: 0x6064 },
    { tpid: 0x8100, tci: 200 },
  ],
  etherType: 0x0800,
  payload: hex('6869'),
};

describe('an Ethernet frame', () => {
  it('decodes, tags from the outside in', () => {
    expect(decodeEthernet(BYTES)).to.deep.equal(FRAME);
  });

  it('encodes', () => {
    expect(encodeEthernet(FRAME)).to.deep.equal(BYTES);
  });

  it('is padded with zeros to 60 octets when asked, never cut', () => {
    const padded = encodeEthernet(FRAME, { pad: true });
    expect(padded).to.have.length(60);
    expect(padded.subarray(0, BYTES.length)).to.deep.equal(BYTES);
    expect(padded.subarray(BYTES.length).every((octet) => octet === 0)).to.equal(true);
    expect(encodeEthernet({ ...FRAME, payload: new Uint8Array(80) }, { pad: true })).to.have.length(102);
  });

  it('survives a round trip', () => {
    const vlans = fc.array(fc.record({ tpid: fc.constantFrom(0x8100, 0x88a8), tci: bits(16) }), { maxLength: 3 });
    const etherType = bits(16).filter((type) => type !== 0x8100 && type !== 0x88a8);
    const frame = fc.record({ destination: mac, source: mac, vlans, etherType, payload: octets(50) });
    fc.assert(
      fc.property(frame, (each) => {
        expect(decodeEthernet(encodeEthernet(each))).to.deep.equal(each);
      }),
    );
  });

  it('is refused when it ends before its type', () => {
    for (const length of [0, 13, 14, 17, 18, 21]) {
      expect(() => decodeEthernet(BYTES.subarray(0, length)), `${length}`).to.throw(WireError, 'ethernet');
    }
  });

  it('is refused when a value does not fit', () => {
    expect(() => encodeEthernet({ ...FRAME, etherType: 0x10000 })).to.throw(WireError, 'etherType 65536');
  });
});
