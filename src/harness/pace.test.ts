import { expect } from 'chai';
import { Pace } from './pace.js';

/** The patience after these round trips. */
function patienceAfter(...roundTripsMs: readonly number[]): number {
  const pace = new Pace();
  for (const each of roundTripsMs) pace.saw(each);
  return pace.patience;
}

describe('patience', () => {
  it('is 1 on a usual link, and where nothing is known', () => {
    expect(patienceAfter()).to.equal(1);
    expect(patienceAfter(0.1, 9)).to.equal(1);
  });

  it('grows with the round trips, within bounds', () => {
    expect(patienceAfter(60)).to.equal(3);
    expect(patienceAfter(5_000)).to.equal(10);
  });

  it('minds neither a single late answer nor what was long ago', () => {
    expect(patienceAfter(...new Array(20).fill(1), 900)).to.equal(1);
    expect(patienceAfter(...new Array(20).fill(900), ...new Array(64).fill(1))).to.equal(1);
  });
});
