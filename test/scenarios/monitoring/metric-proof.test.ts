import { describe, expect, it } from 'vitest';
import { parseDashboard } from '../../../simulator/services/cloud-watch/dashboard.ts';
import { aMetricWidget } from '../../builders/dashboards.ts';
import { documentedMetrics, metricsIn, neverEmitted, plotsOf, undocumented } from './metric-proof.ts';

const FUNCTION = { function: 'host-sync' };
const emitted = [
  { namespace: 'EcsOps', metricName: 'Parked', dimensions: { ...FUNCTION, reason: 'rejected' }, unit: 'Count' },
  { namespace: 'EcsOps', metricName: 'Throttles', dimensions: FUNCTION, unit: 'Count' },
  { namespace: 'EcsOps', metricName: 'Throttles', dimensions: {}, unit: 'Count' },
];
const PAGE = `# Metrics
## Metrics
| name | unit | dimensions | sent with | emitted by | meaning |
|---|---|---|---|---|---|
| \`Parked\` | Count | function + reason | basic | all | messages set aside |
| \`Throttles\` | Count | function; none | basic | host-sync, scale-in | refused requests |

## Fields
| field | holds |
|---|---|
| \`service\` | a name |
`;
const page = (from: string, to: string) => documentedMetrics(PAGE.replace(from, to));

/** What of the emitted metrics a dashboard with this row lacks. */
function lacking(...row: readonly unknown[]): number {
  const hidden = { id: 'hidden', visible: false };
  const widget = aMetricWidget({
    metrics: [['EcsOps', 'Throttles', hidden], [{ expression: 'hidden * 2' }], row],
  });
  const plots = plotsOf(parseDashboard('a-dashboard', JSON.stringify({ widgets: [widget] })));
  return neverEmitted([...plots.values()].flatMap(metricsIn), emitted).length;
}

describe('a metric that is asked for', () => {
  it.each([
    ['is found', ['EcsOps', 'Parked', 'reason', 'rejected', 'function', 'host-sync'], 0],
    ['is not found under another name', ['EcsOps', 'ParkedMessages', 'reason', 'rejected', 'function', 'host-sync'], 1],
    [
      'is not found in another namespace',
      ['EcsOperations', 'Parked', 'reason', 'rejected', 'function', 'host-sync'],
      1,
    ],
    ['is not found without a dimension', ['EcsOps', 'Parked', 'function', 'host-sync'], 1],
    ['is not found under another value', ['EcsOps', 'Parked', 'reason', 'conflict', 'function', 'host-sync'], 1],
  ])('%s', (_what, row, missing) => {
    expect(lacking(...row)).toBe(missing);
  });

  it('is not found when it is emitted under another name', () => {
    const [parked, ...others] = emitted;
    const renamed = [{ ...parked, namespace: 'EcsOps', metricName: 'Abandoned', dimensions: {} }, ...others];
    expect(neverEmitted(emitted, renamed)).toEqual([
      '["EcsOps","Parked",[["function","host-sync"],["reason","rejected"]]]',
    ]);
  });
});

describe('a metric that is emitted', () => {
  it('is on the page', () => {
    expect(undocumented(emitted, documentedMetrics(PAGE))).toEqual([]);
  });

  it.each([
    ['of another name', '`Parked`', '`ParkedMessages`', 'has no row'],
    ['without a dimension', 'function + reason', 'function', 'has other dimensions'],
    ['without a list of dimensions', 'function; none', 'function', 'has other dimensions'],
    ['of another unit', 'Count | function + reason', 'Percent | function + reason', 'is in Count'],
    ['that is not sent by default', 'reason | basic', 'reason | detailed', 'is sent by default'],
    ['of another function', 'host-sync, scale-in', 'scale-in', 'is emitted by host-sync'],
  ])('is not the one %s', (_what, from, to, fault) => {
    expect(undocumented(emitted, page(from, to))).toEqual([expect.stringContaining(fault)]);
  });
});
