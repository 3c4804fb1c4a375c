/** CloudWatch namespace of all metrics. */
export const NAMESPACE = 'EcsOps';

/** Dimension that every metric has: the function's name, as in `host-sync`. */
export const FUNCTION_DIMENSION = 'function';

/** Metrics under the dimension `function` alone. Each is sent with every run, zeros too. */
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
  /** Errors of permission or credentials: a person has to mend something. */
  accessDenied: 'AccessDenied',
  /** Errors nobody foresaw. */
  unexpectedErrors: 'UnexpectedErrors',
  /** Requests sent to AWS, retries included. */
  apiCalls: 'ApiCalls',
  /** Requests that AWS answered with a throttling error. */
  throttles: 'Throttles',
} as const;

/** Metrics that are sent once more under `function` and a second dimension, whose values are a closed list. */
export const SECOND_DIMENSIONS = {
  /** Kinds of actions. */
  [METRICS.actions]: 'kind',
  [METRICS.actionsDryRun]: 'kind',
  [METRICS.actionsFailed]: 'kind',
  /** Reason codes. */
  [METRICS.heldBack]: 'reason',
  [METRICS.warnings]: 'reason',
  [METRICS.verdicts]: 'reason',
  [METRICS.parked]: 'reason',
  [METRICS.retried]: 'reason',
  [METRICS.deadlinesPassed]: 'reason',
} as const;

/**
 * Durations in milliseconds, under the dimension `function` alone. Sent with each value as it is measured, hence not
 * at all by a run that measures none, so that their percentiles mean something.
 */
export const DURATIONS = {
  /** From the moment of a Spot interruption notice to the moment its host was DRAINING. */
  spotDrainNoticeToDrain: 'SpotDrainNoticeToDrain',
  /** What was left, just then, of the two minutes that a notice gives. */
  spotDrainTimeLeft: 'SpotDrainTimeLeft',
  /** How long termination-gate held a host, from its lifecycle notice on. */
  gateWait: 'TerminationGateWait',
  /** From the lifecycle notice to the moment the last task on the host had stopped. */
  gateDrain: 'TerminationGateDrain',
  /** From that moment to the moment the host was let go. */
  gateReleaseLag: 'TerminationGateReleaseLag',
} as const;

/** The name of a duration. */
export type DurationName = (typeof DURATIONS)[keyof typeof DURATIONS];

/** The name of a metric. */
export type MetricName = (typeof METRICS)[keyof typeof METRICS];
