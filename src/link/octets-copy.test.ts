import { expect } from 'chai';
import fc from 'fast-check';
import { octetsCopy } from './octets-copy.js';

describe('copies of octets', () => {
  it('have the octets asked for, whatever their number', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5_000 }), fc.nat(5_000), fc.nat(5_000), (octets, one, other) => {
        const from = Math.min(one, other, octets.length);
        const to = Math.min(Math.max(one, other), octets.length);
        expect([...octetsCopy(octets, from, to)]).to.deep.equal([...octets.slice(from, to)]);
      }),
    );
  });

  it('are nobody else’s: neither the source nor another copy changes with one', () => {
    const source = new Uint8Array(100).fill(1);
    const copies = Array.from({ length: 500 }, () => octetsCopy(source));
    copies.forEach((copy, n) => {
      copy.fill(n % 251);
    });
    expect(copies.every((copy, n) => copy.every((octet) => octet === n % 251))).to.equal(true);
    expect(source.every((octet) => octet === 1)).to.equal(true);
  });
});
