import type { TimeRange } from '../page/moment.ts';
import type { UnitOf } from './units.ts';

interface QueryBase {
  readonly id: string;
  readonly label: string;
  /** Seconds. */
  readonly period: number;
  readonly returnData: boolean;
}

/** Asks for a metric. */
export interface MetricStatQuery extends QueryBase {
  readonly metricStat: {
    readonly namespace: string;
    readonly metricName: string;
    readonly dimensions: Readonly<Record<string, string>>;
    readonly stat: string;
  };
}

/** Asks for what metric math makes of other queries. */
export interface ExpressionQuery extends QueryBase {
  readonly expression: string;
}

/** A query for GetMetricData (CloudWatch API reference, MetricDataQuery), in camel case. */
export type MetricDataQuery = MetricStatQuery | ExpressionQuery;

/** A time series that answers a query; an expression that searches has several. */
export interface MetricDataResult {
  readonly id: string;
  readonly label: string;
  /** Epoch milliseconds, in any order; each is the beginning of a period. */
  readonly timestamps: readonly number[];
  readonly values: readonly number[];
}

/** One field of one row that a Logs Insights query found (CloudWatch Logs API reference, ResultField). */
export interface ResultField {
  readonly field: string;
  readonly value: string;
}

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** An alarm as it is at the end of the dashboard's time. */
export interface Alarm {
  readonly name: string;
  readonly arn: string;
  readonly state: AlarmState;
  /** Epoch milliseconds. */
  readonly stateSince: number;
  readonly description?: string;
  /** Changes of state, oldest first; before the first of them the alarm had insufficient data. */
  readonly history: readonly { readonly time: number; readonly state: AlarmState; readonly reason?: string }[];
}

/** Where periods begin: with multiples of their length, or with the range. */
export interface Periods {
  readonly aligned: boolean;
}

/** Where a dashboard's content comes from. */
export interface DashboardSources {
  readonly getMetricData: (
    queries: readonly MetricDataQuery[],
    range: TimeRange,
    periods: Periods,
  ) => readonly MetricDataResult[] | Promise<readonly MetricDataResult[]>;
  /** @param query with its SOURCE, as it stands in a dashboard */
  readonly insights: (
    query: string,
    range: TimeRange,
  ) => readonly (readonly ResultField[])[] | Promise<readonly (readonly ResultField[])[]>;
  readonly alarms: readonly Alarm[];
  /** Units of metrics that AWS does not publish itself. */
  readonly unitOf?: UnitOf;
}

/** A dashboard and the time that it shows, epoch milliseconds. */
export interface DashboardInput extends DashboardSources, TimeRange {
  readonly name: string;
  /** The DashboardBody, parsed from JSON. */
  readonly body: unknown;
  readonly region: string;
}

/** A dashboard can't be shown as it was meant. */
export class DashboardError extends Error {
  override readonly name = 'DashboardError';
  /** Everything that is wrong with it. */
  readonly faults: readonly string[];

  constructor(faults: readonly string[], options?: ErrorOptions) {
    super(`The dashboard can't be shown:\n${faults.join('\n')}`, options);
    this.faults = faults;
  }
}

/** Awaits a widget's answer. @throws DashboardError that names the widget, when its question is refused */
export async function answerFor<T>(title: string, ask: () => T | Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    throw new DashboardError([`${title}: ${cause instanceof Error ? cause.message : String(cause)}`], { cause });
  }
}
