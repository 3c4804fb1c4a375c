import { FUNCTION_DIMENSION, MEASURES, METRICS, NAMESPACE } from '../../shared/runtime/metric-names.ts';
import { deadLetterQueueName, FUNCTIONS, functionName, type MonitoredFunction, queueName } from './functions.ts';

/** An alarm of the stack. A text may have references of Fn::Sub. */
export interface Alarm {
  readonly logicalId: string;
  /** What comes after the stack's name. */
  readonly name: string;
  /** The heading in docs/runbook.md, and what it means in a sentence. */
  readonly runbook: string;
  readonly meaning: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Sum' | 'Maximum';
  /** Seconds. */
  readonly period: number;
  readonly threshold: number;
  /** Datapoints at or over the threshold, out of how many. */
  readonly datapoints: readonly [needed: number, outOf: number];
}

const MINUTE = 60;

/** The alarms on a function's messages. */
function messageAlarms(each: MonitoredFunction): Alarm[] {
  const { name, prefix, promise } = each;
  return [
    {
      logicalId: `${prefix}DeadLettersAlarm`,
      name: `${name}-dead-letters`,
      runbook: 'dead-letters',
      meaning: `${name} could not handle a message, and set it aside.`,
      namespace: 'AWS/SQS',
      metricName: 'ApproximateNumberOfMessagesVisible',
      dimensions: { QueueName: deadLetterQueueName(each) },
      statistic: 'Maximum',
      period: MINUTE,
      threshold: 1,
      datapoints: [1, 1],
    },
    {
      logicalId: `${prefix}MessagesLateAlarm`,
      name: `${name}-messages-late`,
      runbook: 'messages-late',
      meaning: `A message waits for ${name} for longer than ${promise} seconds.`,
      namespace: 'AWS/SQS',
      metricName: 'ApproximateAgeOfOldestMessage',
      dimensions: { QueueName: queueName(each) },
      statistic: 'Maximum',
      period: MINUTE,
      threshold: promise,
      datapoints: [2, 2],
    },
  ];
}

/** The alarms on a function's runs. */
function runAlarms(each: MonitoredFunction): Alarm[] {
  const { name, prefix, timeout } = each;
  const ofFunction = { namespace: 'AWS/Lambda', dimensions: { FunctionName: functionName(each) } };
  // One of ten minutes, rather than one period of ten: longer periods begin anew with each minute, and where the last one has
  // no data the one before it counts, so that an alarm which was over would go off again. As many as ten, since a value has
  // the time at which its run began, and a run may take three minutes.
  const lately = { period: MINUTE, datapoints: [1, 10] } as const;
  return [
    {
      logicalId: `${prefix}ErrorsAlarm`,
      name: `${name}-errors`,
      runbook: 'errors',
      meaning: `Runs of ${name} fail: it does not start, breaks off, or takes too long.`,
      ...ofFunction,
      ...lately,
      metricName: 'Errors',
      statistic: 'Sum',
      threshold: 1,
    },
    {
      logicalId: `${prefix}TimeOutsAlarm`,
      name: `${name}-time-outs`,
      runbook: 'time-outs',
      meaning: `A run of ${name} took nearly as long as it may, or was cut off.`,
      ...ofFunction,
      ...lately,
      metricName: 'Duration',
      statistic: 'Maximum',
      threshold: timeout * 1000 * 0.95,
    },
    {
      logicalId: `${prefix}ThrottledAlarm`,
      name: `${name}-throttled`,
      runbook: 'throttled',
      meaning: `Lambda has no room to run ${name}: the account's concurrency is used up.`,
      ...ofFunction,
      metricName: 'Throttles',
      statistic: 'Sum',
      period: MINUTE,
      threshold: 1,
      datapoints: [3, 5],
    },
  ];
}

const own = { namespace: NAMESPACE, statistic: 'Sum', period: 5 * MINUTE, threshold: 1, datapoints: [1, 1] } as const;

/** Every alarm of the stack. */
export const ALARMS: readonly Alarm[] = [
  ...FUNCTIONS.flatMap((each) => [...messageAlarms(each), ...runAlarms(each)]),
  {
    ...own,
    logicalId: 'AccessDeniedAlarm',
    name: 'access-denied',
    runbook: 'access-denied',
    meaning: 'AWS refuses a call of a function for want of a permission or credentials.',
    metricName: METRICS.accessDenied,
    dimensions: {},
  },
  {
    ...own,
    logicalId: 'UnexpectedErrorsAlarm',
    name: 'unexpected-errors',
    runbook: 'unexpected-errors',
    meaning: 'A function met an error that nobody foresaw.',
    metricName: METRICS.unexpectedErrors,
    dimensions: {},
  },
  {
    ...own,
    logicalId: 'ApiThrottlesAlarm',
    name: 'api-throttles',
    runbook: 'api-throttles',
    meaning: 'In ten of fifteen minutes AWS asked the functions for fewer requests.',
    metricName: METRICS.throttles,
    dimensions: {},
    period: MINUTE,
    // As many as one call makes of itself. Functions that are refused everything back off, so there are not many more.
    threshold: 4,
    datapoints: [10, 15],
  },
  {
    ...own,
    logicalId: 'TerminationGateDeadlinesAlarm',
    name: 'termination-gate-deadlines',
    runbook: 'termination-gate-deadlines',
    meaning: 'A host was let go, or abandoned, at its deadline, whatever was left on it.',
    metricName: METRICS.deadlinesPassed,
    dimensions: { [FUNCTION_DIMENSION]: 'termination-gate' },
  },
  {
    ...own,
    logicalId: 'SpotDrainLateAlarm',
    name: 'spot-drain-late',
    runbook: 'spot-drain-late',
    meaning: 'More than 30 seconds of a Spot notice were over when its host was DRAINING.',
    metricName: MEASURES.spotDrainNoticeToDrain,
    dimensions: { [FUNCTION_DIMENSION]: 'spot-drain' },
    statistic: 'Maximum',
    period: MINUTE,
    threshold: 30_000,
  },
  {
    ...own,
    logicalId: 'HostSyncDriftAlarm',
    name: 'host-sync-drift',
    runbook: 'host-sync-drift',
    meaning: 'Scheduled looks find wrong counts again and again.',
    metricName: METRICS.servicesDrifted,
    dimensions: { [FUNCTION_DIMENSION]: 'host-sync' },
    period: 15 * MINUTE,
    // Three hours, so that a schedule of an hour has its three looks in them.
    datapoints: [3, 12],
  },
];
