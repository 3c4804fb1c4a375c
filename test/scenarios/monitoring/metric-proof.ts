import { parseBody } from '../../../cli/dashboard/body.ts';
import { metricRows } from '../../../cli/dashboard/metric-rows.ts';
import type { MetricShape } from '../../../shared/runtime/metric-names.ts';
import type { Alarm } from '../../../simulator/services/cloud-watch/alarm-definition.ts';
import type { Dashboard } from '../../../simulator/services/cloud-watch/dashboard.ts';
import { type MetricIdentity, metricKey } from '../../../simulator/services/cloud-watch/metric.ts';
import type { MetricDataQuery } from '../../../simulator/services/cloud-watch/metric-query.ts';

/** A metric of the project's own that was emitted. */
export interface EmittedMetric extends MetricIdentity {
  readonly unit: string;
}

/** A row of the table of metrics in `docs/metrics.md`. */
export interface DocumentedMetric extends MetricShape {
  readonly name: string;
  /** Names of functions, or `all`. */
  readonly emittedBy: readonly string[];
}

/** Queries of every plot of a dashboard, those that only serve an expression included, by the plot's title. */
export function plotsOf({ body }: Dashboard): ReadonlyMap<string, readonly MetricDataQuery[]> {
  const plots = parseBody(body).flatMap((widget) => (widget.type === 'metric' ? [widget.properties] : []));
  return new Map(
    plots.map((properties, index) => {
      const title = properties.title ?? `plot ${index + 1}`;
      return [title, metricRows(properties, title).map(({ query }) => query)];
    }),
  );
}

/** Metrics that queries ask for. */
export function metricsIn(queries: readonly MetricDataQuery[]): readonly MetricIdentity[] {
  return queries.flatMap((query) => {
    if (!('metricStat' in query)) return [];
    const { namespace, metricName, dimensions = {} } = query.metricStat;
    return [{ namespace, metricName, dimensions }];
  });
}

/** Metrics that alarms watch. */
export const watchedBy = (alarms: readonly Alarm[]): readonly MetricIdentity[] =>
  alarms.flatMap(({ definition }) => metricsIn(definition.queries));

/** Metrics that are asked for and that nobody emitted, under exactly these dimensions. */
export function neverEmitted(wanted: readonly MetricIdentity[], emitted: readonly MetricIdentity[]): readonly string[] {
  const known = new Set(emitted.map(metricKey));
  return [...new Set(wanted.map(metricKey))].filter((key) => !known.has(key));
}

/** What of emitted metrics the page does not say: name, dimensions, unit, by whom, and that it is sent by default. */
export function undocumented(
  emitted: readonly EmittedMetric[],
  documented: readonly DocumentedMetric[],
): readonly string[] {
  const rows = new Map(documented.map((row) => [row.name, row]));
  return emitted.flatMap((metric) => {
    const row = rows.get(metric.metricName);
    const faults = row === undefined ? ['has no row'] : faultsOf(metric, row);
    return faults.map((fault) => `${metricKey(metric)} ${fault}`);
  });
}

function faultsOf({ dimensions, unit }: EmittedMetric, row: DocumentedMetric): readonly string[] {
  const names = Object.keys(dimensions).toSorted().join();
  const { function: emitter = 'all' } = dimensions;
  return [
    ...(row.dimensions.some((each) => each.toSorted().join() === names) ? [] : ['has other dimensions']),
    ...(row.unit === unit ? [] : [`is in ${unit}`]),
    ...(row.isDetailed ? ['is sent by default'] : []),
    ...(emitter === 'all' || row.emittedBy.some((each) => each === 'all' || each === emitter)
      ? []
      : [`is emitted by ${emitter}`]),
  ];
}

/** Reads the table of metrics. */
export function documentedMetrics(page: string): readonly DocumentedMetric[] {
  const [, table = ''] = page.split('\n## Metrics\n');
  const rows = table.split('\n').filter((line) => line.startsWith('| `'));
  const end = table.indexOf('\n\n', table.indexOf('| `'));
  return rows.filter((row) => table.indexOf(row) < end).map(documentedMetric);
}

function documentedMetric(row: string): DocumentedMetric {
  const [name = '', unit = '', dimensions = '', sentWith = '', emittedBy = ''] = row
    .split('|')
    .slice(1)
    .map((cell) => cell.trim());
  return {
    name: name.replaceAll('`', ''),
    unit: unit as MetricShape['unit'],
    dimensions: dimensions.split('; ').map((list) => (list === 'none' ? [] : list.split(' + '))),
    isDetailed: sentWith === 'detailed',
    emittedBy: emittedBy.split(', '),
  };
}
