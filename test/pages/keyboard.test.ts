import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderDashboard } from '../../cli/dashboard/render.ts';
import { Chromium, settled } from './chromium.ts';
import { computed, expectQuiet } from './page-checks.ts';
import { sampleDashboard } from './sample-dashboard.ts';

let chromium: Chromium;
let sample: string;

beforeAll(async () => {
  chromium = await Chromium.launch();
  sample = await renderDashboard(sampleDashboard());
});
afterAll(() => chromium[Symbol.asyncDispose]());

describe('with the keyboard', () => {
  it('the content is reached past the header, and the focus can be seen', async () => {
    const { page } = await chromium.open(sample);
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').innerText()).toBe('Skip to the content');
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').innerText()).toBe('Theme: auto');
    expect(await computed(page, ':focus', 'outline-style')).toBe('solid');
    await page.keyboard.press('Enter');
    expect(await page.locator(':focus').innerText()).toBe('Theme: light');
  });

  it('every plot, legend and table is reached', async () => {
    const { page } = await chromium.open(sample);
    const wanted = await page.locator('.plot-area, .legend-series, .scroller, summary, a, button').count();
    const reached = new Set<number>();
    for (let at = 0; at < wanted; at += 1) {
      await page.keyboard.press('Tab');
      reached.add(
        await page.evaluate(() =>
          [...document.querySelectorAll('.plot-area, .legend-series, .scroller, summary, a, button')].indexOf(
            document.activeElement as Element,
          ),
        ),
      );
    }
    // The link in the list of widgets without data is in a part that is closed.
    expect([...reached].filter((at) => at >= 0)).toHaveLength(wanted - 1);
  });

  it('arrow keys read the values of a plot', async () => {
    const open = await chromium.open(sample);
    const plot = open.page.locator('.widget[aria-label="Decisions over time"] .plot');
    await plot.locator('.plot-area').focus();
    const reading = plot.locator('output');
    const read: string[] = [];
    for (const key of ['ArrowRight', 'ArrowRight', 'End', 'ArrowRight', 'ArrowLeft', 'Home']) {
      await open.page.keyboard.press(key);
      read.push((await reading.textContent()) ?? '');
    }
    expect(read).toEqual([
      '5 Jan, 18:00:00 UTC: count(*) 0',
      '5 Jan, 18:30:00 UTC: count(*) 7',
      '5 Jan, 22:30:00 UTC: count(*) 8',
      '5 Jan, 22:30:00 UTC: count(*) 8',
      '5 Jan, 22:00:00 UTC: count(*) 1',
      '5 Jan, 18:00:00 UTC: count(*) 0',
    ]);
    await settled(open.page);
    expect(await plot.locator('.plot-values').innerText()).toContain('count(*)');
    expectQuiet(open);
  });

  it('a legend hides a series and shows it again', async () => {
    const { page } = await chromium.open(sample);
    const invocations = page.locator('.widget[aria-label="Invocations"]');
    const button = invocations.locator('.legend-series').first();
    const drawn = () => invocations.locator('.plot-area').getAttribute('data-drawn');
    await button.focus();
    await page.keyboard.press('Space');
    await settled(page);
    expect([await button.getAttribute('aria-pressed'), await drawn()]).toEqual(['false', '68 68 68']);
    await page.keyboard.press('Space');
    await settled(page);
    expect([await button.getAttribute('aria-pressed'), await drawn()]).toEqual(['true', '68 68 68 68']);
  });
});

it('the pointer reads the values of a plot beside it', async () => {
  const { page } = await chromium.open(sample);
  const plot = page.locator('.widget[aria-label="Queues: waiting and its age"] .plot');
  await plot.locator('.u-over').hover({ position: { x: 40, y: 20 } });
  await settled(page);
  expect(await plot.locator('.plot-values').innerText()).toMatch(
    /^5 Jan, 1[78]:\d\d:00 UTC\n+Waiting\n+\d+\n+Age of the oldest\n+.*(s|min)$/,
  );
  expect(await page.locator('.plot-values:visible').count()).toBe(1);
});
