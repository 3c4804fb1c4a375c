import { describe, expect, it } from 'vitest';
import { DashboardError, type MetricDataQuery, type Periods } from '../../../cli/dashboard/dashboard.ts';
import { renderDashboard } from '../../../cli/dashboard/render.ts';
import { aDashboard, aMetricWidget, anAlarm, aWave, DASHBOARD_RANGE } from '../../builders/dashboards.ts';

/** The questions that a dashboard asks. */
async function askedBy(properties: object) {
  const asked: { readonly queries: readonly MetricDataQuery[]; readonly periods: Periods }[] = [];
  await renderDashboard(
    aDashboard({
      body: { widgets: [aMetricWidget(properties)] },
      getMetricData: (queries, range, periods) => {
        asked.push({ queries, periods });
        return queries.map((query) => aWave(query, range));
      },
    }),
  );
  return asked.map(({ queries, periods }) => ({ ...periods, lengths: queries.map(({ period }) => period) }));
}

describe('a dashboard asks', () => {
  it('for the periods of the widget', async () => {
    expect(await askedBy({ period: 900 })).toEqual([{ aligned: true, lengths: [900] }]);
    expect(await askedBy({ view: 'singleValue' })).toEqual([{ aligned: true, lengths: [300] }]);
  });

  it('for one period over the whole time where the widget wants that, and for the trend with its own', async () => {
    const whole = { view: 'singleValue', setPeriodToTimeRange: true };
    expect(await askedBy(whole)).toEqual([{ aligned: false, lengths: [20_400] }]);
    expect(await askedBy({ ...whole, sparkline: true })).toEqual([
      { aligned: false, lengths: [20_400] },
      { aligned: true, lengths: [300] },
    ]);
  });
});

it('an alarm that is over has a card and is told of first; one that only had no data before it was OK does not', async () => {
  const { start } = DASHBOARD_RANGE;
  const alarms = [
    anAlarm({ name: 'quiet', stateSince: start + 60_000, history: [{ time: start + 60_000, state: 'OK' }] }),
    anAlarm({
      name: 'over',
      history: [
        { time: start - 60_000, state: 'ALARM' },
        { time: start + 60_000, state: 'OK' },
      ],
    }),
    anAlarm({
      name: 'long-over',
      history: [
        { time: start - 120_000, state: 'ALARM' },
        { time: start - 60_000, state: 'OK' },
      ],
    }),
  ];
  const widget = { type: 'alarm', x: 0, y: 0, properties: { alarms: alarms.map(({ arn }) => arn) } };
  const page = await renderDashboard(aDashboard({ alarms, body: { widgets: [widget] } }));
  expect(page).toContain('No alarm of 3 is in alarm; 1 was in this time');
  const shown = [...page.matchAll(/<li class="([\w-]+)" data-alarm="([\w-]+)"/g)].map(([, kind, name]) => [kind, name]);
  expect(shown).toEqual([
    ['alarm', 'over'],
    ['quiet-alarm', 'long-over'],
    ['quiet-alarm', 'quiet'],
  ]);
});

describe('a dashboard is refused', () => {
  const faultsOf = async (overrides: Parameters<typeof aDashboard>[0]) => {
    const error: unknown = await renderDashboard(aDashboard(overrides)).catch((refused: unknown) => refused);
    expect(error).toBeInstanceOf(DashboardError);
    return error instanceof DashboardError ? error.faults : [];
  };

  it('when a query gets no answer at all, which is not an answer without values', async () => {
    const faults = await faultsOf({ getMetricData: () => [] });
    expect(faults).toEqual(['Errors: nobody knows Errors']);
  });

  it('when a question is refused, by the name of the widget', async () => {
    const refused = () => {
      throw new RangeError('no such statistic');
    };
    expect(await faultsOf({ getMetricData: refused })).toEqual(['Errors: no such statistic']);
    const widgets = [{ type: 'log', x: 0, y: 0, properties: { title: 'Rows', query: 'nonsense' } }];
    expect(await faultsOf({ body: { widgets }, insights: refused })).toEqual(['Rows: no such statistic']);
  });

  it('for every fault in every widget at once', async () => {
    const widgets = [
      aMetricWidget({ view: 'gauge', title: 'Gauge' }),
      { type: 'alarm', x: 0, y: 6, properties: { alarms: [anAlarm().arn, 'arn:gone'] } },
    ];
    expect(await faultsOf({ body: { widgets }, alarms: [anAlarm()] })).toEqual([
      'Gauge: a gauge needs yAxis.left.min and a larger yAxis.left.max',
      'Alarms: there is no alarm arn:gone',
    ]);
  });
});
