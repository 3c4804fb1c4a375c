import { describe, expect, it } from 'vitest';
import { type MetricProperties, parseBody } from '../../../cli/dashboard/body.ts';
import { type MetricRow, metricRows } from '../../../cli/dashboard/metric-rows.ts';
import { aMetricWidget } from '../../builders/dashboards.ts';

function propertiesOf(properties: object): MetricProperties {
  const [widget] = parseBody({ widgets: [aMetricWidget(properties)] });
  if (widget?.type !== 'metric') throw new Error('not a metric widget');
  return widget.properties;
}

const rowsOf = (metrics: readonly unknown[], properties: object = {}): readonly MetricRow[] =>
  metricRows(propertiesOf({ ...properties, metrics }), 'Widget');

const namesOf = (rows: readonly MetricRow[]) =>
  rows.map(({ query }) => ('metricStat' in query ? { ...query.metricStat } : query.expression));

describe('rows of a metric widget', () => {
  it('become queries with the statistic and period of the widget, unless they have their own', () => {
    const rows = rowsOf(
      [
        ['AWS/Lambda', 'Errors', 'FunctionName', 'a'],
        ['AWS/Lambda', 'Errors', 'FunctionName', 'b', { stat: 'p99', period: 60, label: 'B', id: 'b' }],
      ],
      { stat: 'Sum', period: 900 },
    );
    expect(rows.map(({ query }) => query)).toEqual([
      {
        id: 'auto1',
        label: 'a',
        period: 900,
        returnData: true,
        metricStat: { namespace: 'AWS/Lambda', metricName: 'Errors', dimensions: { FunctionName: 'a' }, stat: 'Sum' },
      },
      {
        id: 'b',
        label: 'B',
        period: 60,
        returnData: true,
        metricStat: { namespace: 'AWS/Lambda', metricName: 'Errors', dimensions: { FunctionName: 'b' }, stat: 'p99' },
      },
    ]);
  });

  it('"." is what the row before has in its place, rows of expressions aside', () => {
    const rows = rowsOf([
      ['N', 'A', 'one', '1', 'two', '2', { id: 'a' }],
      [{ expression: 'a * 2', id: 'twice' }],
      ['.', 'B', '.', '.', '.', '3'],
    ]);
    expect(namesOf(rows)).toMatchObject([
      { metricName: 'A' },
      'a * 2',
      { namespace: 'N', metricName: 'B', dimensions: { one: '1', two: '3' } },
    ]);
  });

  it('"..." is as much of the row before as leaves room for the rest', () => {
    const rows = rowsOf([
      ['N', 'A', 'one', '1', 'two', '2'],
      ['...', '3'],
      ['...', '4', { stat: 'Sum' }],
      ['N', 'B', '...', '5'],
    ]);
    expect(namesOf(rows)).toMatchObject([
      { dimensions: { one: '1', two: '2' } },
      { metricName: 'A', dimensions: { one: '1', two: '3' } },
      { metricName: 'A', dimensions: { one: '1', two: '4' }, stat: 'Sum' },
      { metricName: 'B', dimensions: { one: '1', two: '5' } },
    ]);
  });

  it('are named by what sets them apart', () => {
    const labels = (metrics: readonly unknown[]) => rowsOf(metrics).map(({ label }) => label);
    expect(labels([['N', 'A', 'd', 'x']])).toEqual(['A']);
    expect(
      labels([
        ['N', 'A', 'd', 'x'],
        ['.', 'B', '.', '.'],
      ]),
    ).toEqual(['A', 'B']);
    expect(
      labels([
        ['N', 'A', 'd', 'x'],
        ['.', 'A', '.', 'y'],
      ]),
    ).toEqual(['x', 'y']);
    expect(
      labels([
        ['N', 'A', 'd', 'x'],
        ['.', 'B', '.', 'y'],
      ]),
    ).toEqual(['A x', 'B y']);
  });

  it('that are not shown are asked for only as parts of expressions', () => {
    const rows = rowsOf([['N', 'A', { id: 'a', visible: false }], [{ expression: 'a + 1' }]]);
    expect(rows.map(({ query }) => query.returnData)).toEqual([false, true]);
  });

  it.each<[string, readonly unknown[], string]>([
    ['a metric without a name', [['N']], 'row 1 of its metrics lacks a namespace or a metric name'],
    ['a dimension without a value', [['N', 'A', 'd']], 'row 1 of its metrics has a dimension without a value'],
    ['a dot with nothing before it', [['N', '.']], 'row 1 of its metrics stands for parts of a row before it'],
    ['dots with nothing before them', [['...', 'x']], 'row 1 of its metrics stands for parts of a row before it'],
    [
      'an id twice',
      [
        ['N', 'A', { id: 'a' }],
        ['N', 'B', { id: 'a' }],
      ],
      'has the id a more than once',
    ],
    ['a metric with an expression', [['N', 'A', { expression: 'b' }]], 'names a metric and has an expression'],
    ['something after the options', [['N', 'A', {}, 'd', 'x']], 'has something after its options'],
  ])('%s is refused', (_, metrics, fault) => {
    expect(() => rowsOf(metrics)).toThrow(fault);
  });
});
