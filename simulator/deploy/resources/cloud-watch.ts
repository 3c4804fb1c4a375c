import { arnOf } from '../../account/account.ts';
import type {
  AlarmDefinition,
  ComparisonOperator,
  TreatMissingData,
} from '../../services/cloud-watch/alarm-definition.ts';
import type { CloudWatchSimulator } from '../../services/cloud-watch/cloud-watch-simulator.ts';
import { statisticOf } from '../../services/cloud-watch/metric.ts';
import type { MetricDataQuery } from '../../services/cloud-watch/metric-query.ts';
import type { Properties, ResourceType } from '../deployer.ts';
import { flag, number, only, optionalText, record, records, text, texts } from './properties.ts';

const SINGLE_METRIC = ['Namespace', 'MetricName', 'Dimensions', 'Statistic', 'ExtendedStatistic', 'Period', 'Unit'];
const COMPARISONS: readonly string[] = [
  'GreaterThanThreshold',
  'GreaterThanOrEqualToThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
] satisfies ComparisonOperator[];
const TREATMENTS: readonly string[] = ['missing', 'notBreaching', 'breaching', 'ignore'] satisfies TreatMissingData[];
/** Source: CloudWatch API reference, PutMetricAlarm. */
const MOST_ACTIONS = 5;

/** AWS::CloudWatch::Alarm and Dashboard. */
export function cloudWatchTypes(cloudWatch: CloudWatchSimulator): Readonly<Record<string, ResourceType>> {
  return {
    'AWS::CloudWatch::Alarm': alarmType(cloudWatch),
    'AWS::CloudWatch::Dashboard': {
      properties: ['DashboardName', 'DashboardBody'],
      create: (properties, logicalId, { stackName }) => {
        const name = optionalText(properties, 'DashboardName') ?? `${stackName}-${logicalId}`;
        cloudWatch.createDashboard(name, text(properties, 'DashboardBody'));
        return { ref: name, remove: () => cloudWatch.deleteDashboard(name) };
      },
    },
  };
}

function alarmType(cloudWatch: CloudWatchSimulator): ResourceType {
  return {
    properties: [
      'ActionsEnabled',
      'AlarmActions',
      'AlarmDescription',
      'AlarmName',
      'ComparisonOperator',
      'DatapointsToAlarm',
      'EvaluationPeriods',
      'InsufficientDataActions',
      'Metrics',
      'OKActions',
      'Tags',
      'Threshold',
      'TreatMissingData',
      ...SINGLE_METRIC,
    ],
    create: (properties, logicalId, { stackName, account }) => {
      const name = optionalText(properties, 'AlarmName') ?? `${stackName}-${logicalId}`;
      cloudWatch.createAlarm(alarmDefinition(name, properties));
      const attributes = { Arn: arnOf(account, 'cloudwatch', `alarm:${name}`) };
      return { ref: name, attributes, remove: () => cloudWatch.deleteAlarm(name) };
    },
  };
}

function alarmDefinition(name: string, properties: Properties): AlarmDefinition {
  const queries = properties['Metrics'] === undefined ? [singleMetric(properties)] : mathQueries(properties);
  const evaluationPeriods = wholeNumber(properties, 'EvaluationPeriods');
  const datapointsToAlarm = wholeNumber(properties, 'DatapointsToAlarm', evaluationPeriods);
  if (datapointsToAlarm > evaluationPeriods) {
    throw new TypeError('DatapointsToAlarm must not be more than EvaluationPeriods');
  }
  if (properties['Threshold'] === undefined) throw new TypeError('Threshold is missing');
  return {
    name,
    description: optionalText(properties, 'AlarmDescription'),
    queries,
    watched: watchedOf(queries),
    period: periodOf(queries),
    evaluationPeriods,
    datapointsToAlarm,
    threshold: number(properties, 'Threshold', 0),
    comparisonOperator: oneOf(properties, 'ComparisonOperator', COMPARISONS) as ComparisonOperator,
    treatMissingData: oneOf(properties, 'TreatMissingData', TREATMENTS, 'missing') as TreatMissingData,
    actionsEnabled: flag(properties, 'ActionsEnabled', true),
    alarmActions: actions(properties, 'AlarmActions'),
    okActions: actions(properties, 'OKActions'),
    insufficientDataActions: actions(properties, 'InsufficientDataActions'),
  };
}

function singleMetric(properties: Properties): MetricDataQuery {
  const [statistic, extended] = [optionalText(properties, 'Statistic'), optionalText(properties, 'ExtendedStatistic')];
  const stat = statistic ?? extended;
  if (stat === undefined || (statistic !== undefined && extended !== undefined)) {
    throw new TypeError('An alarm has either Statistic or ExtendedStatistic');
  }
  if ((statisticOf(stat).kind === 'percentile') !== (extended !== undefined)) {
    throw new TypeError('A percentile is an ExtendedStatistic, any other a Statistic');
  }
  const metricStat = { ...metricOf(properties), stat, ...unitOf(properties) };
  return { id: 'm1', period: wholeNumber(properties, 'Period'), metricStat };
}

function mathQueries(properties: Properties): readonly MetricDataQuery[] {
  const both = SINGLE_METRIC.filter((name) => properties[name] !== undefined);
  if (both.length > 0) throw new TypeError(`An alarm has either Metrics or ${both.join(', ')}`);
  return records(properties, 'Metrics').map(queryOf);
}

function queryOf(entry: Properties): MetricDataQuery {
  only(entry, 'Metrics', ['Id', 'Label', 'Expression', 'MetricStat', 'Period', 'ReturnData']);
  const id = text(entry, 'Id');
  const label = optionalText(entry, 'Label');
  const base = { id, ...(label !== undefined && { label }), returnData: flag(entry, 'ReturnData', true) };
  if ((entry['Expression'] === undefined) === (entry['MetricStat'] === undefined)) {
    throw new TypeError(`Metrics: ${id} must have either Expression or MetricStat`);
  }
  if (entry['Expression'] !== undefined) {
    const period = entry['Period'] === undefined ? {} : { period: wholeNumber(entry, 'Period') };
    return { ...base, expression: text(entry, 'Expression'), ...period };
  }
  const metricStat = record(entry, 'MetricStat');
  only(metricStat, 'MetricStat', ['Metric', 'Period', 'Stat', 'Unit']);
  const metric = record(metricStat, 'Metric');
  only(metric, 'MetricStat.Metric', ['Namespace', 'MetricName', 'Dimensions']);
  const asked = { ...metricOf(metric), stat: text(metricStat, 'Stat'), ...unitOf(metricStat) };
  return { ...base, period: wholeNumber(metricStat, 'Period'), metricStat: asked };
}

function metricOf(properties: Properties) {
  const pairs = records(properties, 'Dimensions').map((dimension) => {
    only(dimension, 'Dimensions', ['Name', 'Value']);
    return [text(dimension, 'Name'), text(dimension, 'Value')] as const;
  });
  return {
    namespace: text(properties, 'Namespace'),
    metricName: text(properties, 'MetricName'),
    dimensions: Object.fromEntries(pairs),
  };
}

function unitOf(properties: Properties) {
  const unit = optionalText(properties, 'Unit');
  return unit === undefined ? {} : { unit };
}

function watchedOf(queries: readonly MetricDataQuery[]): string {
  const [watched, ...others] = queries.filter(({ returnData = true }) => returnData);
  if (watched === undefined || others.length > 0) throw new TypeError('Exactly one of Metrics must have ReturnData');
  return watched.id;
}

/** An alarm evaluates all of its metrics by one period. */
function periodOf(queries: readonly MetricDataQuery[]): number {
  const [period, ...others] = new Set(queries.flatMap((query) => query.period ?? []));
  if (period === undefined || others.length > 0) throw new TypeError('Metrics must have one Period, the same for all');
  return period;
}

function wholeNumber(properties: Properties, name: string, fallback?: number): number {
  const value = number(properties, name, fallback ?? Number.NaN);
  if (!Number.isInteger(value) || value < 1) throw new TypeError(`${name} must be a whole number over 0`);
  return value;
}

function oneOf(properties: Properties, name: string, known: readonly string[], fallback?: string): string {
  const value = optionalText(properties, name) ?? fallback;
  if (value === undefined || !known.includes(value)) {
    throw new TypeError(`${name} must be one of ${known.join(', ')}, not ${value}`);
  }
  return value;
}

function actions(properties: Properties, name: string): readonly string[] {
  const arns = texts(properties, name);
  if (arns.length > MOST_ACTIONS) throw new TypeError(`${name} may have ${MOST_ACTIONS} actions`);
  const other = arns.find((arn) => arn.split(':')[2] !== 'sns');
  if (other !== undefined) throw new TypeError(`${name}: the simulator has topics as actions, not ${other}`);
  return arns;
}
