import * as v from 'valibot';
import { DashboardError } from './dashboard.ts';

/*
 * The parts of a DashboardBody that this page shows. Everything is strict: what is not named here is refused.
 * Source: CloudWatch API reference, "Dashboard Body Structure and Syntax".
 */

const hex = v.pipe(v.string(), v.regex(/^#([0-9a-f]{3}|[0-9a-f]{6})$/i, 'a colour is written as #rgb or #rrggbb'));
const seconds = v.pipe(v.number(), v.integer(), v.minValue(1));
const side = v.picklist(['left', 'right']);

const metricOptions = v.strictObject({
  id: v.optional(v.pipe(v.string(), v.regex(/^[a-z]\w*$/, 'an id begins with a small letter'))),
  expression: v.optional(v.string()),
  label: v.optional(v.pipe(v.string(), v.regex(/^(?!.*\$\{)/, 'labels that CloudWatch fills in are not known here'))),
  stat: v.optional(v.string()),
  period: v.optional(seconds),
  color: v.optional(hex),
  visible: v.optional(v.boolean(), true),
  yAxis: v.optional(side, 'left'),
  region: v.optional(v.string()),
});

const axis = v.strictObject({
  label: v.optional(v.string()),
  min: v.optional(v.number()),
  max: v.optional(v.number()),
  /** CloudWatch then leaves the unit out of its label; here values carry their units either way. */
  showUnits: v.optional(v.boolean()),
});

const horizontal = v.strictObject({
  value: v.number(),
  label: v.optional(v.string()),
  color: v.optional(hex),
  fill: v.optional(v.picklist(['above', 'below', 'none']), 'none'),
  visible: v.optional(v.boolean(), true),
  yAxis: v.optional(side, 'left'),
});

const metricProperties = v.strictObject({
  title: v.optional(v.string()),
  view: v.optional(v.picklist(['timeSeries', 'singleValue', 'gauge', 'bar', 'pie', 'table']), 'timeSeries'),
  metrics: v.pipe(v.array(v.array(v.union([v.string(), metricOptions]))), v.minLength(1)),
  stacked: v.optional(v.boolean(), false),
  stat: v.optional(v.string(), 'Average'),
  period: v.optional(seconds, 300),
  region: v.optional(v.string()),
  setPeriodToTimeRange: v.optional(v.boolean(), false),
  sparkline: v.optional(v.boolean(), false),
  singleValueFullPrecision: v.optional(v.boolean(), false),
  yAxis: v.optional(v.strictObject({ left: v.optional(axis), right: v.optional(axis) }), {}),
  annotations: v.optional(v.strictObject({ horizontal: v.optional(v.array(horizontal), []) }), {}),
  legend: v.optional(v.strictObject({ position: v.picklist(['bottom', 'right', 'hidden']) }), { position: 'bottom' }),
  table: v.optional(
    v.strictObject({
      layout: v.optional(v.picklist(['horizontal', 'vertical'])),
      showTimeSeriesData: v.optional(v.boolean()),
      stickySummary: v.optional(v.boolean()),
      summaryColumns: v.optional(v.array(v.picklist(['MIN', 'MAX', 'SUM', 'AVG']))),
    }),
    {},
  ),
  /** A page is of one moment, and its times are UTC. */
  liveData: v.optional(v.boolean()),
  timezone: v.optional(v.literal('+0000')),
});

const textProperties = v.strictObject({
  markdown: v.string(),
  background: v.optional(v.picklist(['solid', 'transparent']), 'solid'),
});

const alarmProperties = v.strictObject({
  title: v.optional(v.string()),
  alarms: v.pipe(v.array(v.string()), v.minLength(1)),
  sortBy: v.optional(v.picklist(['default', 'stateUpdatedTimestamp', 'timestamp']), 'default'),
  states: v.optional(v.array(v.picklist(['OK', 'ALARM', 'INSUFFICIENT_DATA']))),
});

const logProperties = v.strictObject({
  title: v.optional(v.string()),
  query: v.string(),
  view: v.optional(v.picklist(['table', 'timeSeries', 'bar', 'pie']), 'table'),
  stacked: v.optional(v.boolean(), false),
  region: v.optional(v.string()),
  queryLanguage: v.optional(v.literal('CWLI')),
});

const place = {
  x: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(23)),
  y: v.pipe(v.number(), v.integer(), v.minValue(0)),
  width: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(24)), 6),
  height: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)), 6),
};

const widget = v.variant('type', [
  v.strictObject({ type: v.literal('metric'), ...place, properties: metricProperties }),
  v.strictObject({ type: v.literal('text'), ...place, properties: textProperties }),
  v.strictObject({ type: v.literal('alarm'), ...place, properties: alarmProperties }),
  v.strictObject({ type: v.literal('log'), ...place, properties: logProperties }),
]);

const body = v.strictObject({
  widgets: v.array(widget),
  /** The caller says which time is shown, and a widget's period stays what the body says. */
  start: v.optional(v.string()),
  end: v.optional(v.string()),
  periodOverride: v.optional(v.picklist(['auto', 'inherit'])),
});

export type Widget = v.InferOutput<typeof widget>;
export type MetricProperties = v.InferOutput<typeof metricProperties>;
export type MetricOptions = v.InferOutput<typeof metricOptions>;
export type TextProperties = v.InferOutput<typeof textProperties>;
export type AlarmProperties = v.InferOutput<typeof alarmProperties>;
export type LogProperties = v.InferOutput<typeof logProperties>;

/**
 * The widgets of a DashboardBody in the order in which they are read: from top to bottom, from left to right.
 * @throws DashboardError with everything in it that this page does not know
 */
export function parseBody(document: unknown): readonly Widget[] {
  const parsed = v.safeParse(body, document);
  if (!parsed.success) {
    throw new DashboardError(parsed.issues.map((issue) => `${v.getDotPath(issue) ?? 'the body'}: ${issue.message}`));
  }
  const beyond = parsed.output.widgets.flatMap(({ x, width }, index) =>
    x + width > 24 ? [`widgets.${index}: reaches beyond the 24th column`] : [],
  );
  if (beyond.length > 0) throw new DashboardError(beyond);
  return parsed.output.widgets.toSorted((one, other) => one.y - other.y || one.x - other.x);
}
