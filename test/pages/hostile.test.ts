import { afterAll, beforeAll, expect, it } from 'vitest';
import { renderDashboard } from '../../cli/dashboard/render.ts';
import { aDashboard, aMetricWidget, anAlarm, logRows } from '../builders/dashboards.ts';
import { Chromium, settled } from './chromium.ts';
import { expectQuiet } from './page-checks.ts';

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.launch();
});
afterAll(() => chromium[Symbol.asyncDispose]());

/** Ways of leaving the place where a text stands. */
const ATTACKS = [
  '<script>window.attacked = true</script>',
  '</script><script>window.attacked = true</script>',
  '</style><img src=x onerror="window.attacked = true">',
  '"><svg onload="window.attacked = true">',
  "' onmouseover='window.attacked = true' x='",
  '<!--<script>',
  '[a](javascript:window.attacked=true)',
  '![a](https://example.com/x.png)',
  '<iframe src="https://example.com"></iframe>',
];

it.each(ATTACKS)('%s is a text wherever it comes in', async (attack) => {
  const metrics = [['N', attack, attack, attack, { label: attack }]];
  const place = { x: 0, height: 6, width: 24 };
  const views = ['timeSeries', 'singleValue', 'bar', 'pie', 'table', 'gauge'];
  const alarm = anAlarm({
    name: attack,
    description: attack,
    state: 'ALARM',
    history: [{ time: 0, state: 'ALARM', reason: attack }],
  });
  const logs = ['table', 'timeSeries', 'bar', 'pie'];
  const widgets = [
    ...views.map((view, at) =>
      aMetricWidget(
        {
          title: attack,
          view,
          metrics,
          yAxis: { left: { min: 0, max: 9, label: attack } },
          annotations: { horizontal: [{ value: 1, label: attack }] },
        },
        { ...place, y: at * 6 },
      ),
    ),
    ...logs.map((view, at) => ({
      ...place,
      type: 'log',
      y: 36 + at * 6,
      properties: { title: attack, query: attack, view },
    })),
    {
      ...place,
      type: 'text',
      y: 70,
      properties: { markdown: `${attack}\n\n# ${attack}\n\n| ${attack} |\n|---|\n| ${attack} |` },
    },
    { ...place, type: 'alarm', y: 76, properties: { title: attack, alarms: [alarm.arn] } },
  ];
  const document = await renderDashboard(
    aDashboard({
      name: attack,
      region: attack,
      body: { widgets },
      alarms: [alarm],
      insights: () => logRows([{ '@timestamp': '2026-01-05 18:00:00.000', [attack]: attack, count: '3' }]),
    }),
  );
  const open = await chromium.open(document);
  for (const summary of await open.page.locator('summary').all()) await summary.click();
  await open.page.locator('.plot-area').first().focus();
  await open.page.keyboard.press('ArrowRight');
  await settled(open.page);
  expect(await open.page.evaluate(() => 'attacked' in window)).toBe(false);
  expect(await open.page.locator('script:not([type])').count()).toBe(1);
  expect(await open.page.locator('iframe, img, svg[onload], [onmouseover], a[href^="javascript"]').count()).toBe(0);
  expect(await open.page.locator('h1').textContent()).toBe(attack);
  expect(await open.page.locator('.plot').count()).toBe(2);
  expectQuiet(open);
});

it('a script that gets into the page all the same is not run', async () => {
  const document = await renderDashboard(aDashboard());
  const { page, complaints } = await chromium.open(
    document.replace(
      '<main',
      '<script>window.attacked = true</script><img src=x onerror="window.attacked = true"><main',
    ),
  );
  expect(await page.evaluate(() => 'attacked' in window)).toBe(false);
  expect(complaints.join()).toContain('Content Security Policy');
});
