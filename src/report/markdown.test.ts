import { expect } from 'chai';
import { marked } from 'marked';
import { HOSTILE, hostileRun } from './hostile.test-data.js';
import { MOST_MARKDOWN, markdown } from './markdown.js';
import { code, inline, preformatted } from './markdown-text.js';
import { sampleFailure, sampleResult, sampleRun } from './sample.test-data.js';

/** What the summary is made of; everything else would come from what it tells. */
const ELEMENTS = [
  ...['h2', 'h3', 'p', 'strong', 'em', 'b', 'br', 'code', 'pre', 'ul', 'li', 'details', 'summary'],
  ...['table', 'thead', 'tbody', 'tr', 'th', 'td'],
];

describe('a run as Markdown', () => {
  it('tells what is unexpected first, with its exchange and the command that runs it again', () => {
    const text = markdown(sampleRun());
    expect(text).to.match(/^## tcpspec: <code>netns<\/code>\n\n\*\*2 unexpected results\*\*/);
    expect(text.indexOf('### Unexpected')).to.be.within(0, text.indexOf('### Coverage'));
    expect(text).to.include(
      '<details><summary><b>FAIL</b> <code>rfc9293/3.10.7.4/syn-received-rst</code> IPv4 and IPv6</summary>',
    );
    expect(text).to.include('✗    1.0037  target  Flags [S.], seq 0');
    expect(text).to.include('tcpspec run rfc9293/3.10.7.4/syn-received-rst --lab netns --family 4 --seed 7');
    expect(text)
      .to.include('- States: 11 of 11 reached')
      .and.include('- Arcs: 3 of 4 driven')
      .and.include('not met: MUST-1');
    expect(text).to.include('A SHOULD that is not followed: 1').and.include('Not judged: 1');
  });

  it('says so when all is as expected', () => {
    const text = markdown(
      sampleRun({ results: [sampleResult(), sampleFailure({ known: { reason: 'as ever', reference: 'tcp.c' } })] }),
    );
    expect(text).to.include('**All as expected**').and.not.include('### Unexpected');
    expect(text).to.include('as ever &#40;tcp.c&#41;');
  });

  it('tells of what is wrong with the run itself', () => {
    const run = sampleRun({ interrupted: true, stale: [{ id: 'a/b', family: 4, listed: 'FAIL', found: 'PASS' }] });
    expect(markdown(run)).to.match(/### The run itself\n\n- <code>a\/b .*\n- <code>all selected cases ran<\/code>/);
  });

  it('stays within its bound, counts what was left out, and has unfolded what is first', () => {
    const results = Array.from({ length: 3_000 }, (_, n) => sampleFailure({ id: `rfc9293/3.5/case-${n}` }));
    const text = markdown(sampleRun({ results }));
    expect(text.length).to.be.within(MOST_MARKDOWN / 2, MOST_MARKDOWN);
    const shown = text.match(/rfc9293\/3\.5\/case-\d+<\/code>/g)?.length ?? 0;
    expect(text).to.match(/<details><summary><b>FAIL<\/b> <code>rfc9293\/3\.5\/case-0</);
    expect(text)
      .to.include(`${3_000 - shown} unexpected cases`)
      .and.include('### Coverage');
    expect(elementsOf(marked.parse(text, { async: false }))).to.have.members(
      ELEMENTS.filter((name) => !['br'].includes(name) || text.includes('<br>')),
    );
  });

  it('keeps its bound whatever is in it', () => {
    for (const most of [2_000, 10_000, MOST_MARKDOWN]) expect(markdown(hostileRun(), most).length).to.be.at.most(most);
  });

  it('lets nothing hostile become an element, an attribute or a link', () => {
    const html = marked.parse(markdown(hostileRun(), 10_000_000), { async: false });
    expect(elementsOf(html).filter((name) => !ELEMENTS.includes(name))).to.deep.equal([]);
    const attributes = [...html.matchAll(/<[a-z0-9]+ ([^>]*)>/g)].map(([, text]) => text);
    expect(new Set(attributes)).to.deep.equal(new Set(['align="right"']));
    expect(openAndClosed(html)).to.equal(true);
    for (const text of ['<script>alert(1)</script>', '**bold** __bold__', '&lt;b&gt; &#60;'])
      expect(decoded(html)).to.include(text);
  });

  for (const text of HOSTILE) {
    it(`shows ${JSON.stringify(text)} as it is, wherever it stands`, () => {
      const shown = [`x ${inline(text)} y`, `x ${code(text)} y`, preformatted([text])];
      for (const source of shown) {
        const html = marked.parse(source, { async: false });
        expect(
          elementsOf(html).filter((name) => !['p', 'code', 'pre'].includes(name)),
          html,
        ).to.deep.equal([]);
      }
      const [inText = ''] = shown;
      expect(decoded(marked.parse(inText, { async: false }))).not.to.match(/(^|\W)[@#!]\w/);
    });
  }
});

function elementsOf(html: string): string[] {
  return [...new Set([...html.matchAll(/<\/?([a-zA-Z][^\s>/]*)/g)].map(([, name]) => name ?? ''))];
}

/** Whether each element that is opened is closed, in order. */
function openAndClosed(html: string): boolean {
  const open: string[] = [];
  for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-z0-9]+)[^>]*>/g)) {
    if (name === 'br') continue;
    if (slash === '') open.push(name);
    else if (open.pop() !== name) return false;
  }
  return open.length === 0;
}

function decoded(html: string): string {
  return html.replace(/&(?:#(\d+)|([a-z]+));/g, (_, number, name) =>
    name ? (NAMED[name] ?? '?') : String.fromCodePoint(Number(number)),
  );
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };
