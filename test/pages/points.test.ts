import { afterAll, beforeAll, expect, it } from 'vitest';
import { renderDashboard } from '../../cli/dashboard/render.ts';
import { lonePoints } from '../../cli/page/browser/points.ts';
import { aDashboard, DASHBOARD_RANGE } from '../builders/dashboards.ts';
import { Chromium } from './chromium.ts';

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.launch();
});
afterAll(() => chromium[Symbol.asyncDispose]());

it.each<[string, (number | null | undefined)[], number[]]>([
  ['one value', [null, 5, null], [1]],
  ['the only value', [5], [0]],
  ['a value after a break', [1, 2, null, 3], [3]],
  ['values of a line', [1, 2, 3], []],
  ['values with a time between that only others have', [1, undefined, 3], []],
])('lone points: %s', (_, values, expected) => {
  expect(lonePoints(values)).toEqual(expected);
});

it('a lone point is a dot that can be seen', async () => {
  const { start } = DASHBOARD_RANGE;
  const page = await renderDashboard(
    aDashboard({
      getMetricData: ([query]) => [{ id: query?.id ?? '', label: 'one', timestamps: [start + 7_200_000], values: [3] }],
    }),
  );
  const { page: open } = await chromium.open(page);
  const pixels = await open.locator('.plot').evaluate((plot) => {
    const colour = getComputedStyle(plot.querySelector('.chip') ?? plot).color;
    const canvas = plot.querySelector('canvas');
    const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    let count = 0;
    for (let at = 0; at < data.length; at += 4) {
      if (`rgb(${data[at]}, ${data[at + 1]}, ${data[at + 2]})` === colour) count++;
    }
    return count;
  });
  // A dot of a line has at most 25.
  expect(pixels).toBeGreaterThan(40);
});
