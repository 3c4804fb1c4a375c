import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { OpenPage } from './chromium.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core');

/** Why axe leaves text unjudged though its colours are those of others: marks, single digits, rows scrolled out of sight. */
const UNJUDGED = new Set<unknown>([
  'nonBmp',
  'shortTextContent',
  'elmPartiallyObscured',
  'elmPartiallyObscuring',
  'bgOverlap',
]);

/** Nothing went wrong in the page, and it asked for nothing. */
export function expectQuiet({ complaints, requests }: OpenPage): void {
  expect(complaints).toEqual([]);
  expect(requests).toEqual([]);
}

/**
 * What axe finds: text with less contrast than 4.5 (3 where it is large), parts without a name, keyboard traps.
 * @returns the rules that are broken, each with the elements; text that axe can't judge included
 */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  // The page's own policy forbids scripts; the protocol evaluates them all the same.
  await page.evaluate(await readFile(AXE, 'utf8'));
  const results = await page.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations", "incomplete"] })');
  const undecided = results.incomplete
    .filter(({ id }) => id === 'color-contrast')
    .map((rule) => ({ ...rule, nodes: rule.nodes.filter(({ any }) => !UNJUDGED.has(any[0]?.data?.messageKey)) }))
    .filter(({ nodes }) => nodes.length > 0);
  return [...results.violations, ...undecided].map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ html, any }) => `${html.slice(0, 120)} ${any[0]?.message ?? ''}`).join(' | ')}`,
  );
}

/** How far the content reaches beyond the window, CSS pixels; 0 where nothing has to be scrolled sideways. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

/** The colour of an element as the browser shows it, `rgb(…)`. */
export function computed(page: Page, selector: string, property: string): Promise<string> {
  return page
    .locator(selector)
    .first()
    .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);
}
