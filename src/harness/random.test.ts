import { expect } from 'chai';
import fc from 'fast-check';
import { random } from './random.js';
import { portsFrom } from './session.js';

function draw(seed: number, label: string, count = 100): number[] {
  const { next32 } = random(seed, label);
  return Array.from({ length: count }, () => next32());
}

describe('a stream of random numbers', () => {
  it('is the same for the same seed and label', () => {
    expect(draw(1, 'a case')).to.deep.equal(draw(1, 'a case'));
  });

  it('is the same from release to release', () => {
    expect(draw(1, 'a case', 3)).to.deep.equal([1751124827, 1214293022, 3230271375]);
  });

  it('is another for another seed or label', () => {
    const firsts = [draw(1, 'a case', 1), draw(2, 'a case', 1), draw(1, 'b case', 1), draw(1, 'a case #2', 1)].flat();
    expect(new Set(firsts).size).to.equal(4);
  });

  it('is of unsigned 32-bit numbers, all over the range', () => {
    const numbers = draw(7, 'range', 1_000);
    for (const each of numbers) expect(each).to.satisfy((n: number) => Number.isInteger(n) && n >= 0 && n < 2 ** 32);
    expect(new Set(numbers).size).to.equal(1_000);
    expect(numbers.filter((n) => n >= 2 ** 31).length).to.be.within(400, 600);
  });

  it('stays below a bound', () => {
    const { below } = random(3, 'bound');
    const seen = new Set(Array.from({ length: 200 }, () => below(5)));
    expect([...seen].sort()).to.deep.equal([0, 1, 2, 3, 4]);
  });
});

describe('ports', () => {
  it('come in turn, from 10,000 to 59,999, none twice before all were had', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 32 - 1), (start) => {
        const next = portsFrom(start);
        const ports = Array.from({ length: 50_000 }, next);
        expect(new Set(ports).size).to.equal(50_000);
        expect(ports.reduce((a, b) => Math.min(a, b))).to.equal(10_000);
        expect(ports.reduce((a, b) => Math.max(a, b))).to.equal(59_999);
      }),
      { numRuns: 5 },
    );
  });
});
