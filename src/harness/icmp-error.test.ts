import { expect } from 'chai';
import { decodeIcmp } from '../wire/icmp.js';
import { decodeIcmpv6 } from '../wire/icmpv6.js';
import { decodeIpv4 } from '../wire/ipv4.js';
import { decodeIpv6 } from '../wire/ipv6.js';
import { ACK, type DecodedSegment, decodeSegment, encodeSegment } from '../wire/tcp.js';
import { encodeIcmpError, tooBig } from './icmp-error.js';

const PATH = {
  4: { source: '192.0.2.1', destination: '192.0.2.100' },
  6: { source: '2001:db8::1', destination: '2001:db8::100' },
} as const;

describe('an ICMP error', () => {
  it('quotes the segment over IPv4 as far as 576 octets go, and names the MTU', () => {
    const segment = segmentOver(4);
    const { protocol, payload } = encodeIcmpError(segment, { family: 4, ...PATH[4] }, tooBig(4, 1_492));
    const message = decodeIcmp(payload);
    expect(protocol).to.equal(1);
    expect(payload.length).to.equal(556);
    expect(message).to.include({ type: 3, code: 4, rest: 1_492, checksumOk: true });
    const quoted = decodeIpv4(message.body);
    expect(quoted).to.include({ ...PATH[4], protocol: 6, headerChecksumOk: true });
    expect(Buffer.from(quoted.payload)).to.deep.equal(octetsOf(segment, 4).subarray(0, quoted.payload.length));
  });

  it('quotes the segment over IPv6 as far as 1280 octets go, with a checksum for the way back', () => {
    const segment = segmentOver(6);
    const { protocol, payload } = encodeIcmpError(segment, { family: 6, ...PATH[6] }, tooBig(6, 1_492));
    const message = decodeIcmpv6(payload, { source: PATH[6].destination, destination: PATH[6].source });
    expect(protocol).to.equal(58);
    expect(payload.length).to.equal(1_240);
    expect(message).to.include({ type: 2, code: 0, rest: 1_492, checksumOk: true });
    const quoted = decodeIpv6(message.body);
    expect(quoted).to.include({ ...PATH[6], nextHeader: 6 });
    expect(Buffer.from(quoted.payload)).to.deep.equal(octetsOf(segment, 6).subarray(0, quoted.payload.length));
  });

  for (const family of [4, 6] as const) {
    it(`has a wrong checksum over IPv${family} when told, and nothing else is different`, () => {
      const path = { family, ...PATH[family] };
      const right = encodeIcmpError(segmentOver(family), path, tooBig(family, 1_492)).payload;
      const error = { ...tooBig(family, 1_492), checksum: (sum: number) => sum + 1 };
      const wrong = encodeIcmpError(segmentOver(family), path, error).payload;
      expect(Buffer.from(wrong).readUInt16BE(2)).to.equal((Buffer.from(right).readUInt16BE(2) + 1) & 0xffff);
      expect(Buffer.from(wrong).subarray(4)).to.deep.equal(Buffer.from(right).subarray(4));
    });
  }
});

function octetsOf(segment: DecodedSegment, family: 4 | 6): Buffer {
  return Buffer.from(encodeSegment(segment, PATH[family]));
}

function segmentOver(family: 4 | 6): DecodedSegment {
  const numbers = { sourcePort: 40_000, destinationPort: 10_000, seq: 1, ack: 2, window: 3, urgentPointer: 0 };
  const segment = { ...numbers, reserved: 0, flags: ACK, options: [], payload: new Uint8Array(1_400).fill(7) };
  return decodeSegment(encodeSegment(segment, PATH[family]), PATH[family]);
}
