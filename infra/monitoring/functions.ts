/** A function, and what is expected of it. */
export interface MonitoredFunction {
  /** As in the dimension `function`. */
  readonly name: string;
  /** The beginning of its logical ids: `HostSync` of `HostSyncQueue`. */
  readonly prefix: string;
  /** Seconds that a message may wait before somebody should know. */
  readonly promise: number;
  /** The function's time-out in seconds, as in `serverless.yml`. */
  readonly timeout: number;
  /** Its memory in MiB, as there. */
  readonly memorySize: number;
}

/** Every function of the stack. */
export const FUNCTIONS: readonly MonitoredFunction[] = [
  { name: 'host-sync', prefix: 'HostSync', promise: 300, timeout: 60, memorySize: 256 },
  { name: 'spot-drain', prefix: 'SpotDrain', promise: 60, timeout: 15, memorySize: 256 },
  { name: 'termination-gate', prefix: 'TerminationGate', promise: 300, timeout: 30, memorySize: 256 },
  { name: 'scale-in', prefix: 'ScaleIn', promise: 300, timeout: 600, memorySize: 512 },
  { name: 'host-onboard', prefix: 'HostOnboard', promise: 300, timeout: 60, memorySize: 256 },
];

/** CloudFormation's reference to a function's name, within Fn::Sub. */
export const functionName = ({ prefix }: MonitoredFunction): string => `\${${prefix}LambdaFunction}`;

/** The same for the name of its queue. */
export const queueName = ({ prefix }: MonitoredFunction): string => `\${${prefix}Queue.QueueName}`;

/** The same for the name of its dead-letter queue. */
export const deadLetterQueueName = ({ prefix }: MonitoredFunction): string => `\${${prefix}DeadLetterQueue.QueueName}`;

/** The same for the name of its log group. */
export const logGroupName = ({ prefix }: MonitoredFunction): string => `\${${prefix}LogGroup}`;
