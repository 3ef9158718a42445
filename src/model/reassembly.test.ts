import { expect } from 'chai';
import fc from 'fast-check';
import { Reassembly } from './reassembly.js';

describe('reassembly', () => {
  it('gives out what follows on, and holds what lies behind a gap', () => {
    const held = new Reassembly();
    held.insert(104, text('efg'));
    expect(held.take(100)).to.deep.equal([]);
    held.insert(100, text('ab'));
    expect(joined(held.take(100))).to.equal('ab');
    held.insert(102, text('cd'));
    expect(joined(held.take(102))).to.equal('cdefg');
    expect(held.length).to.equal(0);
  });

  it('leaves out what was received before', () => {
    const held = new Reassembly();
    held.insert(98, text('yzabc'));
    expect(joined(held.take(100))).to.equal('abc');
  });

  it('keeps the octets that came first where two segments overlap', () => {
    const held = new Reassembly();
    held.insert(2, text('cd'));
    held.insert(0, text('ABCDEF'));
    expect(joined(held.take(0))).to.equal('ABcdEF');
  });

  it('goes on past 2^32', () => {
    const held = new Reassembly();
    held.insert(1, text('d'));
    held.insert(0xffffffff, text('bc'));
    held.insert(0xfffffffe, text('a'));
    expect(joined(held.take(0xfffffffe))).to.equal('abcd');
  });

  it('tells of its runs, the one that grew last first (RFC 2018 4)', () => {
    const held = new Reassembly();
    held.insert(30, text('x'));
    held.insert(10, text('x'));
    held.insert(20, text('x'));
    held.insert(11, text('x'));
    expect(held.blocks()).to.deep.equal([
      { left: 10, right: 12 },
      { left: 20, right: 21 },
      { left: 30, right: 31 },
    ]);
  });

  it('puts any pieces together in any order', () => {
    const whole = text('The quick brown fox jumps over the lazy dog');
    const piece = fc.tuple(fc.nat(whole.length - 1), fc.nat(12));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.integer({ min: 0, max: 0xffffffff }), (pieces, start) => {
        const held = new Reassembly();
        for (const [from, length] of pieces) held.insert((start + from) >>> 0, whole.subarray(from, from + length));
        const covered = new Set(pieces.flatMap(([from, length]) => span(from, Math.min(length, whole.length - from))));
        let expected = 0;
        while (covered.has(expected)) expected++;
        return joined(held.take(start)) === joined([whole.subarray(0, expected)]);
      }),
    );
  });
});

function span(from: number, length: number): number[] {
  return Array.from({ length }, (_, n) => from + n);
}

function text(characters: string): Uint8Array {
  return Uint8Array.from(Buffer.from(characters));
}

function joined(pieces: readonly Uint8Array[]): string {
  return Buffer.concat(pieces).toString();
}
