import { expect } from 'chai';
import fc from 'fast-check';
import { bits, octets } from './arbitraries.test.js';
import { internetChecksum, pseudoHeader } from './checksum.js';
import { WireError } from './error.js';
import { hex } from './golden.js';

describe('the Internet checksum', () => {
  it('is that of the example in RFC 1071 3', () => {
    expect(internetChecksum(hex('0001f203f4f5f6f7'))).to.equal(~0xddf2 & 0xffff);
  });

  it('of nothing is all ones', () => {
    expect(internetChecksum()).to.equal(0xffff);
    expect(internetChecksum(new Uint8Array(0))).to.equal(0xffff);
  });

  it('of an odd length is as if a zero followed', () => {
    expect(internetChecksum(hex('0102 03'))).to.equal(internetChecksum(hex('0102 0300')));
  });

  it('folds every carry of the longest packet', () => {
    expect(internetChecksum(new Uint8Array(65536).fill(0xff))).to.equal(0);
  });

  it('does not depend on how the octets are cut into parts', () => {
    fc.assert(
      fc.property(fc.array(octets(9)), (parts) => {
        const joined = Uint8Array.from(parts.flatMap((part) => [...part]));
        expect(internetChecksum(...parts)).to.equal(internetChecksum(joined));
      }),
    );
  });

  it('of octets and their checksum is zero', () => {
    fc.assert(
      fc.property(octets(64), (bytes) => {
        const even = bytes.subarray(0, bytes.length & ~1);
        const checksum = internetChecksum(even);
        expect(internetChecksum(even, Uint8Array.of(checksum >> 8, checksum & 0xff))).to.equal(0);
      }),
    );
  });

  it('changes with any one bit', () => {
    fc.assert(
      fc.property(octets(64, 1), fc.nat(), bits(3), (bytes, index, bit) => {
        const flipped = bytes.map((octet, at) => (at === index % bytes.length ? octet ^ (1 << bit) : octet));
        expect(internetChecksum(flipped)).not.to.equal(internetChecksum(bytes));
      }),
    );
  });

  it('does not depend on the order of 16-bit words', () => {
    fc.assert(
      fc.property(fc.array(bits(16)), (words) => {
        const laid = (list: readonly number[]) => Uint8Array.from(list.flatMap((word) => [word >> 8, word & 0xff]));
        expect(internetChecksum(laid(words.toReversed()))).to.equal(internetChecksum(laid(words)));
      }),
    );
  });
});

describe('the pseudo header', () => {
  it('of IPv4 has 12 octets (RFC 9293 3.1)', () => {
    expect(pseudoHeader('192.0.2.1', '192.0.2.2', 6, 0x1234)).to.deep.equal(hex('c0000201 c0000202 00 06 1234'));
  });

  it('of IPv6 has 40 octets (RFC 8200 8.1)', () => {
    expect(pseudoHeader('2001:db8::1', '2001:db8::2', 58, 0x12345)).to.deep.equal(
      hex('20010db8000000000000000000000001 20010db8000000000000000000000002 00012345 000000 3a'),
    );
  });

  it('is refused between two families', () => {
    expect(() => pseudoHeader('192.0.2.1', '2001:db8::2', 6, 20)).to.throw(WireError, 'two families');
  });
});
