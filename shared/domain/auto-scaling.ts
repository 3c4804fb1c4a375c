import type { Tags } from './cluster.ts';

/** What is read of an Auto Scaling group (EC2 Auto Scaling API reference, AutoScalingGroup). */
export interface AutoScalingGroup {
  readonly autoScalingGroupName: string;
  readonly tags: Tags;
  /** ABANDON of a terminating lifecycle action keeps the instance (InstanceLifecyclePolicy, TerminateHookAbandon). */
  readonly retainsAbandoned: boolean;
}

/** What is read of a lifecycle hook for terminating instances (EC2 Auto Scaling API reference, LifecycleHook). */
export interface LifecycleHook {
  readonly lifecycleHookName: string;
  /** Seconds until the action ends with its default result, unless a heartbeat comes. 30 to 7200. */
  readonly heartbeatTimeout: number;
  /** Undefined when the hook tells EventBridge. */
  readonly notificationTargetArn: string | undefined;
  /** What its notices carry besides, as somebody wrote it. */
  readonly notificationMetadata: string | undefined;
}

/** What is read of an instance in a group (EC2 Auto Scaling API reference, AutoScalingInstanceDetails). */
export interface GroupMember {
  readonly ec2InstanceId: string;
  readonly autoScalingGroupName: string;
  /** As in `InService`, `Terminating:Wait` or `Warmed:Pending:Wait`. */
  readonly lifecycleState: string;
}

/** Something that Auto Scaling does or did to an instance (EC2 Auto Scaling API reference, Activity). */
export interface ScalingActivity {
  /** As in `Terminating EC2 instance: i-1234567890abcdef0`; nothing else says which instance it is about. */
  readonly description: string;
  /** In milliseconds since 1970. */
  readonly startedAt: number;
  readonly isOver: boolean;
}

/** Where an instance comes from or goes to (EC2 Auto Scaling user guide, warm pools, "Origin" and "Destination"). */
export type InstancePlace = 'EC2' | 'AutoScalingGroup' | 'WarmPool';

/** What becomes of a lifecycle action. A terminating instance goes on either way, unless the group retains abandoned ones. */
export type LifecycleActionResult = 'CONTINUE' | 'ABANDON';

/** How a call names a lifecycle action: by the token of its notice, or by the instance that waits. */
export type LifecycleActionName = { readonly autoScalingGroupName: string; readonly lifecycleHookName: string } & (
  | { readonly token: string }
  | { readonly ec2InstanceId: string }
);

/**
 * Tells whether a lifecycle hook for terminating instances may be holding an instance: on its way out, or back into a
 * warm pool. In `Warmed:Pending:Wait` it may also be a launch hook, for which there is no such action to complete.
 */
export function mayWaitToTerminate(lifecycleState: string): boolean {
  return isTerminating(lifecycleState) || lifecycleState === 'Warmed:Pending:Wait';
}

/** Tells whether a lifecycle hook for terminating instances holds an instance on its way out. */
export function isTerminating(lifecycleState: string): boolean {
  return /^(Warmed:)?Terminating:Wait$/.test(lifecycleState);
}
