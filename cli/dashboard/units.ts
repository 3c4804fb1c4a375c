import type { Unit } from '../page/quantity.ts';

/** Units of AWS's metrics, which GetMetricData does not tell. Source: the metrics pages of each service's guide. */
const AWS_METRICS: Readonly<Record<string, Readonly<Record<string, Unit>>>> = {
  'AWS/Lambda': {
    Duration: 'Milliseconds',
    PostRuntimeExtensionsDuration: 'Milliseconds',
    IteratorAge: 'Milliseconds',
    AsyncEventAge: 'Milliseconds',
    Invocations: 'Count',
    Errors: 'Count',
    Throttles: 'Count',
    ConcurrentExecutions: 'Count',
  },
  'AWS/SQS': {
    ApproximateAgeOfOldestMessage: 'Seconds',
    SentMessageSize: 'Bytes',
    ApproximateNumberOfMessagesVisible: 'Count',
    ApproximateNumberOfMessagesNotVisible: 'Count',
    ApproximateNumberOfMessagesDelayed: 'Count',
    NumberOfMessagesSent: 'Count',
    NumberOfMessagesReceived: 'Count',
    NumberOfMessagesDeleted: 'Count',
  },
  'AWS/ECS': {
    CPUReservation: 'Percent',
    MemoryReservation: 'Percent',
    CPUUtilization: 'Percent',
    MemoryUtilization: 'Percent',
  },
  'AWS/Events': { Invocations: 'Count', FailedInvocations: 'Count', IngestionToInvocationStartLatency: 'Milliseconds' },
};

/** Tells the unit of a metric; undefined where it is not known. */
export type UnitOf = (namespace: string, metricName: string) => Unit | undefined;

/** Words that end a metric's name, or stand on an axis, and what they say about its unit. */
const WORDS: readonly (readonly [RegExp, Unit])[] = [
  [/(?:\bµs|microseconds?|micros)$/i, 'Microseconds'],
  [/(?:\bms|milliseconds?|millis)$/i, 'Milliseconds'],
  [/(?:\bs|\bsec|seconds?)$/i, 'Seconds'],
  [/bytes?$/i, 'Bytes'],
  [/(?:percent|percentage|%)$/i, 'Percent'],
];

/** The unit of a metric, from what AWS says of it or from its name. */
export const metricUnit: UnitOf = (namespace, metricName) => AWS_METRICS[namespace]?.[metricName] ?? unitIn(metricName);

/** The unit that a text ends with, as the label of an axis or a metric's name does. */
export function unitIn(text: string): Unit | undefined {
  return WORDS.find(([word]) => word.test(text.trim()))?.[1];
}
