/** CloudWatch namespace of all metrics. docs/metrics.md has a row for each of them. */
export const NAMESPACE = 'EcsOps';

/** Dimension that says which function: its name, as in `host-sync`. */
export const FUNCTION_DIMENSION = 'function';

/** What a run counts. Sent as one sum a run, and only when that is not zero. */
export const METRICS = {
  /** Invocations that got as far as the handler. */
  runs: 'Runs',
  /** Records taken from the queue. */
  eventsTaken: 'EventsTaken',
  /** Messages put on the dead-letter queue because they can never succeed. */
  parked: 'Parked',
  /** Messages that could not be parked and come back. */
  parkFailures: 'ParkFailures',
  /** Messages that come back because something failed. */
  retried: 'Retried',
  /** Messages that come back because a write deserves a second look. */
  confirmingLooks: 'ConfirmingLooks',
  /** Actions done. */
  actions: 'Actions',
  /** Actions that would have been done but for the dry run. */
  actionsDryRun: 'ActionsDryRun',
  /** Actions that failed and are tried again. */
  actionsFailed: 'ActionsFailed',
  /** Things left alone, for a reason. */
  heldBack: 'HeldBack',
  /** Things done although something is not as it should be. */
  warnings: 'Warnings',
  /** Hosts that were decided about, those that stay included. */
  verdicts: 'Verdicts',
  /** Hosts let go, or abandoned, although tasks may have been left on them. */
  deadlinesPassed: 'DeadlinesPassed',
  /** Services whose count was wrong although no event said that something had changed. */
  servicesDrifted: 'ServicesDrifted',
  /** Hosts that were terminated, and the desired capacity with them. */
  hostsRemoved: 'HostsRemoved',
  /** The vCPUs of those hosts, as ECS registered them. */
  vcpusRemoved: 'VcpusRemoved',
  /** Their memory in GiB, as ECS registered it. */
  memoryRemoved: 'MemoryRemoved',
  /** Clusters with less free room than is wanted. */
  clustersShortOfHeadroom: 'ClustersShortOfHeadroom',
  /** Hosts that were seen for the first time, and labelled. */
  hostsOnboarded: 'HostsOnboarded',
  /** What was found about the metadata service of hosts, and told. */
  findings: 'Findings',
  /** Errors of permission or credentials: a person has to mend something. */
  accessDenied: 'AccessDenied',
  /** Runs that met an error nobody foresaw. */
  unexpectedErrors: 'UnexpectedErrors',
  /** Requests sent to AWS, retries included. */
  apiCalls: 'ApiCalls',
  /** Requests that AWS answered with a throttling error. */
  throttles: 'Throttles',
} as const;

/** What a run measures. Sent with each value, hence not at all by a run that measures none: percentiles mean something. */
export const MEASURES = {
  /** From the moment of a Spot interruption notice to the moment its host was DRAINING. Milliseconds. */
  spotDrainNoticeToDrain: 'SpotDrainNoticeToDrain',
  /** What was left, just then, of the two minutes that a notice gives. Milliseconds. */
  spotDrainTimeLeft: 'SpotDrainTimeLeft',
  /** How long termination-gate held a host, from its lifecycle notice on. Milliseconds. */
  gateWait: 'TerminationGateWait',
  /** From the lifecycle notice to the moment the last task on the host had stopped. Milliseconds. */
  gateDrain: 'TerminationGateDrain',
  /** From that moment to the moment the host was let go. Milliseconds. */
  gateReleaseLag: 'TerminationGateReleaseLag',
  /** Age of the oldest message of a batch when the run begins. Milliseconds. */
  oldestMessageAge: 'OldestMessageAge',
  /** Hosts on which served services may run, over the services of a scheduled look. */
  eligibleHosts: 'EligibleHosts',
  /** Tasks that those services are to run. */
  desiredTasks: 'DesiredTasks',
  /** Free room of a cluster, in percent of its capacity; CPU or memory, whichever is nearer to what is wanted. */
  freeHeadroom: 'FreeHeadroom',
  /** The room that is wanted there, in percent of the capacity. */
  wantedHeadroom: 'WantedHeadroom',
} as const;

/** The name of a metric that is counted. */
export type MetricName = (typeof METRICS)[keyof typeof METRICS];

/** The name of a metric that is measured. */
export type MeasureName = (typeof MEASURES)[keyof typeof MEASURES];

/** Units of CloudWatch (CloudWatch API reference, MetricDatum). */
export type MetricUnit = 'Count' | 'Milliseconds' | 'Percent' | 'Gigabytes';

/**
 * Kinds of actions by which a function only remembers something. They come with each host that falls idle and each half
 * of a heartbeat, and are sent as metrics only where all are.
 */
export const HOUSEKEEPING: ReadonlySet<string> = new Set([
  'mark-hosts',
  'unmark-hosts',
  'label-hosts',
  'record-heartbeat',
]);

/** How a metric is sent. */
export interface MetricShape {
  readonly unit: MetricUnit;
  /** Under which dimensions: each list is a metric of its own for CloudWatch. An empty one sums up all functions. */
  readonly dimensions: readonly (readonly string[])[];
  /** Sent only with the setting `metricDetail: detailed`: in most accounts it has a value in every hour. */
  readonly isDetailed: boolean;
}

const OF_FUNCTION = [FUNCTION_DIMENSION];
/** For an alarm on all functions together. */
const OF_ALL: readonly string[] = [];

function basic(unit: MetricUnit, ...dimensions: MetricShape['dimensions']): MetricShape {
  return { unit, dimensions, isDetailed: false };
}

function detailed(unit: MetricUnit, ...dimensions: MetricShape['dimensions']): MetricShape {
  return { unit, dimensions, isDetailed: true };
}

/** The values of `kind`, `reason` and `result` are closed lists: kinds of actions, reason codes, results of a lifecycle action. */
const BY_KIND = [FUNCTION_DIMENSION, 'kind'];
const BY_REASON = [FUNCTION_DIMENSION, 'reason'];
const BY_RESULT = [FUNCTION_DIMENSION, 'result'];

/** How each metric is sent. */
export const METRIC_SHAPES: Readonly<Record<MetricName | MeasureName, MetricShape>> = {
  Runs: detailed('Count', OF_FUNCTION),
  EventsTaken: detailed('Count', OF_FUNCTION),
  Parked: basic('Count', BY_REASON),
  ParkFailures: basic('Count', OF_FUNCTION),
  Retried: basic('Count', BY_REASON),
  ConfirmingLooks: detailed('Count', OF_FUNCTION),
  Actions: detailed('Count', BY_KIND),
  ActionsDryRun: basic('Count', BY_KIND),
  ActionsFailed: basic('Count', BY_KIND),
  HeldBack: detailed('Count', BY_REASON),
  Warnings: detailed('Count', BY_REASON),
  Verdicts: detailed('Count', BY_REASON),
  DeadlinesPassed: basic('Count', OF_FUNCTION, BY_RESULT),
  ServicesDrifted: basic('Count', OF_FUNCTION),
  HostsRemoved: detailed('Count', OF_FUNCTION),
  VcpusRemoved: detailed('Count', OF_FUNCTION),
  MemoryRemoved: detailed('Gigabytes', OF_FUNCTION),
  ClustersShortOfHeadroom: basic('Count', OF_FUNCTION),
  HostsOnboarded: detailed('Count', OF_FUNCTION),
  Findings: basic('Count', OF_FUNCTION),
  AccessDenied: basic('Count', OF_FUNCTION, OF_ALL),
  UnexpectedErrors: basic('Count', OF_FUNCTION, OF_ALL),
  ApiCalls: detailed('Count', OF_FUNCTION),
  Throttles: basic('Count', OF_FUNCTION, OF_ALL),
  SpotDrainNoticeToDrain: basic('Milliseconds', OF_FUNCTION),
  SpotDrainTimeLeft: detailed('Milliseconds', OF_FUNCTION),
  TerminationGateWait: detailed('Milliseconds', OF_FUNCTION),
  TerminationGateDrain: detailed('Milliseconds', OF_FUNCTION),
  TerminationGateReleaseLag: detailed('Milliseconds', OF_FUNCTION),
  OldestMessageAge: detailed('Milliseconds', OF_FUNCTION),
  EligibleHosts: detailed('Count', OF_FUNCTION),
  DesiredTasks: detailed('Count', OF_FUNCTION),
  FreeHeadroom: detailed('Percent', OF_FUNCTION),
  WantedHeadroom: detailed('Percent', OF_FUNCTION),
};
