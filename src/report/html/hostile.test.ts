import { expect } from 'chai';
import { runPage } from '../html.js';
import type { Result, Run } from '../run.js';
import { sampleFailure, sampleRun } from '../sample.test-data.js';
import { Pages } from './chromium.test-data.js';
import { ladder } from './ladder.js';

const ATTACKS = [
  '<img src=x onerror="window.broken=1">',
  '</script><script>window.broken=1</script>',
  '</style></title></textarea></svg><svg onload=window.broken=1>',
  '"\'` onmouseover=window.broken=1 x="',
  '<!--<script>',
  'javascript:window.broken=1',
  '\u202egnp.exe\u0000\u001b[31m\ud800',
  '{{constructor.constructor("window.broken=1")()}}',
];
const HOSTILE = `${ATTACKS.join(' ')} <b class=planted>planted</b>`;

/** The run with the attack in every text that the wire or the target can have a say in. */
function hostileRun(): Run {
  const run = sampleRun();
  const { target, tester } = run;
  const results = [hostileResult(), { ...hostileResult(), family: 6 as const }];
  return {
    ...run,
    results,
    command: ['tcpspec', 'run', '--lab', HOSTILE],
    target: {
      ...target,
      name: HOSTILE,
      address4: HOSTILE,
      os: HOSTILE,
      kernel: HOSTILE,
      settings: { [HOSTILE]: HOSTILE },
      faults: [HOSTILE],
    },
    tester: {
      ...tester,
      os: HOSTILE,
      kernel: HOSTILE,
      node: HOSTILE,
      link: {
        ...tester.link,
        device: HOSTILE,
        offloads: { on: [HOSTILE], turnedOff: [HOSTILE] },
        claims: [{ address: HOSTILE, hardware: [HOSTILE, HOSTILE] }],
      },
    },
    coverage: {
      ...run.coverage,
      arcs: run.coverage.arcs.map((arc) => ({
        ...arc,
        event: `${arc.event} ${HOSTILE}`,
        reason: HOSTILE,
        cases: [HOSTILE],
      })),
      requirements: [
        {
          id: HOSTILE,
          level: 'must',
          section: HOSTILE,
          about: HOSTILE,
          status: 'tested',
          reason: HOSTILE,
          cases: [HOSTILE],
          verdict: 'FAIL',
        },
      ],
    },
    stale: [{ id: HOSTILE, family: 4, listed: HOSTILE, found: HOSTILE }],
    unstable: [{ id: HOSTILE, family: 4, verdicts: ['PASS', 'FAIL'] }],
  };
}

function hostileResult(): Result {
  return sampleFailure({
    id: HOSTILE,
    title: HOSTILE,
    cites: [HOSTILE, `RFC9293 3.5 ${HOSTILE}`],
    behaviour: HOSTILE,
    expected: HOSTILE,
    actual: HOSTILE,
    message: HOSTILE,
    measured: { [HOSTILE]: 1 },
    known: { reason: HOSTILE, reference: HOSTILE },
    judged: { segments: 1, offending: 1, cases: [HOSTILE] },
    trace: [
      { at: 0, from: 'peer', text: `Flags [S], seq 0, win 1, options [${HOSTILE}], length 0` },
      { at: 1, from: 'target', text: HOSTILE },
    ],
    pcapng: { file: `${HOSTILE}.pcapng`, first: 1, count: 1 },
  });
}

describe('what came from the wire or the target', () => {
  const pages = new Pages();

  after(() => pages.close());

  it('is nothing but text in the page of a run', async () => {
    const html = await runPage(hostileRun());
    const { page, requests, complaints } = await pages.open(html);
    await page.locator('.case > button').click();
    for (const details of await page.locator('details').all())
      await details.evaluate((each) => each.setAttribute('open', ''));
    await page.locator('.case-detail:visible .ladder').waitFor();
    await page.getByRole('button', { name: /^IPv6/ }).click();
    for (const each of await page.locator('.ladder .step, .case a').all()) await each.hover();
    const text = (await page.locator('body').innerText()).replace(/\s+/g, ' ');
    expect(text.split('<b class=planted>planted</b>').length).to.be.greaterThan(30);
    expect(await page.evaluate('typeof window.broken')).to.equal('undefined');
    expect(await page.locator('.planted, img, iframe, object, svg[onload], [onmouseover], [onerror]').count()).to.equal(
      0,
    );
    expect(await page.locator('script').count()).to.equal(2);
    expect(await page.locator('a[href^="javascript:" i]').count()).to.equal(0);
    expect(requests).to.deep.equal([]);
    expect(complaints).to.deep.equal([]);
    expect(text).to.contain('\\u202egnp.exe').and.not.contain('\u202e');
  });

  it('is escaped in a ladder of its own', () => {
    const html = ladder(hostileResult(), { targetName: HOSTILE });
    expect(html).to.contain('&lt;b class=planted>');
    expect(html).not.to.match(/<(script|img|b class=planted)/);
  });

  it('finds no script to run where one slips through', async () => {
    const html = (await runPage(sampleRun())).replace('<main>', '<main><img src="x" onerror="window.broken=1">');
    const { page, complaints } = await pages.open(html);
    expect(await page.evaluate('typeof window.broken')).to.equal('undefined');
    expect(complaints.join()).to.contain('Content Security Policy');
  });
});
