import { expect } from 'chai';
import { decodeIpv4 } from '../wire/ipv4.js';
import { encodeDatagram } from './datagram.js';

const DATAGRAM = { source: '192.0.2.100', destination: '192.0.2.1', protocol: 6, payload: Uint8Array.of(1, 2, 3) };

describe('a datagram that a host sends', () => {
  it('has the right IPv4 header checksum, or what becomes of it when told', () => {
    const right = decodeIpv4(encodeDatagram(DATAGRAM));
    const wrong = decodeIpv4(encodeDatagram({ ...DATAGRAM, headerChecksum: (sum) => sum + 1 }));
    expect(right.headerChecksumOk).to.equal(true);
    expect(wrong.headerChecksumOk).to.equal(false);
    expect(wrong.headerChecksum).to.equal((right.headerChecksum + 1) & 0xffff);
    expect(wrong.payload).to.deep.equal(right.payload);
  });
});
