import { expect } from 'chai';
import fc from 'fast-check';
import { columnsOf, cut, padLeft, padRight, wrap } from './columns.js';
import { durationText, timeLeftText } from './duration.js';
import { wantsColour } from './paint.js';
import { printable, printableLines } from './printable.js';

describe('printable text', () => {
  it('escapes what would move the cursor, colour, ring, or turn the reading direction', () => {
    expect(printable('a\x1b[2Jb\x07\r\n\x9b\u202e\u2028\u{e0001}')).to.equal(
      'a\\x1b[2Jb\\x07\\x0d\\x0a\\x9b\\u202e\\u2028\\u{e0001}',
    );
    expect(printable('half \ud800 of a pair')).to.equal('half \\ud800 of a pair');
    expect(printable('Zürich 東京 ✗')).to.equal('Zürich 東京 ✗');
  });

  it('keeps the lines of a text of several apart', () => {
    expect(printableLines('one \r\ntwo\x00\n')).to.deep.equal(['one', 'two\\x00', '']);
  });

  it('never holds a control character, whatever came in', () => {
    const anything = fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    fc.assert(fc.property(anything, (text) => !/[\x00-\x1f\x7f-\x9f]/.test(printable(text))));
  });
});

describe('columns', () => {
  it('counts wide characters twice and combining marks not at all', () => {
    expect(columnsOf('abc')).to.equal(3);
    expect(columnsOf('東京')).to.equal(4);
    expect(columnsOf('e\u0301')).to.equal(1);
    expect(columnsOf('👩‍🚀')).to.equal(2);
  });

  it('cuts with an ellipsis, and never through a character', () => {
    expect(cut('segment', 7)).to.equal('segment');
    expect(cut('segments', 7)).to.equal('segmen…');
    expect(cut('東京都', 4)).to.equal('東…');
    expect(cut('👩‍🚀👩‍🚀', 3)).to.equal('👩‍🚀…');
    expect(cut('a', 0)).to.equal('');
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.nat(40),
        (text, columns) => columnsOf(cut(text, columns)) <= columns,
      ),
    );
  });

  it('pads by columns', () => {
    expect(padRight('東', 4)).to.equal('東  ');
    expect(padLeft('7', 3)).to.equal('  7');
  });

  it('wraps at blanks and leaves long words whole', () => {
    expect(wrap('one two three', 7)).to.deep.equal(['one two', 'three']);
    expect(wrap('extraordinary', 5)).to.deep.equal(['extraordinary']);
    expect(wrap('', 5)).to.deep.equal(['']);
  });
});

describe('durations', () => {
  it('stay short', () => {
    const told = [0, 412.4, 999.7, 8_340, 41_000, 125_000, 3_599_600, 4_320_000].map(durationText);
    expect(told).to.deep.equal(['0 ms', '412 ms', '1.0 s', '8.3 s', '41 s', '2 min 05 s', '1 h 00 min', '1 h 12 min']);
  });

  it('left are told so that they do not flicker', () => {
    const told = [0, 999, 4_200, 31_000, 61_000, 100_000].map(timeLeftText);
    expect(told).to.deep.equal([
      'nearly done',
      'nearly done',
      'about 5 s left',
      'about 35 s left',
      'about 65 s left',
      'about 2 min left',
    ]);
  });
});

describe('colour', () => {
  it('is for terminals, unless NO_COLOR is set or they cannot', () => {
    expect(wantsColour({ isTTY: true }, {})).to.equal(true);
    expect(wantsColour({}, {})).to.equal(false);
    expect(wantsColour({ isTTY: true }, { NO_COLOR: '1' })).to.equal(false);
    expect(wantsColour({ isTTY: true }, { NO_COLOR: '' })).to.equal(true);
    expect(wantsColour({ isTTY: true }, { TERM: 'dumb' })).to.equal(false);
  });
});
