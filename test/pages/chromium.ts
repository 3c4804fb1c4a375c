import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { chromiumPath } from '../../scripts/chromium.ts';

/** How a page is looked at. */
export interface View {
  readonly colorScheme?: 'light' | 'dark';
  readonly media?: 'screen' | 'print';
  /** CSS pixels. */
  readonly width?: number;
  readonly height?: number;
}

/** A page that is open, and what went wrong in it so far. */
export interface OpenPage {
  readonly page: Page;
  /** Script errors, and everything that reached the console. */
  readonly complaints: readonly string[];
  /** Addresses that the page asked for, itself aside. */
  readonly requests: readonly string[];
}

/** A headless browser for the tests of a file. */
export class Chromium implements AsyncDisposable {
  readonly #browser: Browser;
  readonly #folder: string;
  #opened = 0;

  static async launch(): Promise<Chromium> {
    const executablePath = chromiumPath();
    if (executablePath === undefined) throw new Error('There is no Chromium; npm run pages installs it');
    // Root, as in a container, may not use Chromium's sandbox.
    const browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
    return new Chromium(browser, await mkdtemp(path.join(tmpdir(), 'pages-')));
  }

  private constructor(browser: Browser, folder: string) {
    this.#browser = browser;
    this.#folder = folder;
  }

  /** Opens a document as the file that a person would open. */
  async open(document: string, { colorScheme = 'light', media = 'screen', width = 1600, height = 1000 }: View = {}) {
    this.#opened += 1;
    const file = path.join(this.#folder, `page-${this.#opened}.html`);
    await writeFile(file, document);
    const context = await this.#browser.newContext({
      colorScheme,
      viewport: { width, height },
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    const requests: string[] = [];
    const address = pathToFileURL(file).href;
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('dialog', async (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      await dialog.dismiss();
    });
    page.on('request', (request) => {
      if (request.url() !== address && !request.url().startsWith('data:')) requests.push(request.url());
    });
    await page.emulateMedia({ media });
    await page.goto(address);
    await settled(page);
    return { page, complaints, requests } satisfies OpenPage;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await rm(this.#folder, { recursive: true });
  }
}

/** Waits until the page has drawn what it was about to draw. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  );
}
