import type { Random } from '../../kernel/random.ts';

/** A duration in milliseconds: fixed, or log-normal from its median and 99th percentile. */
export type Latency = number | { readonly median: number; readonly p99: number };

/** Draws a duration in milliseconds. */
export function drawLatency(latency: Latency, random: Random): number {
  return typeof latency === 'number' ? latency : random.latency(latency.median, latency.p99);
}

/** How long the phases of a task's life take, in milliseconds. */
export interface TaskTimings {
  /** From placement to RUNNING: image pull and container start. */
  readonly startDuration: Latency;
  /** From SIGTERM to the end of the last container; never longer than the task's stop timeout. */
  readonly stopDuration: Latency;
  /** After this time in RUNNING the essential container exits by itself; undefined runs until stopped. */
  readonly runDuration?: Latency;
}

/** What a simulation may set. Times are milliseconds. */
export interface EcsOptions {
  /** Defaults for task definitions that are registered without timings of their own. */
  readonly timings?: Partial<TaskTimings>;
  /** From a change that concerns a service to the scheduler's look at that service. */
  readonly schedulerLatency?: Latency;
  /** From an order of the control plane to its effect on the host, and from the host back. */
  readonly agentLatency?: Latency;
  /** From the end of an EC2 instance to ECS noticing it. */
  readonly hostLossLatency?: Latency;
  /**
   * Time in RUNNING before a task counts towards the minimum healthy percent.
   * Source: ECS API reference, DeploymentConfiguration ("will wait for 40 seconds").
   */
  readonly healthyAfter?: number;
  /** Target groups' deregistration delay, for services with load balancers. Elastic Load Balancing's default is 300 s. */
  readonly deregistrationDelay?: number;
  /** Rate at which one service launches tasks on EC2. Source: ECS service quotas. */
  readonly launchesPerMinute?: number;
  /** How long stopped tasks can be listed. Source: ECS API reference, ListTasks ("at least one hour"). */
  readonly stoppedTaskRetention?: number;
  /**
   * What `distinctInstance` keeps apart. AWS documents the task group (a service's tasks of every deployment);
   * `deployment` lets a new deployment's task stand beside the one it replaces.
   */
  readonly distinctInstancePer?: 'group' | 'deployment';
  /** Agent disconnects and reconnects per host and hour; each pair puts two events on the bus. None by default. */
  readonly agentReconnectsPerHour?: number;
}

/** The options with every default filled in. */
export interface EcsSettings extends Required<Omit<EcsOptions, 'timings'>> {
  readonly timings: TaskTimings;
}

/** Fills in the defaults. */
export function settingsFrom(options: EcsOptions): EcsSettings {
  return {
    schedulerLatency: { median: 500, p99: 2_000 },
    agentLatency: { median: 150, p99: 900 },
    hostLossLatency: { median: 2_000, p99: 12_000 },
    healthyAfter: 40_000,
    deregistrationDelay: 300_000,
    launchesPerMinute: 500,
    stoppedTaskRetention: 3_600_000,
    distinctInstancePer: 'group',
    agentReconnectsPerHour: 0,
    ...options,
    timings: {
      startDuration: { median: 4_000, p99: 15_000 },
      stopDuration: { median: 1_500, p99: 12_000 },
      ...options.timings,
    },
  };
}
