import { createRequire } from 'node:module';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { comparePage } from '../compare-page.js';
import type { Result, Run } from '../run.js';
import { sampleFailure, sampleResult, sampleRun } from '../sample.test-data.js';
import { Pages } from './chromium.test-data.js';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const FAILING = 'rfc9293/3.10.7.4/syn-received-rst';

/** A run of a target of that name, in which some results are others. */
function run(name: string, change: (result: Result) => Result = (result) => result): Run {
  const sample = sampleRun();
  const results = sample.results.map((result) => change({ ...result, states: [...result.states] }));
  return { ...sampleRun({ results }), target: { ...sample.target, name } };
}

const mended = run('6.12', (result) =>
  result.id === FAILING ? sampleResult({ id: FAILING, family: result.family }) : result,
);
const otherwise = run('5.10', (result) =>
  result.verdict === 'INFO' ? { ...result, behaviour: 'rst', measured: { rto: 900 } } : { ...result },
);

describe('the page of a comparison, in a browser', () => {
  const pages = new Pages();
  let html: string;

  before(async () => {
    html = await comparePage([run('6.1'), otherwise, mended]);
  });

  after(() => pages.close());

  const shown = (page: Page) => page.locator('#matrix th button').allTextContents();
  const hash = (page: Page) => decodeURIComponent(new URL(page.url()).hash);

  it('asks for nothing beyond itself, has nothing to complain of, and shows what differs', async () => {
    const { page, requests, complaints } = await pages.open(html);
    expect(await shown(page)).to.deep.equal([FAILING, 'rfc5961/3.2/rst-in-window', 'rfc9293/3.10.7.8/fin-again']);
    const first = page.locator('#matrix tbody tr').first().locator('td');
    expect((await first.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim())).to.deep.equal([
      'A ✗ FAIL',
      'A ✗ FAIL',
      'B ✓ PASS',
    ]);
    expect(requests).to.deep.equal([]);
    expect(complaints).to.deep.equal([]);
  });

  it('shows the same without scripts', async () => {
    const { page } = await pages.open(html.replace('<html ', '<html data-ready '), '', { javaScriptEnabled: false });
    expect(await shown(page)).to.have.length(3);
  });

  it('narrows by what is to be shown, text, RFC and verdict, and keeps it in the address', async () => {
    const { page } = await pages.open(html);
    await page.locator('select[name=rfc]').selectOption('RFC5961');
    expect(await shown(page)).to.deep.equal(['rfc5961/3.2/rst-in-window']);
    await page.getByRole('button', { name: 'show what differs' }).click();
    await page.locator('select[name=show]').selectOption('all');
    expect(await page.locator('#count').textContent()).to.equal('66 of 66');
    await page.locator('input[name=text]').fill('rto doubles'.replace(' ', '-'));
    expect(await shown(page)).to.deep.equal(['rfc9293/3.8.1/rto-doubles']);
    expect(hash(page)).to.equal('#show=all&text=rto-doubles');
    await page.reload();
    await page.waitForSelector('html[data-ready]', { state: 'attached' });
    expect(await shown(page)).to.deep.equal(['rfc9293/3.8.1/rto-doubles']);
    await page.locator('input[name=text]').fill('nothing is called so');
    expect(await page.getByText('Nothing is like that').isVisible()).to.equal(true);
    await page.locator('input[name=text]').fill('');
    await page.locator('select[name=verdict]').selectOption('UNSUPPORTED');
    expect(await shown(page)).to.deep.equal(['rfc9293/3.5/simultaneous-open']);
  });

  it('opens the ladders of all columns side by side, those that are the same once', async () => {
    const { page } = await pages.open(html);
    await page.locator('#matrix td').first().click();
    const sides = page.locator('.side-ladder');
    expect(await sides.locator('h3').allTextContents()).to.deep.equal(['6.1 and 5.10', '6.12']);
    expect(await sides.locator('.ladder').count()).to.equal(2);
    expect(await sides.first().locator('.step.failing').count()).to.equal(1);
    const [left, right] = await Promise.all([sides.nth(0).boundingBox(), sides.nth(1).boundingBox()]);
    expect(left?.y).to.equal(right?.y);
    await page.getByRole('button', { name: 'IPv6' }).click();
    expect(await page.getByRole('button', { name: 'IPv6' }).getAttribute('aria-pressed')).to.equal('true');
    expect(hash(page)).to.contain(`open=${FAILING}`);
  });

  it('says why a case that does not differ has no exchange here', async () => {
    const { page } = await pages.open(html, 'show=all&text=rto-doubles');
    await page.locator('#matrix th button').click();
    expect(await page.getByText('Only the exchanges of cases that differ').isVisible()).to.equal(true);
  });

  it('works with the keyboard alone', async () => {
    const { page } = await pages.open(html);
    await page.keyboard.press('/');
    await page.keyboard.type('fin-again');
    expect(await shown(page)).to.deep.equal(['rfc9293/3.10.7.8/fin-again']);
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    await page.locator('#matrix th button').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await page.locator('.side-ladder').count()).to.equal(2);
    await page.keyboard.press('Escape');
    expect(await page.locator('.side-ladder').count()).to.equal(0);
    expect(await page.evaluate(() => document.activeElement?.textContent)).to.equal('rfc5961/3.2/rst-in-window');
  });

  it('marks in the diagrams what differs', async () => {
    const { page } = await pages.open(html);
    expect(await page.locator('.diagrams .state-diagram').count()).to.equal(3);
    expect(await page.locator('.diagrams .marked').count()).to.be.greaterThan(0);
    const same = await pages.open(await comparePage([run('one'), run('other')]));
    expect(await same.page.locator('.diagrams .marked').count()).to.equal(0);
    expect(await shown(same.page)).to.deep.equal([]);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1280, 400]) {
      it(`passes axe in ${colorScheme} colours, ${width} pixels wide, and does not scroll sideways`, async () => {
        const { page } = await pages.open(html, '', { colorScheme, bypassCSP: true, viewport: { width, height: 800 } });
        await page.locator('#matrix th button').first().click();
        await page.addScriptTag({ path: AXE });
        const found = await page.evaluate(async () => {
          const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
          return (await axe.run()).violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes[0]?.html}`);
        });
        expect(found).to.deep.equal([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).to.be.at.most(width);
      });
    }
  }

  it('runs nothing that came from a target', async () => {
    const evil = '<img src=x onerror=alert(1)></script><script>alert(2)</script>\u202e\u0007';
    const hostile = (verdict: Result['verdict']): Run => {
      const text = { title: evil, message: evil, expected: evil, actual: evil, behaviour: evil };
      const trace = [{ at: 0, from: 'target' as const, text: evil }];
      const results = [sampleFailure({ id: evil, ...text, trace, verdict, measured: { [evil]: 3 } })];
      const sample = sampleRun({ results });
      return { ...sample, target: { ...sample.target, name: evil, kernel: evil, settings: { [evil]: verdict } } };
    };
    const { page, requests, complaints } = await pages.open(await comparePage([hostile('PASS'), hostile('FAIL')]));
    await page.locator('#matrix th button').first().click();
    expect(await page.locator('.side-ladder').count()).to.equal(2);
    expect(await page.locator('img').count()).to.equal(0);
    expect([requests, complaints]).to.deep.equal([[], []]);
  });

  it('stays small for six runs of a whole suite: exchanges are there for what differs, the same ones once', async () => {
    const trace = Array.from({ length: 12 }, (_, at) => ({
      at: at * 7.3,
      from: 'peer' as const,
      text: sampleResult().trace[0]?.text ?? '',
    }));
    const runs = Array.from({ length: 6 }, (_, column) => run(`kernel ${column}`)).map((each, column): Run => {
      const results = Array.from({ length: 3_700 }, (_, at) =>
        sampleResult({
          id: `rfc9293/3.${(at >> 1) % 11}/case-${at >> 1}`,
          family: at % 2 ? 6 : 4,
          verdict: (at >> 1) % 10 < 2 && column > 2 ? 'FAIL' : 'PASS',
          trace: trace.map((line) => ({ ...line, at: line.at + at * 0.001 + column })),
        }),
      );
      return { ...sampleRun({ results }), target: each.target };
    });
    const page = await comparePage(runs);
    expect(page.length).to.be.lessThan(3_000_000);
    const { page: open } = await pages.open(page);
    expect(await open.locator('#count').textContent()).to.equal('370 of 1850');
    expect(await shown(open)).to.have.length(300);
    await open.getByRole('button', { name: 'show the other 70' }).click();
    expect(await shown(open)).to.have.length(370);
  });
});

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}
