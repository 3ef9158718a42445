import { expect } from 'chai';
import { freshOctets } from './octets.js';

describe('fresh octets', () => {
  it('are zeros, as many as asked for', () => {
    for (const count of [0, 1, 54, 2_048, 2_049, 70_000]) {
      expect(freshOctets(count)).to.have.length(count);
      expect(freshOctets(count).every((octet) => octet === 0)).to.equal(true);
    }
  });

  it("are nobody else's", () => {
    const all = Array.from({ length: 1_000 }, (_, n) => freshOctets(1 + (n % 90)).fill(n % 251));
    for (const [n, octets] of all.entries()) expect(octets.every((octet) => octet === n % 251)).to.equal(true);
  });
});
