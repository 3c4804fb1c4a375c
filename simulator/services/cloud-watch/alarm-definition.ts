import type { MetricDataQuery } from './metric-query.ts';

/** Of an alarm. */
export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** How a value and the threshold are compared. Those of anomaly detection are not modelled. */
export type ComparisonOperator =
  | 'GreaterThanThreshold'
  | 'GreaterThanOrEqualToThreshold'
  | 'LessThanThreshold'
  | 'LessThanOrEqualToThreshold';

/** What a period without data counts as. */
export type TreatMissingData = 'missing' | 'notBreaching' | 'breaching' | 'ignore';

/** A metric alarm. Source: CloudWatch API reference, PutMetricAlarm. */
export interface AlarmDefinition {
  readonly name: string;
  readonly description?: string | undefined;
  /** One query, or several of which one, `watched`, is compared with the threshold. */
  readonly queries: readonly MetricDataQuery[];
  /** Id of the query that is compared. */
  readonly watched: string;
  /** Seconds, a multiple of 60. */
  readonly period: number;
  readonly evaluationPeriods: number;
  /** So many of the evaluation periods must breach. */
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly comparisonOperator: ComparisonOperator;
  readonly treatMissingData: TreatMissingData;
  readonly actionsEnabled: boolean;
  /** ARNs of topics. */
  readonly alarmActions: readonly string[];
  readonly okActions: readonly string[];
  readonly insufficientDataActions: readonly string[];
}

/** A change of an alarm's state. */
export interface AlarmStateChange {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly from: AlarmState;
  readonly to: AlarmState;
  readonly reason: string;
}

/** An alarm, as DescribeAlarms and DescribeAlarmHistory would show it. */
export interface Alarm {
  readonly name: string;
  readonly arn: string;
  readonly definition: AlarmDefinition;
  readonly state: AlarmState;
  readonly stateReason: string;
  /** Epoch milliseconds. */
  readonly stateUpdatedAt: number;
  /** In order of time. */
  readonly history: readonly AlarmStateChange[];
}

/** A notification that a topic did not take. */
export interface FailedAlarmAction {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly alarmName: string;
  readonly topicArn: string;
  readonly because: string;
}
