import { expect } from 'chai';
import fc from 'fast-check';
import { bits } from './arbitraries.test.js';
import { add, between, distance } from './seq.js';

const seq = bits(32);
const LAST = 0xffffffff;

describe('sequence numbers', () => {
  it('wrap around at 2^32', () => {
    expect(add(LAST, 1)).to.equal(0);
    expect(add(0, -1)).to.equal(LAST);
    expect(add(LAST, 0x10000)).to.equal(0xffff);
  });

  it('lie a signed distance apart', () => {
    expect(distance(LAST, 1)).to.equal(2);
    expect(distance(1, LAST)).to.equal(-2);
    expect(distance(0, 0x7fffffff)).to.equal(0x7fffffff);
    expect(distance(0, 0x80000000)).to.equal(-0x80000000);
  });

  it('are between a bound included and a bound excluded, also across zero', () => {
    expect(between(0xfffffff0, 0xfffffff0, 0x10)).to.equal(true);
    expect(between(0xfffffff0, 0, 0x10)).to.equal(true);
    expect(between(0xfffffff0, 0xf, 0x10)).to.equal(true);
    expect(between(0xfffffff0, 0x10, 0x10)).to.equal(false);
    expect(between(0xfffffff0, 0xffffffef, 0x10)).to.equal(false);
  });

  it('are never between equal bounds', () => {
    fc.assert(fc.property(seq, seq, (bound, x) => !between(bound, x, bound)));
  });

  it('stay unsigned 32-bit numbers whatever is added', () => {
    fc.assert(
      fc.property(seq, fc.integer({ min: -(2 ** 40), max: 2 ** 40 }), (from, octets) => {
        const to = add(from, octets);
        return (
          Number.isInteger(to) && to >= 0 && to <= LAST && BigInt(to) === BigInt.asUintN(32, BigInt(from + octets))
        );
      }),
    );
  });

  it('come back by their distance', () => {
    fc.assert(fc.property(seq, seq, (from, to) => add(from, distance(from, to)) === to));
  });

  it('do not depend on where the circle is cut: shifting everything changes no answer', () => {
    fc.assert(
      fc.property(seq, seq, seq, seq, (low, x, high, shift) => {
        const moved = [low, x, high].map((each) => add(each, shift)) as [number, number, number];
        expect(between(...moved)).to.equal(between(low, x, high));
        expect(distance(moved[0], moved[1])).to.equal(distance(low, x));
      }),
    );
  });

  it('judge a window as plain numbers do where nothing wraps, wherever the window is', () => {
    fc.assert(
      fc.property(seq, bits(30), fc.integer({ min: -(2 ** 30), max: 2 ** 31 - 1 }), (left, size, offset) => {
        expect(between(left, add(left, offset), add(left, size))).to.equal(offset >= 0 && offset < size);
      }),
    );
  });

  it('would be misjudged by a plain comparison at the edges of a window across zero', () => {
    const left = 0xfffffffe;
    const right = add(left, 4);
    const inside = [0, 1, 2, 3].map((offset) => add(left, offset));
    expect(inside.map((x) => between(left, x, right))).to.deep.equal([true, true, true, true]);
    expect(inside.map((x) => left <= x && x < right)).to.deep.equal([false, false, false, false]);
    expect([-1, 4].map((offset) => between(left, add(left, offset), right))).to.deep.equal([false, false]);
  });
});
