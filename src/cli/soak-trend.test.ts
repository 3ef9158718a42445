import { expect } from 'chai';
import { type Sample, trendsOf } from './soak-trend.js';

const MB = 1e6;
const ALLOWED = { heap: { units: 1 * MB, part: 0.02 }, descriptors: { units: 0 } };

/** Rounds of a soak, with a heap that a collector leaves at random within 300 kB, always the same. */
function rounds(count: number, change: (round: number, sample: Sample) => Sample = (_, sample) => sample): Sample[] {
  return Array.from({ length: count }, (_, n) => {
    const noise = ((n * 7919) % 31) * 10_000;
    return change(n, { heap: 40 * MB + noise, descriptors: 25 });
  });
}

function growing(samples: readonly Sample[]): string[] {
  return trendsOf(samples, ALLOWED)
    .filter(({ grows }) => grows)
    .map(({ name }) => name);
}

describe('the judgement of a soak', () => {
  it('finds nothing in noise', () => {
    for (const count of [8, 12, 30, 300]) expect(growing(rounds(count))).to.deep.equal([]);
  });

  it('minds no warm-up, no peak and no step down', () => {
    expect(growing(rounds(20, (n, s) => (n < 5 ? { ...s, heap: 1 * MB, descriptors: 9 } : s)))).to.deep.equal([]);
    expect(growing(rounds(20, (n, s) => (n === 17 ? { ...s, heap: 90 * MB, descriptors: 99 } : s)))).to.deep.equal([]);
    expect(growing(rounds(20, (n, s) => (n > 12 ? { ...s, heap: 30 * MB } : s)))).to.deep.equal([]);
  });

  it('finds a leak of memory in every round', () => {
    const leaks = (n: number, s: Sample) => ({ ...s, heap: (s.heap ?? 0) + n * 0.2 * MB });
    expect(growing(rounds(20, leaks))).to.deep.equal(['heap']);
  });

  it('finds a descriptor that stays open now and then', () => {
    const leaks = (n: number, s: Sample) => ({ ...s, descriptors: 25 + Math.floor(n / 6) });
    expect(growing(rounds(20, leaks))).to.deep.equal(['descriptors']);
  });

  it('takes what was not measured for growth', () => {
    expect(growing(rounds(20, (_, { heap = 0 }) => ({ heap })))).to.deep.equal(['descriptors']);
  });

  it('refuses to judge a few rounds', () => {
    expect(() => trendsOf(rounds(7), ALLOWED)).to.throw(RangeError, '7 samples are too few');
  });
});
