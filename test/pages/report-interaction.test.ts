import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderReport } from '../../cli/report/render.ts';
import { aReport } from '../builders/reports.ts';
import { Chromium, type OpenPage, settled } from './chromium.ts';
import { expectQuiet } from './page-checks.ts';

let chromium: Chromium;
let small: string;
let large: string;

beforeAll(async () => {
  chromium = await Chromium.launch();
  small = await renderReport(aReport({ hosts: 8 }));
  large = await renderReport(aReport({ hosts: 500 }));
});
afterAll(() => chromium[Symbol.asyncDispose]());

const lanesOf = ({ page }: OpenPage, kind: string) => page.locator(`.lane[data-kind="${kind}"]`);
const lane = ({ page }: OpenPage, name: string) => page.locator(`.lane[aria-label="${name}"]`);
/** Ids of hosts with these numbers. */
const hosts = (...numbers: readonly number[]) => numbers.map((number) => `i-${String(number).padStart(17, '0')}`);

describe('picture and decisions lead to each other', () => {
  it('a decision shows its lane and its moment', async () => {
    const open = await chromium.open(small, { height: 500 });
    await open.page.locator('.target', { hasText: hosts(8)[0] ?? '' }).click();
    const mark = lane(open, hosts(8)[0] ?? '').locator('.mark.selected');
    expect(await mark.getAttribute('aria-label')).toContain('spot-drain drains the host');
    expect(await mark.evaluate((each) => each === document.activeElement)).toBe(true);
    expect(await open.page.locator('.moment').innerText()).toBe('17:32:08');
    const box = await mark.boundingBox();
    expect(box?.y).toBeGreaterThan(0);
    expect(box?.y).toBeLessThan(500);
    expectQuiet(open);
  });

  it('a mark shows its decision, and beside it what it stands for', async () => {
    const open = await chromium.open(small);
    const mark = lane(open, 'web').locator('.mark');
    await mark.hover();
    expect(await open.page.locator('.mark-card').innerText()).toMatch(
      /^17:33:00 host-sync sets the desired count: 8 → 7/,
    );
    await mark.click();
    expect(await open.page.locator('.decision.selected .what').allInnerTexts()).toEqual([
      'sets the desired count: 8 → 7',
    ]);
    expect(await open.page.evaluate(() => document.activeElement?.textContent)).toBe('web');
  });

  it('a decision on a lane that is left out of a large picture brings it back', async () => {
    const open = await chromium.open(large);
    const last = hosts(500)[0] ?? '';
    expect(await lane(open, last).count()).toBe(0);
    await open.page.locator('[data-search]').fill(last);
    await expect.poll(() => open.page.locator('.decision').count()).toBe(1);
    await open.page.locator('[data-search]').fill('');
    await expect.poll(() => open.page.locator('.decision').count()).toBeGreaterThan(1);
    await open.page.locator('.target.rest').first().click();
    await open.page.locator('.target', { hasText: last }).first().click();
    expect(await lane(open, last).count()).toBe(1);
    expectQuiet(open);
  });
});

describe('what is shown', () => {
  it('of many hosts the first of each group; more when asked for', async () => {
    const open = await chromium.open(large);
    expect(await lanesOf(open, 'host').count()).toBe(12);
    await open.page.locator('.more-lanes', { hasText: 'Show 50 of the 113 other hosts with events' }).click();
    expect(await lanesOf(open, 'host').count()).toBe(62);
    await open.page.locator('.more-lanes', { hasText: 'Show 50 of the 250 hosts without events' }).click();
    expect(await lanesOf(open, 'host').count()).toBe(112);
  });

  it('what is searched for: hosts, and decisions by their reason', async () => {
    const open = await chromium.open(large);
    await open.page.locator('[data-search]').fill('0000444');
    await expect.poll(() => open.page.locator('[data-found]').innerText()).toBe('Shown: 1 host, 0 services.');
    await open.page.locator('[data-search]').fill('headroom nowhere');
    await expect.poll(() => lanesOf(open, 'host').count()).toBe(0);
    await open.page.locator('[data-search]').fill('eligible hosts call');
    await expect.poll(() => open.page.locator('.decision').count()).toBe(1);
    expect(await lanesOf(open, 'service').count()).toBe(1);
  });

  it('of a service its own lane and the hosts with its tasks; of a function its decisions', async () => {
    const { page } = await chromium.open(small);
    await page.locator('[data-function]').selectOption('host-sync');
    expect(await page.locator('.decision .by').allInnerTexts()).toEqual(['host-sync']);
    await page.locator('[data-service]').selectOption('web');
    expect(await page.locator('[data-found]').innerText()).toBe('Shown: 8 hosts, 1 service.');
  });

  it('a part of the time, and the whole again', async () => {
    const { page } = await chromium.open(small);
    const labels = () => page.locator('.axis-labels span').allInnerTexts();
    const whole = await labels();
    await page.locator('[data-zoom="in"]').click();
    expect((await labels())[0]).toBe('17:38');
    await page.locator('[data-zoom="whole"]').click();
    expect(await labels()).toEqual(whole);
  });

  it('the plots of capacity show the part of the time that the lanes show, whatever is done to them', async () => {
    const open = await chromium.open(small);
    const { page } = open;
    const areas = page.locator('.capacity .plot-area');
    const drawn = () => areas.evaluateAll((all) => all.map((each) => each.dataset['drawn']));
    const shown = () => areas.evaluateAll((all) => all.map((each) => each.dataset['shown']));
    const [whole, all] = [await drawn(), await shown()];
    const [from, to] = ['2026-01-05T17:30:00.000Z', '2026-01-05T18:00:00.000Z'];
    expect(all).toEqual([`${from} ${to}`, `${from} ${to}`]);
    await page.locator('[data-zoom="in"]').click();
    const half = '2026-01-05T17:37:30.000Z 2026-01-05T17:52:30.000Z';
    await expect.poll(shown).toEqual([half, half]);
    expect(await drawn()).not.toEqual(whole);
    const heights = () => areas.first().locator('.u-axis').count();
    const axes = await heights();
    await page.locator('.capacity .legend-series').first().click();
    await page.setViewportSize({ width: 900, height: 800 });
    await page.locator('[data-theme-toggle]').click();
    await settled(page);
    expect([await shown(), await heights()]).toEqual([[half, half], axes]);
    await page.locator('[data-zoom="earlier"]').click();
    await expect.poll(shown).not.toEqual([half, half]);
    await page.locator('[data-zoom="whole"]').click();
    await expect.poll(shown).toEqual(all);
    expectQuiet(open);
  });

  it('a plot that is zoomed is read by keys within the time that it shows', async () => {
    const { page } = await chromium.open(small);
    // The decision at 17:32:08 is the moment that is zoomed around.
    await page.locator('.target', { hasText: hosts(8)[0] ?? '' }).click();
    for (let press = 0; press < 4; press += 1) await page.locator('[data-zoom="in"]').click();
    const area = page.locator('.capacity .plot-area').first();
    await area.focus();
    await page.keyboard.press('End');
    expect(await page.locator('.capacity output').first().innerText()).toMatch(/^5 Jan, 17:32:30 UTC: /);
  });

  it('an open lane tells of its tasks and of all that happened', async () => {
    const open = await chromium.open(small);
    const host = lane(open, hosts(4)[0] ?? '');
    await host.locator('.lane-name').click();
    expect(await host.locator('.task-row').innerText()).toContain('asked to stop 17:32:03, stopped 17:33:03');
    expect(await host.locator('.chronicle li').allInnerTexts()).toEqual([
      '17:32:03 Spot interruption notice: two minutes are left',
      '17:32:03 is DRAINING',
      '17:32:04 spot-drain drains the host. EC2 takes the host away two minutes after its interruption notice.',
      '17:34:03 EC2 takes it away',
    ]);
  });
});

it('the keyboard reaches every lane and every mark, and leads to decisions', async () => {
  const open = await chromium.open(small);
  const { page } = open;
  expect(await page.locator('.lanes [tabindex="0"]').count()).toBe(1);
  await page.locator('.lanes [tabindex="0"]').focus();
  const active = () => page.evaluate(() => document.activeElement?.closest('.lane')?.ariaLabel);
  const seen: (string | null | undefined)[] = [];
  for (let step = 0; step < 13; step += 1) {
    seen.push(await active());
    await page.keyboard.press('ArrowDown');
  }
  expect(new Set(seen).size).toBe(13);
  await page.keyboard.press('Home');
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
  expect(await page.evaluate(() => document.activeElement?.className)).toContain('target');
  await page.keyboard.press('Enter');
  expect(await active()).toBe('web');
  expectQuiet(open);
});
