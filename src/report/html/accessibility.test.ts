import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from 'chai';
import { runPage } from '../html.js';
import { sampleRun } from '../sample.test-data.js';
import { Pages } from './chromium.test-data.js';

/** What axe-core says of one rule that is broken. */
interface Finding {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

describe('the page of a run, by axe-core', () => {
  const pages = new Pages();
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  let html: string;

  before(async () => {
    html = await runPage(sampleRun({ interrupted: true }));
  });

  after(() => pages.close());

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1280, 400]) {
      it(`has no serious finding in ${colorScheme} colours at ${width} pixels`, async () => {
        const { page } = await pages.open(html, 'open=rfc9293/3.10.7.4/syn-received-rst', {
          colorScheme,
          viewport: { width, height: 900 },
        });
        // Everything that can be opened is looked at.
        await page.evaluate(() => {
          for (const details of document.querySelectorAll('details')) details.open = true;
          for (const each of document.querySelectorAll('.case'))
            each.setAttribute('style', 'content-visibility: visible');
        });
        await page.evaluate(axe);
        const findings = (await page.evaluate('axe.run().then(({ violations }) => violations)')) as Finding[];
        const told = findings.map(
          ({ id, impact, nodes }) => `${impact} ${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`,
        );
        expect(told.filter((finding) => /^(serious|critical)/.test(finding))).to.deep.equal([]);
        expect(await page.evaluate('axe.run().then(({ passes }) => passes.length)')).to.be.greaterThan(20);
      });
    }
  }
});
