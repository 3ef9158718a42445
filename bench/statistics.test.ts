import { expect } from 'chai';
import { median, quantile, ratios, summarize } from './statistics.js';

describe('statistics', () => {
  it('put quartiles between two values in proportion', () => {
    const { p99, ...exact } = summarize([4, 1, 3, 2]);
    expect(exact).to.deep.equal({ count: 4, least: 1, lowerQuartile: 1.75, median: 2.5, upperQuartile: 3.25, most: 4 });
    expect(p99).to.be.closeTo(3.97, 1e-9);
  });

  it('take numbers as numbers, whatever their order', () => {
    expect(median([100, 20, 3])).to.equal(20);
  });

  it('leave the values as they were', () => {
    const values = [3, 1, 2];
    summarize(values);
    expect(values).to.deep.equal([3, 1, 2]);
  });

  it('know one value', () => {
    expect([quantile([7], 0), quantile([7], 0.99)]).to.deep.equal([7, 7]);
  });

  it('refuse to speak of nothing', () => {
    expect(() => median([])).to.throw(RangeError);
  });

  it('form ratios within a round, for the rounds that both had', () => {
    expect(ratios([2, 9, 5], [1, 3])).to.deep.equal([2, 3]);
  });
});
