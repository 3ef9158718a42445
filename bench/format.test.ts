import { expect } from 'chai';
import { digits, mebibytes, withSpread } from './format.js';

describe('numbers on the page', () => {
  it('have three digits that count', () => {
    expect([0.01234, 0.5, 1.2345, 12.345, 123.45, 12_345.6].map(digits)).to.deep.equal([
      '0.012',
      '0.500',
      '1.23',
      '12.3',
      '123',
      '12,346',
    ]);
  });

  it('show a gap where there is none', () => {
    expect(digits(Number.NaN)).to.equal('·');
    expect(withSpread([])).to.equal('·');
  });

  it('stand with their quartiles, unless there is one alone', () => {
    expect(withSpread([1, 2, 3])).to.equal('2.00 (1.50 to 2.50)');
    expect(withSpread([1])).to.equal('1.00');
    expect(withSpread([1024, 2048, 3072], mebibytes)).to.equal('2.00 (1.50 to 2.50)');
  });
});
