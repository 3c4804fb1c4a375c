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
