import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderDashboard } from '../../cli/dashboard/render.ts';
import { contrast, SURFACE } from '../../cli/page/colour.ts';
import { Chromium, settled, type View } from './chromium.ts';
import { accessibilityFaults, computed, expectQuiet, overflow } from './page-checks.ts';
import { sampleDashboard } from './sample-dashboard.ts';

let chromium: Chromium;
let sample: string;

beforeAll(async () => {
  chromium = await Chromium.launch();
  sample = await renderDashboard(sampleDashboard());
});
afterAll(() => chromium[Symbol.asyncDispose]());

const rgb = (hex: string): string =>
  `rgb(${[1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(', ')})`;

const VIEWS: readonly View[] = [
  { colorScheme: 'light', width: 1600 },
  { colorScheme: 'dark', width: 1600 },
  { colorScheme: 'light', width: 900 },
  { colorScheme: 'light', width: 400 },
  { colorScheme: 'dark', width: 320 },
  { colorScheme: 'dark', width: 794, media: 'print' },
];

describe.each(VIEWS)('$colorScheme, $width px wide, on $media', (view) => {
  it('can be read by everybody: contrast, names, order', async () => {
    const open = await chromium.open(sample, view);
    await open.page.locator('.plot-table summary').evaluateAll((all) => {
      for (const summary of all) if (summary instanceof HTMLElement) summary.click();
    });
    await settled(open.page);
    expect(await accessibilityFaults(open.page)).toEqual([]);
    expectQuiet(open);
  });

  it('fits the window', async () => {
    const open = await chromium.open(sample, view);
    expect(await overflow(open.page)).toBeLessThanOrEqual(0);
    const widths = await open.page
      .locator('.plot-area')
      .evaluateAll((all) => all.map((area) => [area.clientWidth, area.querySelector('canvas')?.clientWidth]));
    for (const [area, canvas] of widths) expect(canvas).toBe(area);
  });
});

describe('colours', () => {
  it.each(['light', 'dark'] as const)('follow the system: %s', async (colorScheme) => {
    const { page } = await chromium.open(sample, { colorScheme });
    expect(await computed(page, '.widget:not(.plain)', 'background-color')).toBe(rgb(SURFACE[colorScheme]));
  });

  it('follow the button, which goes round, and plots are drawn anew', async () => {
    const { page } = await chromium.open(sample, { colorScheme: 'light' });
    const button = page.locator('[data-theme-toggle]');
    const picture = () =>
      page
        .locator('canvas')
        .first()
        .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    const seen: (readonly [string, string])[] = [];
    const pictures = new Set<string>();
    for (const _ of [0, 1, 2, 3]) {
      seen.push([await button.innerText(), await computed(page, '.widget:not(.plain)', 'background-color')]);
      await settled(page);
      pictures.add(await picture());
      await button.click();
    }
    const [light, dark] = [rgb(SURFACE.light), rgb(SURFACE.dark)];
    expect(seen).toEqual([
      ['Theme: auto', light],
      ['Theme: light', light],
      ['Theme: dark', dark],
      ['Theme: auto', light],
    ]);
    expect(pictures.size).toBe(2);
  });

  it('that were chosen last when the page is opened again', async () => {
    const { page } = await chromium.open(sample, { colorScheme: 'dark' });
    await page.locator('[data-theme-toggle]').click();
    await page.reload();
    expect(await page.locator('[data-theme-toggle]').innerText()).toBe('Theme: light');
  });

  it('are light on paper', async () => {
    const { page } = await chromium.open(sample, { colorScheme: 'dark', media: 'print' });
    expect(await computed(page, '.widget:not(.plain)', 'background-color')).toBe(rgb(SURFACE.light));
  });
});

it('paper has every row, and nothing lies over anything else', async () => {
  const { page } = await chromium.open(sample, { width: 794, media: 'print' });
  const spilt = await page
    .locator('.widget')
    .evaluateAll((all) =>
      all.filter((each) => each.scrollHeight > each.clientHeight + 1).map((each) => each.ariaLabel),
    );
  expect(spilt).toEqual([]);
  const hidden = await page
    .locator('.scroller')
    .evaluateAll((all) => all.filter((each) => each.scrollHeight > each.clientHeight + 1).length);
  expect(hidden).toBe(0);
});

describe('the grid', () => {
  const placeOf = (title: string) => `.widget[aria-label="${title}"]`;

  it('is that of the dashboard where there is room', async () => {
    const { page } = await chromium.open(sample);
    const [left, right] = await Promise.all(
      ['Invocations', 'Duration (p99)'].map((title) => page.locator(placeOf(title)).boundingBox()),
    );
    expect(left?.y).toBe(right?.y);
    expect(left?.width).toBeCloseTo(right?.width ?? 0, 0);
    expect(right?.x).toBeGreaterThan((left?.x ?? 0) + (left?.width ?? 0));
  });

  it('is one column where there is none', async () => {
    const { page } = await chromium.open(sample, { width: 400 });
    const boxes = await page.locator('.widget').evaluateAll((all) => all.map((each) => each.getBoundingClientRect().x));
    expect(new Set(boxes).size).toBe(1);
  });
});

it('the marks of alarms can be told from their surroundings', async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page } = await chromium.open(sample, { colorScheme });
    const edge = await computed(page, '.health', 'border-left-color');
    const hex = `#${(edge.match(/\d+/g) ?? []).map((part) => Number(part).toString(16).padStart(2, '0')).join('')}`;
    expect(contrast(hex, SURFACE[colorScheme])).toBeGreaterThanOrEqual(3);
  }
});
