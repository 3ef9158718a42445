import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { quietly, TOP } from './command.mjs';
import { orExplain, setup } from './setup.mjs';

// Makes docs/screenshots anew from fresh runs of the reference TCP: one as it is, and two with a fault each, so that there
// is something to see that fails, and something to compare. The seed is fixed, so that a picture changes only when the page does.
const FAULT = 'rst-at-rcv-nxt-ignored';
const OTHER_FAULT = 'iss-constant';
const FAILING = 'rfc9293/3.10.7.4/rst-in-fin-wait-2';
const PICTURES = [
  { name: 'summary', hash: '' },
  { name: 'diagram', hash: '', of: 'section:has(> #diagram) .card' },
  { name: 'ladder', hash: `#text=rst-in-fin-wait-2&open=${FAILING}`, of: '.case:not([hidden])' },
  {
    name: 'matrix',
    page: 'matrix',
    hash: `#text=fin-wait-2&open=${encodeURIComponent(`${FAILING} 4,6`)}`,
    of: 'section:has(> #cases)',
  },
];
const SIZES = [
  { width: 1280, height: 900, colorScheme: 'light' },
  { width: 400, height: 860, colorScheme: 'dark' },
];

process.exitCode =
  (await orExplain(async () => {
    setup({ tests: true });
    const folder = mkdtempSync(join(tmpdir(), 'tcpspec-screenshots-'));
    try {
      await takeAll(await makePages(folder));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  })) ?? 0;

async function makePages(folder) {
  const cases = ['rfc9293/3.10.7.4/**', 'rfc9293/3.3.2/**', 'rfc9293/3.5/**', 'rfc9293/3.6/**', 'rfc5961/**'];
  const runs = [[], ['--fault', FAULT], ['--fault', OTHER_FAULT]].map((faults, at) => {
    const out = join(folder, String(at));
    const options = ['--lab', 'model', ...faults, '--seed', '7', '--out', out];
    // A run in which something fails ends with 1.
    quietly('sh', ['-c', 'node bin/tcpspec.js run "$@"; test $? -le 1', 'sh', ...cases, ...options]);
    return out;
  });
  const { readRun } = await import('../dist/src/report/json.js');
  const { runPage } = await import('../dist/src/report/html.js');
  const { comparePage } = await import('../dist/src/report/compare-page.js');
  const [sound, failing, other] = await Promise.all(runs.map(readRun));
  const files = { report: join(folder, 'report.html'), matrix: join(folder, 'matrix.html') };
  writeFileSync(files.report, await runPage(failing));
  writeFileSync(files.matrix, await comparePage([sound, failing, other]));
  return files;
}

async function takeAll(files) {
  const out = join(TOP, 'docs/screenshots');
  mkdirSync(out, { recursive: true });
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    for (const { name, page: kind = 'report', hash, of } of PICTURES) {
      for (const { width, height, colorScheme } of SIZES) {
        const page = await browser.newPage({ viewport: { width, height }, colorScheme });
        await page.goto(pathToFileURL(files[kind]).href + hash);
        await page.waitForSelector('html[data-ready]', { state: 'attached' });
        const what = of ? page.locator(of).first() : page;
        await what.screenshot({ path: join(out, `${name}-${width}.png`) });
        await page.close();
      }
    }
  } finally {
    await browser.close();
  }
}
