import { type Account, arnOf } from '../../account/account.ts';
import type { AlarmDefinition, AlarmStateChange } from './alarm-definition.ts';
import { statisticOf } from './metric.ts';
import type { MetricDataQuery, MetricStat } from './metric-query.ts';

/** Names of Regions as notifications have them; a Region that is not here is named by its code. */
const REGION_NAMES: Readonly<Record<string, string>> = {
  'us-east-1': 'US East (N. Virginia)',
  'us-east-2': 'US East (Ohio)',
  'us-west-1': 'US West (N. California)',
  'us-west-2': 'US West (Oregon)',
  'eu-west-1': 'EU (Ireland)',
  'eu-west-2': 'EU (London)',
  'eu-central-1': 'EU (Frankfurt)',
  'ap-northeast-1': 'Asia Pacific (Tokyo)',
  'ap-southeast-1': 'Asia Pacific (Singapore)',
  'ap-southeast-2': 'Asia Pacific (Sydney)',
};

/** What a topic is told of a change. */
export interface AlarmNotification {
  readonly subject: string;
  /** JSON. */
  readonly message: string;
}

/** Builds the notification of a state change. Its shape is that of notifications seen in the field. */
export function alarmNotification(
  account: Account,
  definition: AlarmDefinition,
  change: AlarmStateChange & { readonly configuredAt: number },
): AlarmNotification {
  const region = REGION_NAMES[account.region] ?? account.region;
  const message = {
    AlarmName: definition.name,
    AlarmDescription: definition.description ?? null,
    AWSAccountId: account.id,
    AlarmConfigurationUpdatedTimestamp: timestamp(change.configuredAt),
    NewStateValue: change.to,
    NewStateReason: change.reason,
    StateChangeTime: timestamp(change.time),
    Region: region,
    AlarmArn: arnOf(account, 'cloudwatch', `alarm:${definition.name}`),
    OldStateValue: change.from,
    OKActions: definition.okActions,
    AlarmActions: definition.alarmActions,
    InsufficientDataActions: definition.insufficientDataActions,
    Trigger: triggerOf(definition),
  };
  return { subject: `${change.to}: "${definition.name}" in ${region}`, message: JSON.stringify(message) };
}

function triggerOf(definition: AlarmDefinition): object {
  const [only] = definition.queries;
  const isPlain = definition.queries.length === 1 && only !== undefined && 'metricStat' in only;
  return {
    ...(isPlain ? plainMetric(only.metricStat) : { Metrics: definition.queries.map(queryEntry) }),
    Period: definition.period,
    EvaluationPeriods: definition.evaluationPeriods,
    DatapointsToAlarm: definition.datapointsToAlarm,
    ComparisonOperator: definition.comparisonOperator,
    Threshold: definition.threshold,
    TreatMissingData: definition.treatMissingData,
    EvaluateLowSampleCountPercentile: '',
  };
}

const STATISTIC_NAMES: Readonly<Record<string, string>> = {
  SampleCount: 'SAMPLE_COUNT',
  Sum: 'SUM',
  Average: 'AVERAGE',
  Minimum: 'MINIMUM',
  Maximum: 'MAXIMUM',
};

function plainMetric({ namespace, metricName, dimensions = {}, stat, unit }: MetricStat): object {
  const isExtended = statisticOf(stat).kind === 'percentile';
  return {
    MetricName: metricName,
    Namespace: namespace,
    ...(isExtended
      ? { StatisticType: 'ExtendedStatistic', ExtendedStatistic: stat }
      : { StatisticType: 'Statistic', Statistic: STATISTIC_NAMES[stat] }),
    Unit: unit ?? null,
    Dimensions: dimensionList(dimensions),
  };
}

function queryEntry(query: MetricDataQuery): object {
  const { id: Id, label, returnData: ReturnData = true } = query;
  const common = { Id, ...(label !== undefined && { Label: label }), ReturnData };
  if ('expression' in query) return { ...common, Expression: query.expression };
  const { namespace: Namespace, metricName: MetricName, dimensions = {}, stat: Stat } = query.metricStat;
  const Metric = { Dimensions: dimensionList(dimensions), MetricName, Namespace };
  return { ...common, MetricStat: { Metric, Period: query.period, Stat } };
}

function dimensionList(dimensions: Readonly<Record<string, string>>): readonly object[] {
  return Object.entries(dimensions).map(([name, value]) => ({ value, name }));
}

/** `2023-03-06T17:09:40.215+0000`. */
function timestamp(time: number): string {
  return new Date(time).toISOString().replace('Z', '+0000');
}
