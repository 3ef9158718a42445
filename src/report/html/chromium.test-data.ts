import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** A page that is open in a real browser, and what it did that a report must not do. */
export interface OpenPage {
  readonly page: Page;
  /** The address of the page, without what stands after `#`. */
  readonly address: string;
  /** Requests beyond the page itself. */
  readonly requests: string[];
  /** Errors of scripts, refusals of the policy and dialogs. */
  readonly complaints: string[];
}

/** Pages of the report in Debian's Chromium, opened from the disk as people open them. */
export class Pages {
  #browser: Browser | undefined;
  #folder: string | undefined;
  #count = 0;

  /** Opens an HTML text; `hash` is what stands after `#` in its address. */
  async open(html: string, hash = '', options: BrowserContextOptions = {}): Promise<OpenPage> {
    this.#folder ??= await mkdtemp(join(tmpdir(), 'tcpspec-pages-'));
    this.#browser ??= await chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGUMENTS });
    const file = join(this.#folder, `${++this.#count}.html`);
    await writeFile(file, html);
    const page = await this.#browser.newPage(options);
    const address = pathToFileURL(file).href;
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(address)) requests.push(request.url());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      dialog.dismiss().catch(() => undefined);
    });
    await page.goto(address + (hash && `#${hash}`));
    await page.waitForSelector('html[data-ready]', { state: 'attached' });
    return { page, address, requests, complaints };
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    if (this.#folder) await rm(this.#folder, { recursive: true, force: true });
  }
}

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
