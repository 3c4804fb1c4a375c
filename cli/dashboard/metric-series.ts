import { paletteColour, readableColour } from '../page/colour.ts';
import type { TimeRange } from '../page/moment.ts';
import type { PlotSeries } from '../page/plot.ts';
import type { MetricProperties } from './body.ts';
import { answerFor, DashboardError, type DashboardSources, type MetricDataResult } from './dashboard.ts';
import { type MetricRow, metricRows } from './metric-rows.ts';
import { metricUnit, type UnitOf, unitIn } from './units.ts';

/** More values than this in a series, and gaps are no longer marked one by one. */
const MOST_GAPS = 5000;

/** The rows of a metric widget with what the sources answered. */
export interface MetricSeries extends PlotSeries {
  /** Seconds. */
  readonly period: number;
}

/** How a widget is asked for. */
export interface Asking {
  readonly title: string;
  readonly range: TimeRange;
  /** Seconds; instead of the periods that the widget says. */
  readonly period?: number;
}

/**
 * Asks for the series of a metric widget.
 * @throws DashboardError when a query is not answered, which is not the same as having no data
 */
export async function metricSeries(
  properties: MetricProperties,
  { getMetricData, unitOf }: DashboardSources,
  { title, range, period }: Asking,
): Promise<readonly MetricSeries[]> {
  const known: UnitOf = (namespace, metricName) => unitOf?.(namespace, metricName) ?? metricUnit(namespace, metricName);
  const rows = metricRows(properties, title, known).map((row) =>
    period === undefined ? row : withPeriod(row, period),
  );
  const queries = rows.map(({ query }) => query);
  const results = await answerFor(title, () => getMetricData(queries, range, { aligned: period === undefined }));
  const unanswered = rows.filter(({ query, options }) => options.visible && !results.some(({ id }) => id === query.id));
  // A search may find nothing.
  const faults = unanswered.filter(({ query }) => !('expression' in query && query.expression.includes('SEARCH(')));
  if (faults.length > 0) throw new DashboardError(faults.map(({ label }) => `${title}: nobody knows ${label}`));
  const shown = rows.filter(({ options }) => options.visible);
  const answers = shown.flatMap((row) =>
    results.filter(({ id }) => id === row.query.id).map((result) => ({ row, result })),
  );
  const units = unitsOfAxes(properties, rows);
  return answers.map(({ row, result }, index) => seriesOf(row, result, { index, range, units }));
}

interface Presentation {
  readonly index: number;
  readonly range: TimeRange;
  readonly units: Readonly<Record<'left' | 'right', PlotSeries['unit'] | undefined>>;
}

function seriesOf(row: MetricRow, result: MetricDataResult, { index, range, units }: Presentation): MetricSeries {
  const { color, yAxis } = row.options;
  return {
    label: result.label === '' ? row.label : result.label,
    colour: color === undefined ? paletteColour(index) : readableColour(color),
    unit: row.unit ?? units[yAxis] ?? 'None',
    axis: yAxis,
    additive: row.stat === 'Sum' || row.stat === 'SampleCount',
    period: row.period,
    ...withGaps(result, row.period * 1000, range),
  };
}

/** An axis says its unit in its label, or by the metrics on it when they agree: an expression has none of its own. */
function unitsOfAxes({ yAxis }: MetricProperties, rows: readonly MetricRow[]): Presentation['units'] {
  const unitOf = (side: 'left' | 'right'): PlotSeries['unit'] | undefined => {
    const labelled = unitIn(yAxis[side]?.label ?? '');
    return labelled ?? rows.find(({ unit, options }) => unit !== undefined && options.yAxis === side)?.unit;
  };
  return { left: unitOf('left'), right: unitOf('right') };
}

const withPeriod = (row: MetricRow, period: number): MetricRow => ({ ...row, period, query: { ...row.query, period } });

/** The values in order of time, and null where a period has none, so that lines break there. */
function withGaps({ timestamps, values }: MetricDataResult, step: number, range: TimeRange) {
  const found = [...timestamps.entries()]
    .map(([at, time]) => ({ time, value: values[at] ?? null }))
    .sort((one, other) => one.time - other.time);
  if ((range.end - range.start) / step > MOST_GAPS) return columnsOf(found);
  const whole = found.flatMap((point, at) => {
    const before = found[at - 1];
    const missing = before !== undefined && point.time - before.time > step;
    return missing ? [{ time: before.time + step, value: null }, point] : [point];
  });
  return columnsOf(whole);
}

const columnsOf = (points: readonly { readonly time: number; readonly value: number | null }[]) => ({
  times: points.map(({ time }) => time),
  values: points.map(({ value }) => value),
});
