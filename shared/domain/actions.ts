import type { Action } from './plan.ts';

/** Sets how many tasks a service should run (ECS API reference, UpdateService). Repeating it changes nothing. */
export interface SetDesiredCount extends Action {
  readonly kind: 'set-desired-count';
  readonly reason: 'too-few-tasks' | 'too-many-tasks';
  readonly clusterArn: string;
  readonly serviceArn: string;
  /** The desired count that was read. */
  readonly from: number;
  readonly to: number;
}

/**
 * Sets container instances of one cluster to DRAINING, at most ten (ECS API reference, UpdateContainerInstancesState).
 * Repeating it changes nothing.
 */
export interface DrainHosts extends Action {
  readonly kind: 'drain-hosts';
  readonly clusterArn: string;
  readonly containerInstanceArns: readonly string[];
}

/** Stops a task (ECS API reference, StopTask). Repeating it changes nothing. */
export interface StopTask extends Action {
  readonly kind: 'stop-task';
  readonly clusterArn: string;
  readonly taskArn: string;
  /** The instance that the task runs on. */
  readonly ec2InstanceId: string;
  /** What the task's owner reads as the reason. */
  readonly stoppedReason: string;
}
