import { expect } from 'chai';
import { BENCHMARKS } from './benchmarks.js';

describe('the benchmarks', () => {
  it('end within five minutes together with --quick, none later than without', () => {
    const quick = BENCHMARKS.flatMap(({ quickWithinMs = 0 }) => quickWithinMs);
    expect(quick.reduce((sum, each) => sum + each)).to.be.within(1, 290_000);
    for (const { quickWithinMs = 0, withinMs } of BENCHMARKS) expect(quickWithinMs).to.be.below(withinMs);
  });
});
