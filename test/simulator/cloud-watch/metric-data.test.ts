import { describe, expect, it } from 'vitest';
import type { MetricDataQuery } from '../../../simulator/services/cloud-watch/metric-query.ts';
import { START } from '../ec2/test-world.ts';
import { aCloudWatch, sumsOf } from './a-cloud-watch.ts';

const HOUR = 3_600_000;

/** Values of an expression over four minutes: a is 1 2 - 4, b is 10 0 30 -, and nothing is known of `never`. */
function values(expression: string, others: readonly MetricDataQuery[] = []): (number | string)[] {
  const { cloudWatch, send } = aCloudWatch();
  send('a', [1, 2, undefined, 4]);
  send('b', [10, 0, 30, undefined]);
  const queries = [sumsOf('a'), sumsOf('b'), sumsOf('never'), ...others, { id: 'e', expression }];
  const [result] = cloudWatch.getMetricData(queries, { start: START, end: START + 4 * 60_000 });
  const at = (minute: number) => result?.timestamps.indexOf(START + minute * 60_000) ?? -1;
  return [0, 1, 2, 3].map((minute) => result?.values[at(minute)] ?? '-');
}

describe('metric math', () => {
  it.each<[string, (number | string)[]]>([
    ['a', [1, 2, '-', 4]],
    ['a + b', [11, 2, '-', '-']],
    ['a - b * 2', [-19, 2, '-', '-']],
    ['(a - b) * 2', [-18, 4, '-', '-']],
    ['a - 1 - 1', [-1, 0, '-', 2]],
    ['-a + 0.5', [-0.5, -1.5, '-', -3.5]],
    ['100 * a / b', [10, '-', '-', '-']],
    ['a > 1', [0, 1, '-', 1]],
    ['a >= 1 && b == 0', [0, 1, '-', '-']],
    ['a != 1 OR b < 1', [0, 1, '-', '-']],
    ['FILL(a, 0)', [1, 2, 0, 4]],
    ['FILL(b, REPEAT)', [10, 0, 30, 30]],
    ['FILL(never, REPEAT)', ['-', '-', '-', '-']],
    ['FILL(never, 0)', [0, 0, 0, 0]],
    ['FILL(a, b)', [1, 2, 30, 4]],
    ['FILL(a, 0) + FILL(b, 0)', [11, 2, 30, 4]],
    ['RUNNING_SUM(a)', [1, 3, '-', 7]],
    ['SUM(METRICS())', [11, 2, 30, 4]],
    ['SUM([a, b])', [11, 2, 30, 4]],
    ['MAX([a, b])', [10, 2, 30, 4]],
    ['MIN([a, b])', [1, 0, 30, 4]],
    ['AVG([a, b])', [5.5, 1, 30, 4]],
    ['SUM(METRICS("a"))', [1, 2, '-', 4]],
    ['SUM([a, b] * 2)', [22, 4, 60, 8]],
    ['SUM(FILL(METRICS(), 1))', [12, 3, 32, 6]],
    ['a * 0 + SUM(a)', [7, 7, '-', 7]],
    ['a * 0 + MAX(b) - MIN(b)', [30, 30, '-', 30]],
    ['a * 0 + AVG(b)', [40 / 3, 40 / 3, '-', 40 / 3]],
    ['a / PERIOD(a)', [1 / 60, 2 / 60, '-', 4 / 60]],
    ['IF(a > 1, b, 100)', [100, 0, '-', '-']],
    ['IF(a > 1, a)', ['-', 2, '-', 4]],
    ['IF(FILL(a, 0) == 0, -1, a)', [1, 2, -1, 4]],
    ['IF(1 > 2, a, b)', [10, 0, 30, '-']],
  ])('%s', (expression, expected) => {
    expect(values(expression)).toEqual(expected);
  });

  it('builds on other expressions', () => {
    const others: MetricDataQuery[] = [{ id: 'total', expression: 'SUM([a, b])', returnData: false }];
    expect(values('total * 10', others)).toEqual([110, 20, 300, 40]);
  });

  it.each<[string, string, readonly MetricDataQuery[]]>([
    ['ANOMALY_DETECTION_BAND(a)', 'does not have the function ANOMALY_DETECTION_BAND; it has METRICS, SUM', []],
    ['a +', 'a +: Expected', []],
    ['c + 1', 'no query has the id c', []],
    ['SUM(a)', 'must come to a time series, not to a number', []],
    ['5', 'must have one period (found none)', []],
    ['FILL(a)', 'FILL takes 2 parameters, not 1', []],
    ['FILL(a, LINEAR)', 'FILL(a, LINEAR): Expected', []],
    ['a + PERIOD(1)', 'PERIOD takes the id of a query', []],
    ['a + SUM(3)', 'SUM takes a time series or an array', []],
    ['a + long', 'must have one period (found 60, 300)', [sumsOf('long', { period: 300 })]],
    ['circle + 1', 'depends on itself', [{ id: 'circle', expression: 'e + 1', returnData: false }]],
  ])('refuses %s', (expression, reason, others) => {
    expect(() => values(expression, others)).toThrow(reason);
  });
});

describe('GetMetricData', () => {
  it('sums by periods that begin with multiples of their length', () => {
    const { cloudWatch, send } = aCloudWatch();
    send('a', [1, 2, 4, 8, 16, 32, undefined, 128]);
    const range = { start: START + 60_000, end: START + 10 * 60_000 };
    expect(cloudWatch.getMetricData([sumsOf('a', { period: 300, returnData: true })], range)).toEqual([
      { id: 'a', label: 'a', timestamps: [START, START + 300_000], values: [31, 160] },
    ]);
  });

  it('tells metrics of one name apart by their dimensions, in whatever order these come', () => {
    const { cloudWatch } = aCloudWatch();
    const base = { namespace: 'Shop', metricName: 'Orders', unit: 'Count', time: START };
    cloudWatch.putMetricValue({ ...base, dimensions: { Country: 'IE', Kind: 'new' }, value: 1 });
    cloudWatch.putMetricValue({ ...base, dimensions: { Kind: 'new', Country: 'IE' }, value: 2 });
    cloudWatch.putMetricValue({ ...base, dimensions: { Country: 'IE' }, value: 4 });
    cloudWatch.putMetricValue({ ...base, dimensions: {}, value: 8 });
    const sum = (dimensions: Readonly<Record<string, string>>, unit?: string) => {
      const metricStat = { namespace: 'Shop', metricName: 'Orders', dimensions, stat: 'Sum', ...(unit && { unit }) };
      return cloudWatch.getMetricData([{ id: 'm', period: 60, metricStat }], { start: START, end: START + 60_000 })[0]
        ?.values;
    };
    expect([sum({ Country: 'IE', Kind: 'new' }), sum({ Country: 'IE' }), sum({}), sum({ Country: 'FR' })]).toEqual([
      [3],
      [4],
      [8],
      [],
    ]);
    expect([sum({}, 'Count'), sum({}, 'Bytes')]).toEqual([[8], []]);
  });

  it('answers with each series of an array, under its label', () => {
    const { cloudWatch, send } = aCloudWatch();
    send('a', [1, 2]);
    send('b', [3]);
    const queries = [sumsOf('a'), { ...sumsOf('b'), label: 'second' }, { id: 'all', expression: 'METRICS() * 2' }];
    const results = cloudWatch.getMetricData(queries, { start: START, end: START + 120_000 });
    expect(results.map(({ id, label, values: found }) => [id, label, found])).toEqual([
      ['all', 'a', [2, 4]],
      ['all', 'second', [6]],
    ]);
  });

  it.each<[MetricDataQuery[], string]>([
    [[sumsOf('Upper')], 'Upper is no id'],
    [[sumsOf('a'), sumsOf('a')], 'Two queries have the id a'],
    [[sumsOf('a', { period: 10 })], 'must be a multiple of 60 seconds, not 10'],
    [[{ id: 'a', period: 60, metricStat: { namespace: 'Shop', metricName: 'a', stat: 'tm90' } }], 'statistic tm90'],
  ])('refuses %j', (queries, reason) => {
    const { cloudWatch } = aCloudWatch();
    expect(() => cloudWatch.getMetricData(queries, { start: START, end: START + 60_000 })).toThrow(reason);
  });

  it('lists each metric with the clock hours in which it was sent', () => {
    const { cloudWatch } = aCloudWatch();
    const put = (namespace: string, time: number) =>
      cloudWatch.putMetricValue({ namespace, metricName: 'Sent', dimensions: {}, unit: 'Count', value: 1, time });
    // Two values of one hour, one of the next, one three hours on; START is on the hour.
    for (const time of [START, START + 59 * 60_000, START + HOUR, START + 4 * HOUR]) put('Shop', time);
    put('AWS/SQS', START);
    expect(cloudWatch.listMetrics()).toEqual([
      { namespace: 'Shop', metricName: 'Sent', dimensions: {}, unit: 'Count', custom: true, clockHours: 3 },
      { namespace: 'AWS/SQS', metricName: 'Sent', dimensions: {}, unit: 'Count', custom: false, clockHours: 1 },
    ]);
  });
});
