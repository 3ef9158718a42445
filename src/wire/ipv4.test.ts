import { expect } from 'chai';
import fc from 'fast-check';
import { ipv4Packet } from './arbitraries.test.js';
import { WireError } from './error.js';
import { hex } from './golden.js';
import { decodeIpv4, encodeIpv4, type Ipv4Packet } from './ipv4.js';

const BYTES = hex('46b90020 1234c0ff 40068de3 c0000201 c0000202 94040000', '68656c6c6f 6f6f6f');
const PACKET: Ipv4Packet = {
  dscp: 46,
  ecn: 1,
  identification: 0x1234,
  reservedFlag: true,
  dontFragment: true,
  moreFragments: false,
  fragmentOffset: 255,
  timeToLive: 64,
  protocol: 6,
  source: '192.0.2.1',
  destination: '192.0.2.2',
  options: hex('94040000'),
  payload: hex('68656c6c6f 6f6f6f'),
};
const COMPUTED = { version: 4, headerLength: 6, totalLength: 32, headerChecksum: 0x8de3 };
const SOUND = { headerChecksumOk: true, fragment: true, problems: [] };

describe('an IPv4 packet', () => {
  it('decodes', () => {
    expect(decodeIpv4(BYTES)).to.deep.equal({ ...PACKET, ...COMPUTED, ...SOUND });
  });

  it('encodes', () => {
    expect(encodeIpv4(PACKET)).to.deep.equal(BYTES);
  });

  it('has the header checksum of the well-known example', () => {
    const header = hex('4500 0073 0000 4000 4011 b861 c0a8 0001 c0a8 00c7');
    expect(decodeIpv4(header).headerChecksumOk).to.equal(true);
    expect(encodeIpv4({ ...decodeIpv4(header), payload: new Uint8Array(95) }).subarray(0, 20)).to.deep.equal(header);
  });

  it('ends where Total Length says: Ethernet padding is not payload', () => {
    const padded = Uint8Array.of(...BYTES, 0, 0, 0, 0);
    expect(decodeIpv4(padded)).to.deep.equal(decodeIpv4(BYTES));
  });

  it('survives a round trip', () => {
    fc.assert(
      fc.property(ipv4Packet, (packet) => {
        const decoded = decodeIpv4(encodeIpv4(packet));
        expect(decoded).to.deep.include(packet);
        expect(decoded).to.deep.include({ version: 4, headerChecksumOk: true, problems: [] });
        expect(decoded.fragment).to.equal(packet.moreFragments || packet.fragmentOffset > 0);
        expect(decoded.totalLength).to.equal(20 + packet.options.length + packet.payload.length);
      }),
    );
  });

  it('is sent with any wrong value it is given', () => {
    const wrong = { version: 5, headerLength: 4, totalLength: 7, headerChecksum: 0xbeef };
    const decoded = decodeIpv4(encodeIpv4({ ...PACKET, ...wrong }));
    expect(decoded).to.deep.include({ ...wrong, headerChecksumOk: false });
    expect(decoded.problems).to.deep.equal(['version', 'header-length', 'total-length']);
  });

  it('is a fragment when it is a first, a middle or a last one', () => {
    const fragment = (moreFragments: boolean, fragmentOffset: number) =>
      decodeIpv4(encodeIpv4({ ...PACKET, moreFragments, fragmentOffset })).fragment;
    expect([fragment(true, 0), fragment(true, 1), fragment(false, 1)]).to.deep.equal([true, true, true]);
    expect(fragment(false, 0)).to.equal(false);
  });

  it('has its options padded with end of list', () => {
    expect(decodeIpv4(encodeIpv4({ ...PACKET, options: hex('01') })).options).to.deep.equal(hex('01000000'));
  });

  it('reports what is cut off', () => {
    const cut = decodeIpv4(BYTES.subarray(0, 30));
    expect(cut.problems).to.deep.equal(['truncated']);
    expect(cut.payload).to.deep.equal(hex('68656c6c6f6f'));
    expect(decodeIpv4(BYTES.subarray(0, 22))).to.deep.include({
      headerChecksumOk: false,
      problems: ['header-length', 'truncated'],
      payload: new Uint8Array(0),
    });
  });

  it('is refused when there is no header, or a value does not fit', () => {
    expect(() => decodeIpv4(BYTES.subarray(0, 19))).to.throw(WireError, '19 octets');
    expect(() => encodeIpv4({ ...PACKET, options: new Uint8Array(44) })).to.throw(WireError, 'headerLength 16');
    expect(() => encodeIpv4({ ...PACKET, timeToLive: 256 })).to.throw(WireError, 'timeToLive 256');
    expect(() => encodeIpv4({ ...PACKET, payload: new Uint8Array(65535) })).to.throw(WireError, 'totalLength');
    expect(() => encodeIpv4({ ...PACKET, source: '::1' })).to.throw(WireError, 'not an IPv4 address');
  });
});
