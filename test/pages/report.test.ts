import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderReport } from '../../cli/report/render.ts';
import { aDecision, aReport } from '../builders/reports.ts';
import { Chromium, type OpenPage, settled, type View } from './chromium.ts';
import { accessibilityFaults, expectQuiet, overflow } from './page-checks.ts';

let chromium: Chromium;
let small: string;
let open: OpenPage;

beforeAll(async () => {
  chromium = await Chromium.launch();
  small = await renderReport(aReport({ hosts: 8 }));
  open = await chromium.open(small);
});
afterAll(() => chromium[Symbol.asyncDispose]());

const lanesOf = (kind: string) => open.page.locator(`.lane[data-kind="${kind}"]`);
const lane = (name: string) => open.page.locator(`.lane[aria-label="${name}"]`);
/** Ids of hosts with these numbers. */
const hosts = (...numbers: readonly number[]) => numbers.map((number) => `i-${String(number).padStart(17, '0')}`);

describe('what is in it', () => {
  it('a lane for each host, service, group and cluster: those on which something happened first', async () => {
    const named = (kind: string) => lanesOf(kind).evaluateAll((all) => all.map((each) => each.ariaLabel));
    expect(await named('host')).toEqual([...hosts(1, 3, 5, 7), ...hosts(4, 8, 2, 6)]);
    expect(await named('service')).toEqual(['web']);
    expect(await named('group')).toEqual(['shop-general', 'shop-spot']);
    expect(await named('cluster')).toEqual(['shop']);
    expectQuiet(open);
  });

  it('states of hosts where they belong', async () => {
    const phases = await lane(hosts(4)[0] ?? '')
      .locator('.phase')
      .evaluateAll((all) => all.map((each) => [each.className, each instanceof HTMLElement ? each.style.left : '']));
    expect(phases).toEqual([
      ['phase active', '0%'],
      ['phase draining', '6.833%'],
      ['phase ending', '13.5%'],
    ]);
  });

  it('every decision, those alike in one row, each with its reason and its place', async () => {
    await open.page.locator('.kind[data-kind="verdict"]').click();
    const rows = await open.page
      .locator('.decision')
      .evaluateAll((all) =>
        all.map((row) => [
          row.querySelector('.by')?.textContent,
          row.querySelector('.what')?.textContent,
          [...row.querySelectorAll('.target')].map((target) => target.textContent).join(),
          row.querySelector('.why')?.textContent,
        ]),
      );
    expect(rows).toEqual([
      [
        'spot-drain',
        'drains the host',
        hosts(4, 8).join(),
        'EC2 takes the host away two minutes after its interruption notice.',
      ],
      [
        'host-sync',
        'sets the desired count: 8 → 7',
        'web',
        'The desired count is above what the eligible hosts call for.',
      ],
      ['scale-in', 'leaves it as it is', 'shop', 'Tasks of the cluster have not started yet.'],
      ['scale-in', 'verdict: keep', hosts(1, 2, 3).join(), 'The host is used, and not below the threshold.'],
    ]);
    const decisions = await open.page
      .locator('.target')
      .evaluateAll((all) => all.map((each) => each.dataset['decision']));
    expect(decisions).toEqual(['0', '1', '2', '3', '4', '5', '6']);
  });

  it('the verdict, capacity with wanted headroom, costs and calls, and tables in place of the picture', async () => {
    const { page } = open;
    expect(await page.locator('.verdict h2').innerText()).toBe('✓ Nothing was lost');
    expect(await page.locator('.capacity .legend-series').allInnerTexts()).toContain('taken, and headroom wanted');
    expect(await page.locator('.capacity .plot-area').first().getAttribute('data-drawn')).toBe('3 2 3');
    expect(await page.locator('.use').innerText()).toMatch(/ecs:ListContainerInstances 6/);
    for (const summary of await page.locator('.tables summary').all()) await summary.click();
    expect(await page.locator('.tables tbody tr').count()).toBe(9);
    expect(await page.locator('.tables').innerText()).toMatch(/17:32:03 Spot interruption notice/);
  });
});

const VIEWS: readonly View[] = [
  { colorScheme: 'light', width: 1600 },
  { colorScheme: 'dark', width: 1600 },
  { colorScheme: 'dark', width: 400 },
  { colorScheme: 'light', width: 794, media: 'print' },
];

it.each(VIEWS)('$colorScheme, $width px wide, on $media: can be read by everybody, and fits', async (view) => {
  const open = await chromium.open(small, view);
  if (view.media !== 'print') {
    await open.page.locator('.lane-name').last().click();
    await open.page.locator('.tables summary').first().click();
    await open.page.locator('.target').first().click();
  }
  await settled(open.page);
  expect(await accessibilityFaults(open.page)).toEqual([]);
  expect(await overflow(open.page)).toBeLessThanOrEqual(0);
  expectQuiet(open);
});

it('paper says what is not on it', async () => {
  const large = await renderReport(aReport({ hosts: 100 }));
  const { page } = await chromium.open(large, { width: 794, media: 'print' });
  const left = page
    .locator('.more-lanes')
    .evaluateAll((all) => all.map((each) => getComputedStyle(each, '::after').content));
  expect(await left).toEqual([
    '"Not shown: 50 hosts without events"',
    '"Not shown: 13 other hosts with events"',
    '"Not shown: 25 hosts without events"',
  ]);
});

it('paper says which decisions are not on it, and where they are', async () => {
  const report = aReport({ hosts: 8 });
  const { start } = report.range;
  const decisions = Array.from({ length: 130 }, (_, minute) => [
    aDecision({ at: start + minute * 10_000, host: hosts(1)[0] }),
    aDecision({ at: start + minute * 10_000, host: hosts(2)[0] }),
  ]).flat();
  const { page } = await chromium.open(await renderReport({ ...report, decisions }), { width: 794, media: 'print' });
  const rest = page.locator('.more-rows');
  expect(await page.locator('.decision:visible').count()).toBe(100);
  expect(await rest.isVisible()).toBe(true);
  expect(await rest.locator('button').isVisible()).toBe(false);
  const said = await rest.evaluate((each) => getComputedStyle(each, '::after').content);
  expect(said).toMatch(/^"Not shown: 30 more rows, with 60 decisions\. .* on screen .*, .*--json/);
});

it('paper has every decision that is listed, and no controls', async () => {
  const { page } = await chromium.open(small, { width: 794, media: 'print' });
  expect(await page.locator('.tools:visible, .more-lanes:visible, .hint:visible').count()).toBe(0);
  const list = page.locator('.decision-list');
  expect(await list.evaluate((each) => each.scrollHeight - each.clientHeight)).toBeLessThanOrEqual(1);
});

it.each([
  '</script><script>window.attacked = true</script>',
  '"><img src=x onerror="window.attacked = true">',
  '<!--<script>',
])('%s is a text wherever it comes in', async (attack) => {
  const report = aReport();
  const { hosts: tracks, services, capacity } = report.recording;
  const open = await chromium.open(
    await renderReport({
      ...report,
      title: attack,
      about: attack,
      notes: [attack],
      verdict: { state: 'bad', headline: attack, lines: [attack] },
      happenings: [{ at: report.range.start, who: attack, what: attack }],
      recording: {
        hosts: tracks.map((track) => ({ ...track, name: attack, group: attack, cluster: attack })),
        services: services.map((service) => ({ ...service, service: attack, cluster: attack })),
        capacity: capacity.map((track) => ({ ...track, cluster: attack })),
      },
      decisions: report.decisions.map((decision) => ({
        ...decision,
        reason: attack,
        detail: attack,
        function: attack,
      })),
    }),
  );
  await open.page.locator('.lane-name').first().click();
  await open.page.locator('.mark').first().hover();
  expect(await open.page.evaluate(() => 'attacked' in window)).toBe(false);
  expect(await open.page.locator('.lanes :is(script, img)').count()).toBe(0);
  expectQuiet(open);
});
