import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { runPage } from '../html.js';
import { ReportError } from '../report-error.js';
import { sampleResult, sampleRun } from '../sample.test-data.js';
import { assets } from './assets.js';
import { Pages } from './chromium.test-data.js';

describe('the page of a run, in a browser', () => {
  const pages = new Pages();
  let html: string;

  before(async () => {
    html = await runPage(sampleRun());
  });

  after(() => pages.close());

  const shown = (page: Page) => page.locator('.case:visible .case-name .mono').allTextContents();
  const hash = (page: Page) => new URL(page.url()).hash;
  const FAILING = 'rfc9293/3.10.7.4/syn-received-rst';

  it('is the same for the same run, and says so when it was not compiled', async () => {
    expect(await runPage(sampleRun())).to.equal(html);
    const error = await assets('missing').catch((reason) => reason);
    expect(error).to.be.instanceOf(ReportError);
    expect(error.message).to.contain('npm run build');
  });

  it('asks for nothing beyond itself and has nothing to complain of', async () => {
    const { page, requests, complaints } = await pages.open(html);
    expect(await page.locator('h1').textContent()).to.equal('netns');
    expect(await shown(page)).to.have.length(66);
    expect(requests).to.deep.equal([]);
    expect(complaints).to.deep.equal([]);
  });

  it('narrows the list by text, and keeps it in the address', async () => {
    const { page } = await pages.open(html);
    await page.locator('#filter [name=text]').fill('RST syn-received');
    expect(await shown(page)).to.deep.equal([FAILING]);
    expect(hash(page)).to.equal('#text=RST%20syn-received');
    expect(await page.locator('#count').textContent()).to.equal('1 of 66 cases, 2 results');
    await page.reload();
    await page.waitForSelector('html[data-ready]', { state: 'attached' });
    expect(await shown(page)).to.deep.equal([FAILING]);
    expect(await page.locator('#filter [name=text]').inputValue()).to.equal('RST syn-received');
  });

  it('narrows by verdict, level, RFC, family and state', async () => {
    const { page } = await pages.open(html);
    await page.getByRole('checkbox', { name: 'FAIL' }).check();
    await page.getByRole('checkbox', { name: 'DEVIATES' }).check();
    expect(await shown(page)).to.deep.equal([FAILING, 'rfc9293/3.8.1/rto-doubles']);
    await page.locator('#filter [name=level]').selectOption('should');
    expect(await shown(page)).to.deep.equal(['rfc9293/3.8.1/rto-doubles']);
    expect(hash(page)).to.equal('#verdict=FAIL,DEVIATES&level=should');
    await page.getByRole('button', { name: 'show all' }).click();
    expect(await shown(page)).to.have.length(66);
    await page.locator('#filter [name=state]').selectOption('LAST-ACK');
    expect(await shown(page)).to.deep.equal([]);
    expect(await page.locator('#nothing').isVisible()).to.equal(true);
    await page.getByRole('link', { name: 'Show all' }).click();
    await page.locator('#filter [name=rfc]').selectOption('RFC9293');
    await page.locator('#filter [name=family]').selectOption('6');
    expect(await page.locator('#count').textContent()).to.equal('66 cases, 66 results');
    expect(hash(page)).to.equal('#rfc=RFC9293&family=6');
  });

  it('goes from the diagram and from a requirement to their cases', async () => {
    const { page } = await pages.open(html);
    await page.locator('.state-diagram a.state', { hasText: 'SYN-RECEIVED' }).click();
    expect(hash(page)).to.equal('#state=SYN-RECEIVED');
    expect(await page.locator('#filter [name=state]').inputValue()).to.equal('SYN-RECEIVED');
    await page.locator('.state-diagram a.arc', { hasText: 'SEND' }).locator('text').click();
    expect(decodeURIComponent(hash(page))).to.equal('#arc=LISTEN>SYN-SENT:SEND');
    expect(await page.locator('#narrowed-by').textContent()).to.equal(' about LISTEN → SYN-SENT, SEND');
    await page.locator('#MUST-1 .ledger-cases a').click();
    expect(await shown(page)).to.deep.equal([FAILING]);
  });

  it('shows the failing step of a case, what was expected and how to run it again', async () => {
    const { page } = await pages.open(html, `open=${FAILING}`);
    const detail = page.locator('.case-detail:visible');
    const failing = detail.locator('.step.failing');
    expect(await failing.count()).to.equal(1);
    expect(await failing.locator('.label').textContent())
      .to.contain('SYN,ACK')
      .and.contain('retransmission');
    expect(await failing.locator('.judgement').innerText()).to.contain('expected silence for 400 ms');
    expect(await detail.locator('.sighting .side').allTextContents()).to.have.length(2);
    expect(await detail.locator('.copyable pre').first().textContent()).to.equal(
      `tcpspec run ${FAILING} --lab netns --family 4 --seed 7 --out reports/again`,
    );
    expect(await detail.getByText('frame.number >= 1 && frame.number <= 3', { exact: true }).count()).to.equal(1);
    expect(await detail.getByRole('link', { name: 'evidence.pcapng' }).getAttribute('href')).to.equal(
      './evidence.pcapng',
    );
  });

  it('works with the keyboard alone', async () => {
    const { page } = await pages.open(html);
    const focused = () => page.evaluate(() => document.activeElement?.querySelector('.mono')?.textContent);
    await page.keyboard.press('/');
    await page.keyboard.type('syn-received-rst');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).to.equal(FAILING);
    await page.keyboard.press('Enter');
    expect(await page.locator('.case-detail:visible .ladder').count()).to.equal(1);
    expect(hash(page)).to.contain(`open=${FAILING}`);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('.case-detail') !== null)).to.equal(true);
    await page.keyboard.press('Escape');
    expect(await focused()).to.equal(FAILING);
    expect(await page.locator('.case-detail:visible').count()).to.equal(0);
    expect(hash(page)).to.equal('#text=syn-received-rst');
  });

  it('is light or dark as the system asks, until told otherwise', async () => {
    const background = (page: Page) => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await pages.open(html, '', { colorScheme: 'light' });
    const dark = await pages.open(html, '', { colorScheme: 'dark' });
    expect(await background(light.page)).to.equal('rgb(246, 247, 249)');
    expect(await background(dark.page)).to.equal('rgb(15, 19, 24)');
    await dark.page.getByRole('button', { name: 'Switch to light colours' }).click();
    expect(await background(dark.page)).to.equal(await background(light.page));
  });

  it('prints the cases that are shown, in light colours and without controls', async () => {
    const { page } = await pages.open(html, 'verdict=FAIL', { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('#filter').isVisible()).to.equal(false);
    expect(await shown(page)).to.deep.equal([FAILING]);
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).to.equal(
      'rgb(255, 255, 255)',
    );
    expect((await page.pdf()).length).to.be.greaterThan(10_000);
  });

  it('does not scroll sideways at 400 pixels', async () => {
    const { page } = await pages.open(html, `open=${FAILING}`, { viewport: { width: 400, height: 800 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).to.equal(400);
  });

  it('narrows thousands of cases, and has only those near the screen drawn', async () => {
    const results = Array.from({ length: 2500 }, (_, n) => sampleResult({ id: `rfc9293/3.${n % 9}/case-${n}` }));
    const { page } = await pages.open(await runPage(sampleRun({ results })));
    expect(await page.locator('.case').count()).to.equal(2500);
    await page.locator('#filter [name=text]').fill('case-24');
    expect(await page.locator('#count').textContent()).to.equal('111 of 2500 cases, 111 results');
    await page.getByRole('button', { name: 'show all' }).click();
    expect(await page.locator('#count').textContent()).to.equal('2500 cases, 2500 results');
    const drawn = await page.evaluate(
      () =>
        [...document.querySelectorAll('.case button')].filter((each) =>
          each.checkVisibility({ contentVisibilityAuto: true }),
        ).length,
    );
    expect(drawn).to.be.lessThan(200);
  });

  it('says what makes a run less than whole', async () => {
    const again = sampleResult({ attempts: 2, disturbed: ['frames-lost'], measured: { '2-msl': 2000 } });
    const run = sampleRun({
      results: [
        again,
        { ...again, repeat: 2, verdict: 'FAIL', known: { reason: 'known why', reference: 'told there' } },
      ],
      interrupted: true,
      stale: [{ id: 'gone', family: 6, listed: 'FAIL', found: 'PASS' }],
      unstable: [{ id: again.id, family: 4, verdicts: ['PASS', 'FAIL'] }],
    });
    const { page } = await pages.open(await runPage(run), `open=${again.id}`);
    const text = await page.locator('main').innerText();
    for (const told of ['interrupted', 'listed FAIL, found PASS', 'PASS, FAIL', '2-msl', 'attempt 2', 'known why'])
      expect(text).to.contain(told);
  });
});
