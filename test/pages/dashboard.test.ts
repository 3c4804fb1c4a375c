import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderDashboard } from '../../cli/dashboard/render.ts';
import { Chromium, type OpenPage } from './chromium.ts';
import { expectQuiet } from './page-checks.ts';
import { SAMPLE_ALARMS, sampleDashboard } from './sample-dashboard.ts';

let chromium: Chromium;
let open: OpenPage;

beforeAll(async () => {
  chromium = await Chromium.launch();
  open = await chromium.open(await renderDashboard(sampleDashboard()));
});
afterAll(() => chromium[Symbol.asyncDispose]());

const widget = (title: string) => open.page.locator(`.widget[aria-label="${title}"]`);
/** Rows of a table in a widget, cell by cell. */
const rowsOf = (title: string, table: string) =>
  widget(title)
    .locator(`${table} tbody tr`)
    .evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent?.trim())),
    );

it('asks for nothing, and nothing goes wrong in it', () => {
  expectQuiet(open);
});

it('has a title, its Region and its time in UTC', async () => {
  expect(await open.page.title()).toBe('ecs-ops');
  expect(await open.page.locator('.page-header').innerText()).toContain(
    'eu-central-1 · 5 Jan 2026, 17:30 – 23:10 UTC (5 h 40 min)',
  );
});

it('has the widgets in reading order, each with its title', async () => {
  expect(await open.page.locator('.widget > h2').allInnerTexts()).toEqual([
    'Alarms',
    'Done in this time',
    'Invocations',
    'Duration (p99)',
    'Queues: waiting and its age',
    'Errors',
    'Success rate',
    'Reserved of the cluster',
    'Held back, by reason',
    'API calls, by service',
    'Latest decisions',
    'Decisions over time',
    'Sent bytes',
  ]);
});

describe('plots', () => {
  it.each([
    ['Invocations', '68 68 68 68'],
    ['Duration (p99)', '68 68 68 68'],
    // Hours without messages are no points.
    ['Queues: waiting and its age', '56 68'],
    ['Success rate', '68'],
    ['Decisions over time', '10'],
  ])('%s has a point for each value', async (title, points) => {
    expect(await widget(title).locator('.plot-area').getAttribute('data-drawn')).toBe(points);
  });

  it('are drawn in the colours of their legends', async () => {
    const painted = await widget('Duration (p99)')
      .locator('.plot')
      .evaluate((plot) => {
        const canvas = plot.querySelector('canvas');
        const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        const count = new Map<string, number>();
        for (let at = 0; at < data.length; at += 4) {
          const colour = `rgb(${data[at]}, ${data[at + 1]}, ${data[at + 2]})`;
          count.set(colour, (count.get(colour) ?? 0) + 1);
        }
        return [...plot.querySelectorAll('.legend .chip')].map((chip) => count.get(getComputedStyle(chip).color) ?? 0);
      });
    expect(painted).toHaveLength(4);
    for (const pixels of painted) expect(pixels).toBeGreaterThan(100);
  });

  it('have legends with the last value, the largest, and the sum of what adds up', async () => {
    expect(await rowsOf('Invocations', '.legend')).toEqual([
      ['host-sync', '21', '81', '2,617'],
      ['spot-drain', '5', '81', '2,529'],
      ['termination-gate', '77', '77', '2,442'],
      ['scale-in', '79', '82', '2,717'],
    ]);
    expect((await rowsOf('Duration (p99)', '.legend'))[0]).toEqual(['host-sync', '13.4 s', '51.8 s']);
    expect(await rowsOf('Queues: waiting and its age', '.legend')).toEqual([
      ['Waiting', '24', '79'],
      ['Age of the oldest', '5 s', '1 min 21 s'],
    ]);
    expect(await rowsOf('Success rate', '.legend')).toEqual([['Success', '46%', '80%']]);
  });

  it('have their values as a table, the latest first', async () => {
    const table = widget('Decisions over time').locator('.plot-table');
    expect(await table.locator('tr').count()).toBe(0);
    await table.locator('summary').click();
    await table.locator('tbody tr').first().waitFor();
    const rows = await rowsOf('Decisions over time', '.plot-table');
    expect(rows).toHaveLength(10);
    expect(rows[0]).toEqual(['5 Jan, 22:30', '8']);
  });
});

it('shows alarms by words: cards of those to look at, then the quiet ones in short', async () => {
  const cards = open.page.locator('.alarm');
  expect(await cards.locator('h3').allInnerTexts()).toEqual(['ecs-ops-dead-letters', 'ecs-ops-scale-in-stuck']);
  expect(await cards.locator('.state').allInnerTexts()).toEqual(['▲ In alarm', '○ Insufficient data']);
  const quiet = open.page.locator('.quiet-alarm');
  expect(await quiet.allTextContents()).toEqual([
    '✓ OK ecs-ops-host-sync-errors',
    '✓ OK ecs-ops-queue-age',
    '✓ OK ecs-ops-spot-drain-errors',
  ]);
  expect(await quiet.nth(1).getAttribute('title')).toBe('Messages wait for more than five minutes.');
  const meanings = open.page.locator('.meanings');
  await meanings.locator('summary').click();
  expect(await meanings.locator('dt').allInnerTexts()).toEqual(['ecs-ops-queue-age', 'ecs-ops-spot-drain-errors']);
  const first = cards.first();
  expect(await first.innerText()).toContain('since 5 Jan, 22:32 (38 min)');
  expect(await first.innerText()).toContain('3 changes of state in this time');
  expect(await first.locator('svg').getAttribute('aria-label')).toBe(
    'OK for 1 h 10 min, then In alarm for 15 min, then OK for 3 h 37 min, then In alarm for 38 min',
  );
});

it('says first how things stand', async () => {
  const health = open.page.locator('.health');
  expect(await health.getAttribute('data-state')).toBe('ALARM');
  expect(await health.locator('h2').innerText()).toBe(`1 of ${SAMPLE_ALARMS.length} alarms in alarm`);
  const above = await open.page.evaluate(() => {
    const [first] = document.querySelectorAll('main > *');
    return first?.className;
  });
  expect(above).toBe('health');
});

it('says plainly which widgets have no data', async () => {
  const empty = open.page.locator('[data-empty]');
  expect(await empty.count()).toBe(1);
  expect(await empty.innerText()).toBe('Errors\n\nNo data in this time');
  expect(await open.page.locator('.health summary').innerText()).toBe('1 of 14 widgets have no data in this time');
});

it('shows numbers, gauges, bars, pies and rows', async () => {
  expect(await widget('Done in this time').locator('dd').allInnerTexts()).toEqual(['69', '65', '22', '68']);
  expect(await widget('Done in this time').locator('svg').first().getAttribute('data-points')).toBe('68');
  expect(await widget('Reserved of the cluster').locator('strong').allInnerTexts()).toEqual(['64%', '26%']);
  expect(await rowsOf('Held back, by reason', '.bars')).toContainEqual(['PROTECTED', '', '39']);
  expect(await rowsOf('API calls, by service', '.legend')).toEqual([
    ['ecs', '66', '75.0%'],
    ['autoscaling', '11', '12.5%'],
    ['sqs', '11', '12.5%'],
  ]);
  expect(await rowsOf('Sent bytes', 'table')).toHaveLength(4);
  const decisions = await rowsOf('Latest decisions', 'table');
  expect(decisions).toHaveLength(14);
  expect(decisions[0]?.slice(0, 2)).toEqual(['22:59:04', 'terminate']);
  expect(await widget('Latest decisions').innerText()).not.toContain('@ptr');
});

it('shows the Markdown of texts', async () => {
  const text = open.page.locator('.text');
  expect(await text.locator('h2').innerText()).toBe('Operations controller');
  expect(await text.locator('a').getAttribute('href')).toBe('https://example.com/runbook');
  expect(await text.locator('li').count()).toBe(2);
});
