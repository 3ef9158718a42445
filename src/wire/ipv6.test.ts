import { expect } from 'chai';
import fc from 'fast-check';
import { ipv6Packet } from './arbitraries.test.js';
import { WireError } from './error.js';
import { hex } from './golden.js';
import { decodeIpv6, encodeIpv6, type Ipv6Packet } from './ipv6.js';

const ADDRESSES = '20010db8000000000000000000000001 20010db8000000000000000000000002';
const BYTES = hex('6b912345 0012 00 40', ADDRESSES, '3c00050200000100', '0600010400000000', '6869');
const PACKET: Ipv6Packet = {
  trafficClass: 0xb9,
  flowLabel: 0x12345,
  hopLimit: 64,
  source: '2001:db8::1',
  destination: '2001:db8::2',
  nextHeader: 6,
  extensionHeaders: [
    { type: 0, body: hex('3c00050200000100') },
    { type: 60, body: hex('0600010400000000') },
  ],
  payload: hex('6869'),
};
const PLAIN: Ipv6Packet = { ...PACKET, extensionHeaders: [] };

describe('an IPv6 packet', () => {
  it('decodes, its extension headers walked', () => {
    expect(decodeIpv6(BYTES)).to.deep.equal({
      ...PACKET,
      version: 6,
      payloadLength: 18,
      fragment: false,
      problems: [],
    });
  });

  it('encodes, each header naming the next', () => {
    const unnamed = PACKET.extensionHeaders.map(({ type, body }) => ({
      type,
      body: Uint8Array.of(0, ...body.subarray(1)),
    }));
    expect(encodeIpv6({ ...PACKET, extensionHeaders: unnamed })).to.deep.equal(BYTES);
  });

  it('leaves the bodies it is given as they were', () => {
    const body = hex('ff00050200000100');
    encodeIpv6({ ...PLAIN, extensionHeaders: [{ type: 0, body }] });
    expect(body[0]).to.equal(0xff);
  });

  it('ends where Payload Length says', () => {
    expect(decodeIpv6(Uint8Array.of(...BYTES, 0, 0, 0, 0))).to.deep.equal(decodeIpv6(BYTES));
  });

  it('survives a round trip', () => {
    fc.assert(
      fc.property(ipv6Packet, (packet) => {
        const types = [...packet.extensionHeaders.slice(1).map(({ type }) => type), packet.nextHeader];
        const extensionHeaders = packet.extensionHeaders.map(({ type, body }, index) => ({
          type,
          body: Uint8Array.of(types[index] ?? 0, ...body.subarray(1)),
        }));
        const decoded = decodeIpv6(encodeIpv6(packet));
        expect(decoded).to.deep.include({ ...packet, extensionHeaders, version: 6, fragment: false, problems: [] });
      }),
    );
  });

  it('is sent with any wrong value it is given', () => {
    const decoded = decodeIpv6(encodeIpv6({ ...PLAIN, version: 4, payloadLength: 900 }));
    expect(decoded).to.deep.include({ version: 4, payloadLength: 900, payload: hex('6869') });
    expect(decoded.problems).to.deep.equal(['version', 'truncated']);
  });

  it('is a fragment unless the whole of it is there (RFC 6946)', () => {
    const withFragment = (body: string) =>
      decodeIpv6(encodeIpv6({ ...PLAIN, extensionHeaders: [{ type: 44, body: hex(body) }] }));
    expect(withFragment('0000 0000 11223344').fragment).to.equal(false);
    expect(withFragment('0000 0006 11223344').fragment).to.equal(false);
    expect(withFragment('0000 0001 11223344').fragment).to.equal(true);
    expect(withFragment('0000 0008 11223344').fragment).to.equal(true);
  });

  it('is not walked into after the header of a later fragment', () => {
    const extensionHeaders = [{ type: 44, body: hex('0000000811223344') }];
    const decoded = decodeIpv6(encodeIpv6({ ...PLAIN, extensionHeaders, nextHeader: 60 }));
    expect(decoded).to.deep.include({ nextHeader: 60, payload: hex('6869'), problems: [] });
  });

  it('reports an extension header that is cut short, and leaves it in the payload', () => {
    const extensionHeaders = [{ type: 60, body: hex('0005000000000000') }];
    const decoded = decodeIpv6(encodeIpv6({ ...PLAIN, extensionHeaders }));
    expect(decoded).to.deep.include({ nextHeader: 60, extensionHeaders: [], problems: ['extension-header'] });
    expect(decoded.payload).to.deep.equal(hex('0605000000000000 6869'));
  });

  it('is walked for a bounded number of headers', () => {
    const extensionHeaders = Array.from({ length: 8000 }, () => ({ type: 60, body: new Uint8Array(8) }));
    const decoded = decodeIpv6(encodeIpv6({ ...PLAIN, extensionHeaders }));
    expect(decoded.problems).to.deep.equal(['extension-headers']);
    expect(decoded.extensionHeaders).to.have.length(32);
  });

  it('is refused when there is no header, or a value does not fit', () => {
    expect(() => decodeIpv6(BYTES.subarray(0, 39))).to.throw(WireError, '39 octets');
    expect(() => encodeIpv6({ ...PLAIN, flowLabel: 0x100000 })).to.throw(WireError, 'flowLabel');
    expect(() => encodeIpv6({ ...PLAIN, destination: '192.0.2.1' })).to.throw(WireError, 'not an IPv6 address');
  });
});
