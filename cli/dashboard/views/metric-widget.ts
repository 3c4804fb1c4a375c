import { paletteColour, readableColour } from '../../page/colour.ts';
import { type PlotAxis, type PlotThreshold, renderPlot, summaryOf } from '../../page/plot.ts';
import type { MetricProperties } from '../body.ts';
import type { DashboardInput } from '../dashboard.ts';
import { type MetricSeries, metricSeries } from '../metric-series.ts';
import { renderBars } from './bars.ts';
import { renderGauges } from './gauge.ts';
import { renderMetricTable } from './metric-table.ts';
import { renderPie } from './pie.ts';
import { renderSingleValues } from './single-value.ts';
import { content, NOTHING, type WidgetContent } from './widget-content.ts';

/** CloudWatch takes periods of whole minutes. */
const MINUTE = 60_000;

/** A metric widget in the view that it asks for. */
export async function metricWidget(
  properties: MetricProperties,
  title: string,
  input: DashboardInput,
): Promise<WidgetContent> {
  const { start, end } = input;
  const asking = { title, range: { start, end } };
  if (properties.view === 'timeSeries' || properties.view === 'table') {
    const series = await metricSeries(properties, input, asking);
    return series.some(hasValues) ? overTime(properties, series, asking) : NOTHING;
  }
  const period = Math.ceil((end - start) / MINUTE) * 60;
  const whole = properties.setPeriodToTimeRange ? { ...asking, period } : asking;
  const series = await metricSeries(properties, input, whole);
  if (!series.some(hasValues)) return NOTHING;
  if (properties.view !== 'singleValue') return content(RENDERERS[properties.view](series, properties));
  const trends = properties.sparkline ? await metricSeries(properties, input, asking) : [];
  return content(renderSingleValues(series, properties, trends));
}

const RENDERERS = { gauge: renderGauges, bar: renderBars, pie: renderPie } as const;

const hasValues = (series: MetricSeries): boolean => summaryOf(series) !== undefined;

function overTime(
  properties: MetricProperties,
  series: readonly MetricSeries[],
  { title, range }: { readonly title: string; readonly range: { readonly start: number; readonly end: number } },
): WidgetContent {
  if (properties.view === 'table') return content(renderMetricTable(series, properties, title));
  const { left, right } = properties.yAxis;
  const plot = {
    title,
    range,
    stacked: properties.stacked,
    series,
    thresholds: thresholdsOf(properties),
    left: axisOf(left),
    right: axisOf(right),
  };
  return content(renderPlot(plot, properties.legend.position !== 'hidden'));
}

function thresholdsOf({ annotations }: MetricProperties): readonly PlotThreshold[] {
  const visible = (annotations.horizontal ?? []).filter((each) => each.visible);
  return visible.map(({ value, label = '', color, fill, yAxis }, index) => ({
    value,
    label,
    fill,
    axis: yAxis,
    colour: color === undefined ? paletteColour(7 - index) : readableColour(color),
  }));
}

const axisOf = ({ label, min, max }: NonNullable<MetricProperties['yAxis']['left']> = {}): PlotAxis => ({
  ...(label === undefined ? {} : { label }),
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
});
