/** A metric and what to make of it. */
export interface MetricStat {
  readonly namespace: string;
  readonly metricName: string;
  /** Default none: the metric without dimensions. */
  readonly dimensions?: Readonly<Record<string, string>>;
  /** `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount` or a percentile such as `p99`. */
  readonly stat: string;
  /** Only if the metric is sent in that unit. */
  readonly unit?: string;
}

/** What all queries have. */
interface QueryBase {
  /** A lower-case letter, then letters, digits and underscores; expressions name it. */
  readonly id: string;
  readonly label?: string;
  /** Whether it is in the answer; else it only serves expressions. Default true. */
  readonly returnData?: boolean;
}

/** Asks for a metric. */
export interface MetricStatQuery extends QueryBase {
  readonly metricStat: MetricStat;
  /** Seconds, a multiple of 60. */
  readonly period: number;
}

/** Asks for what an expression makes of other queries. */
export interface ExpressionQuery extends QueryBase {
  /** Metric math, such as `100 * errors / invocations`. */
  readonly expression: string;
  /** Seconds; default that of the queries that it names, which must have the same one. */
  readonly period?: number;
}

/** One query of GetMetricData. Source: CloudWatch API reference, MetricDataQuery. */
export type MetricDataQuery = MetricStatQuery | ExpressionQuery;

/** One answer of GetMetricData: what has no data is left out. */
export interface MetricDataResult {
  readonly id: string;
  /** The query's, else the metric's name or the expression's id. */
  readonly label: string;
  /** Starts of periods, epoch milliseconds, ascending. */
  readonly timestamps: readonly number[];
  readonly values: readonly number[];
}

/** From `start` up to, without, `end`; epoch milliseconds. */
export interface TimeRange {
  readonly start: number;
  readonly end: number;
}

/** Where periods begin. */
export interface Alignment {
  /** With multiples of their length; if false, with the range. Default true. */
  readonly aligned?: boolean;
}
