import { expect } from 'chai';
import fc from 'fast-check';
import { bits, ip4, mac } from './arbitraries.test.js';
import { type ArpPacket, decodeArp, encodeArp } from './arp.js';
import { WireError } from './error.js';
import { GOLDEN, hex } from './golden.js';

const BYTES = GOLDEN.arpReply.subarray(14);
const PACKET: ArpPacket = {
  operation: 2,
  senderMac: '02:00:00:00:00:02',
  senderIp: '192.0.2.2',
  targetMac: '02:00:00:00:00:01',
  targetIp: '192.0.2.1',
};

describe('an ARP packet', () => {
  it('decodes, whatever padding follows', () => {
    expect(decodeArp(BYTES)).to.deep.equal(PACKET);
    expect(decodeArp(Uint8Array.of(...BYTES, ...new Uint8Array(18)))).to.deep.equal(PACKET);
  });

  it('encodes', () => {
    expect(encodeArp(PACKET)).to.deep.equal(BYTES);
  });

  it('survives a round trip', () => {
    const packet = fc.record({ operation: bits(16), senderMac: mac, senderIp: ip4, targetMac: mac, targetIp: ip4 });
    fc.assert(
      fc.property(packet, (each) => {
        expect(decodeArp(encodeArp(each))).to.deep.equal(each);
      }),
    );
  });

  it('is refused when it is short or maps something else', () => {
    expect(() => decodeArp(BYTES.subarray(0, 27))).to.throw(WireError, '27 octets');
    for (const other of ['0006 0800 0604', '0001 86dd 0604', '0001 0800 0610']) {
      const bytes = Uint8Array.of(...hex(other), ...BYTES.subarray(6));
      expect(() => decodeArp(bytes), other).to.throw(WireError, 'other than IPv4 to Ethernet');
    }
    expect(() => encodeArp({ ...PACKET, targetIp: '2001:db8::1' })).to.throw(WireError, 'not an IPv4 address');
  });
});
