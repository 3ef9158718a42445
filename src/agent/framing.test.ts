import { expect } from 'chai';
import fc from 'fast-check';
import { LineSplitter } from './framing.js';

function splitter(limitOctets: number): { lines: string[]; heads: string[]; push: (text: string) => void } {
  const lines: string[] = [];
  const heads: string[] = [];
  const splits = new LineSplitter({
    limitOctets,
    onLine: (line) => lines.push(line),
    onOversized: (head) => heads.push(head),
  });
  return { lines, heads, push: (text) => splits.push(Buffer.from(text)) };
}

describe('LineSplitter', () => {
  it('joins what arrives in pieces and drops empty lines', () => {
    const { lines, push } = splitter(100);
    for (const piece of ['o', 'ne\n\ntw', 'o\r\nthr', 'ee']) push(piece);
    expect(lines).to.deep.equal(['one', 'two']);
    push('\n');
    expect(lines).to.deep.equal(['one', 'two', 'three']);
  });

  it('takes a line of the largest size', () => {
    const { lines, heads, push } = splitter(5);
    push('12345\n');
    expect(lines).to.deep.equal(['12345']);
    expect(heads).to.deep.equal([]);
  });

  it('reports a longer line once, discards it all, and goes on', () => {
    const { lines, heads, push } = splitter(5);
    for (const piece of ['123456', '789', '0\nnext\n']) push(piece);
    expect(heads).to.deep.equal(['123456']);
    expect(lines).to.deep.equal(['next']);
  });

  it('gives the same lines however the stream is cut', () => {
    const words = fc.array(fc.stringMatching(/^[a-zé]{1,8}$/), { maxLength: 8 });
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 7 }), (wanted, pieceOctets) => {
        const got: string[] = [];
        const splits = new LineSplitter({ limitOctets: 64, onLine: (l) => got.push(l), onOversized: () => {} });
        const stream = Buffer.from(wanted.map((each) => `${each}\n`).join(''));
        for (let at = 0; at < stream.length; at += pieceOctets) splits.push(stream.subarray(at, at + pieceOctets));
        expect(got).to.deep.equal(wanted);
      }),
    );
  });
});
