import { expect } from 'chai';
import fc from 'fast-check';
import { markdownCode, markdownHtml, markdownTable, markdownText } from './markdown-escape.js';

describe('text in Markdown', () => {
  it('is read as text: no markup, HTML, link or mention', () => {
    expect(markdownText('*a* _b_ `c` [d](e) <img src=x>')).to.equal(
      '\\*a\\* \\_b\\_ \\`c\\` \\[d\\](e) &lt;img src=x&gt;',
    );
    expect(markdownText('@all see http://x.test and www.x.test, #12')).to.equal(
      '@<!-- -->all see http:\\/\\/x.test and www\\.x.test, \\#12',
    );
    expect(['- a', '1. a', '=== a'].map(markdownText)).to.deep.equal(['\\- a', '1\\. a', '\\=== a']);
  });

  it('stays in its line and its cell', () => {
    const hostile = 'a|b\n| c \r\u2028\u202e\u0007';
    for (const text of [markdownText(hostile), markdownCode(hostile), markdownHtml(hostile)])
      expect(text).not.to.match(/[\p{Cc}\p{Zl}\u202e]/u);
    expect(markdownTable(['x'], [[markdownText(hostile)]])[2]).to.match(/^\| a\\\|b.*\|$/);
    expect(markdownCode(hostile)).to.contain('a\\|b');
  });

  it('as code has a fence that nothing in it ends', () => {
    expect(markdownCode('a')).to.equal('`a`');
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('`', 'a', ' ', '|') }), (text) => {
        const [, fence = '', inside = ''] = /^(`+)(.*?)\1$/s.exec(markdownCode(text)) ?? [];
        expect(inside.match(/`+/g) ?? []).not.to.include(fence);
        expect(inside.replaceAll('\\|', '|').trim()).to.equal(text.trim());
      }),
    );
  });

  it('never holds what opens a tag', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('<', '>', '&', 'a', '!', '-', '/', '\\') }), (text) => {
        expect(markdownText(text)).not.to.match(/<(?!!-- -->)/);
        expect(markdownHtml(text)).not.to.match(/<(?!!-- -->)/);
      }),
    );
  });
});
