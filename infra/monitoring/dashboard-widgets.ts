import { FUNCTIONS, logGroupName } from './functions.ts';

/** A widget before it has a place. Source: CloudWatch API reference, "Dashboard body structure and syntax". */
export interface Widget {
  readonly type: 'text' | 'metric' | 'log' | 'alarm';
  /** Columns of 24. */
  readonly width: number;
  readonly height: number;
  readonly properties: object;
}

/** A line of a plot: a metric, or an expression over the others. */
export interface Line {
  readonly id?: string;
  /** Namespace, name, and names and values of dimensions by turns. */
  readonly metric?: readonly string[];
  readonly expression?: string;
  readonly stat?: string;
  readonly label?: string;
  readonly isHidden?: boolean;
}

interface PlotOptions {
  /** Seconds. */
  readonly period: number;
  readonly width: number;
  readonly height?: number;
  /** A line across, with what it means. */
  readonly limit?: { readonly label: string; readonly value: number };
  readonly isStacked?: boolean;
}

/** Region of the stack, for every widget. */
const region = '${AWS::Region}';

/** Markdown. */
export function text(markdown: string, width: number, height: number): Widget {
  return { type: 'text', width, height, properties: { markdown } };
}

/** States of alarms, by what comes after the stack's name in theirs. */
export function alarmStatus(title: string, names: readonly string[], width: number, height: number): Widget {
  const arn = 'arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:${AWS::StackName}';
  return { type: 'alarm', width, height, properties: { title, alarms: names.map((name) => `${arn}-${name}`) } };
}

/** Lines over time, from zero. */
export function metricPlot(
  title: string,
  lines: readonly Line[],
  { period, width, height = 6, limit, isStacked = false }: PlotOptions,
): Widget {
  const metrics = lines.map(({ id, metric, expression, stat, label, isHidden }) => {
    const options = {
      ...(id === undefined ? {} : { id }),
      ...(expression === undefined ? {} : { expression }),
      ...(stat === undefined ? {} : { stat }),
      ...(label === undefined ? {} : { label }),
      ...(isHidden === true ? { visible: false } : {}),
    };
    return [...(metric ?? []), options];
  });
  const annotations = limit === undefined ? {} : { annotations: { horizontal: [limit] } };
  const properties = {
    title,
    region,
    view: 'timeSeries',
    stacked: isStacked,
    period,
    metrics,
    yAxis: { left: { min: 0 } },
  };
  return { type: 'metric', width, height, properties: { ...properties, ...annotations } };
}

interface LogOptions {
  readonly width: number;
  readonly height: number;
  /** The functions whose logs are asked, by prefix; all when left out. */
  readonly prefixes?: readonly string[];
}

/** The answer to a query, as a table. */
export function logTable(title: string, query: string, options: LogOptions): Widget {
  return logWidget('table', title, query, options);
}

/** The answer to a query that has `by bin(…)`, as lines over time. */
export function logPlot(title: string, query: string, options: LogOptions): Widget {
  return logWidget('timeSeries', title, query, options);
}

function logWidget(view: string, title: string, query: string, { width, height, prefixes }: LogOptions): Widget {
  const asked = FUNCTIONS.filter(({ prefix }) => prefixes?.includes(prefix) ?? true);
  const sources = asked.map((each) => `SOURCE '${logGroupName(each)}'`);
  return { type: 'log', width, height, properties: { title, region, view, query: [...sources, query].join(' | ') } };
}
