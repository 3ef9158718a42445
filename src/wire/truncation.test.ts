import { expect } from 'chai';
import fc from 'fast-check';
import { octets } from './arbitraries.test.js';
import { decodeArp } from './arp.js';
import { WireError } from './error.js';
import { decodeEthernet } from './ethernet.js';
import { GOLDEN } from './golden.js';
import { decodeIcmp } from './icmp.js';
import { decodeIcmpv6, readNeighbour } from './icmpv6.js';
import { decodeIpv4 } from './ipv4.js';
import { decodeIpv4Options } from './ipv4-options.js';
import { decodeIpv6 } from './ipv6.js';
import { decodeSegment } from './tcp.js';
import { decodeOptions } from './tcp-options.js';

const PATH4 = { source: '192.0.2.1', destination: '192.0.2.2' };
const PATH6 = { source: '2001:db8::1', destination: '2001:db8::2' };
const DECODERS: Readonly<Record<string, (bytes: Uint8Array) => unknown>> = {
  ethernet: decodeEthernet,
  arp: decodeArp,
  ipv4: decodeIpv4,
  'ipv4 options': decodeIpv4Options,
  ipv6: decodeIpv6,
  icmp: decodeIcmp,
  icmpv6: (bytes) => decodeIcmpv6(bytes, PATH6),
  neighbour: (bytes) => readNeighbour(decodeIcmpv6(bytes, PATH6)),
  tcp: (bytes) => decodeSegment(bytes, PATH4),
  'tcp over IPv6': (bytes) => decodeSegment(bytes, PATH6),
  'tcp options': decodeOptions,
};

for (const [name, decode] of Object.entries(DECODERS)) {
  describe(`the decoder of ${name}`, () => {
    it('takes every frame cut at every length, at every header', () => {
      for (const frame of Object.values(GOLDEN)) {
        for (const start of [0, 14, 34, 54]) {
          for (let end = start; end <= frame.length; end += 1) judge(decode, frame.subarray(start, end));
        }
      }
    });

    it('takes any octets', () => {
      fc.assert(
        fc.property(octets(120), (bytes) => judge(decode, bytes)),
        { numRuns: 500 },
      );
    });

    it('takes frames with an octet changed', () => {
      const frame = fc.constantFrom(...Object.values(GOLDEN));
      fc.assert(
        fc.property(frame, fc.constantFrom(0, 14, 34, 54), fc.nat(), fc.nat(255), (golden, start, index, octet) => {
          const bytes = golden.slice(start);
          bytes[index % Math.max(1, bytes.length)] = octet;
          judge(decode, bytes);
        }),
        { numRuns: 500 },
      );
    });
  });
}

/** Decodes, or throws a WireError, and both the same whatever lies around the octets: so nothing outside is read. */
function judge(decode: (bytes: Uint8Array) => unknown, bytes: Uint8Array): void {
  expect(outcome(decode, amid(0xff, bytes))).to.equal(outcome(decode, amid(0x00, bytes)));
}

function outcome(decode: (bytes: Uint8Array) => unknown, bytes: Uint8Array): string {
  try {
    return JSON.stringify(decode(bytes));
  } catch (error) {
    if (error instanceof WireError) return error.message;
    throw error;
  }
}

function amid(filler: number, bytes: Uint8Array): Uint8Array {
  const room = new Uint8Array(bytes.length + 128).fill(filler);
  room.set(bytes, 64);
  return room.subarray(64, 64 + bytes.length);
}
