import { expect } from 'chai';
import { fitPowerLaw } from './exponent.js';

const SIZES = [1, 2, 4, 8];

function pointsOf(y: (x: number) => number) {
  return SIZES.map((x) => ({ x, y: y(x) }));
}

describe('the fitted exponent', () => {
  it('finds a power law again', () => {
    const { exponent, factor, r2 } = fitPowerLaw(pointsOf((x) => 3 * x ** 1.5));
    expect(exponent).to.be.closeTo(1.5, 1e-9);
    expect(factor).to.be.closeTo(3, 1e-9);
    expect(r2).to.be.closeTo(1, 1e-9);
  });

  it('is 0 for what does not grow', () => {
    const { exponent, r2 } = fitPowerLaw(pointsOf(() => 5));
    expect(exponent).to.be.closeTo(0, 1e-9);
    expect(r2).to.equal(1);
  });

  it('lies between 0 and 1 for a constant and a linear part', () => {
    expect(fitPowerLaw(pointsOf((x) => 10 + x)).exponent).to.be.within(0.1, 0.5);
  });

  it('says how little a law explains', () => {
    const ys = [1, 8, 1, 8];
    expect(fitPowerLaw(SIZES.map((x, n) => ({ x, y: ys[n] ?? 0 }))).r2).to.be.below(0.5);
  });

  it('refuses what has no logarithm, and a single size', () => {
    expect(() => fitPowerLaw(pointsOf((x) => x - 1))).to.throw(RangeError);
    expect(() =>
      fitPowerLaw([
        { x: 2, y: 1 },
        { x: 2, y: 3 },
      ]),
    ).to.throw(RangeError);
  });
});
