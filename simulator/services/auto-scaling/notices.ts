import { arnOf } from '../../account/account.ts';
import type { World } from '../../account/world.ts';
import type { ActivityRecord } from './activities.ts';
import type { LifecycleActionRecord } from './journal.ts';
import type { Group, LifecycleHook, Place } from './model.ts';

/** A message to a hook's notification target. */
export interface TargetNotice {
  readonly subject: string;
  /** JSON. */
  readonly message: string;
}

const SERVICE = 'AWS Auto Scaling';

/** What a target receives when a hook is put: `autoscaling:TEST_NOTIFICATION`. */
export function testNotice(world: World, group: Group, requestId: string): TargetNotice {
  return {
    subject: `Auto Scaling: test notification for group "${group.name}"`,
    message: JSON.stringify({
      Service: SERVICE,
      Time: new Date(world.clock.now()).toISOString(),
      RequestId: requestId,
      Event: 'autoscaling:TEST_NOTIFICATION',
      AccountId: world.account.id,
      AutoScalingGroupName: group.name,
      AutoScalingGroupARN: group.arn,
    }),
  };
}

/** What a target receives when an instance enters the wait of a hook. */
export function actionNotice(
  world: World,
  hook: LifecycleHook,
  action: LifecycleActionRecord,
  requestId: string,
): TargetNotice {
  const transition = action.transition === 'autoscaling:EC2_INSTANCE_LAUNCHING' ? 'LAUNCHING' : 'TERMINATING';
  return {
    subject: `Auto Scaling:  Lifecycle action '${transition}' for instance ${action.instanceId} in progress.`,
    message: JSON.stringify({
      Origin: action.origin,
      LifecycleHookName: action.hookName,
      Destination: action.destination,
      AccountId: world.account.id,
      RequestId: requestId,
      LifecycleTransition: action.transition,
      AutoScalingGroupName: action.groupName,
      Service: SERVICE,
      Time: new Date(world.clock.now()).toISOString(),
      EC2InstanceId: action.instanceId,
      LifecycleActionToken: action.token,
      ...metadataOf(hook),
    }),
  };
}

/** The event of a hook without a target. Source: EC2 Auto Scaling user guide, lifecycle action events. */
export function announceAction(world: World, group: Group, hook: LifecycleHook, action: LifecycleActionRecord): void {
  const name = action.transition === 'autoscaling:EC2_INSTANCE_LAUNCHING' ? 'launch' : 'terminate';
  world.publish({
    source: 'aws.autoscaling',
    detailType: `EC2 Instance-${name} Lifecycle Action`,
    resources: [group.arn],
    detail: {
      LifecycleActionToken: action.token,
      AutoScalingGroupName: action.groupName,
      LifecycleHookName: action.hookName,
      EC2InstanceId: action.instanceId,
      LifecycleTransition: action.transition,
      ...metadataOf(hook),
      Origin: action.origin,
      Destination: action.destination,
    },
  });
}

/** What a finished launch or termination says about its instance. */
export interface ScalingNotice {
  readonly instanceId: string;
  readonly zone: string;
  readonly origin: Place;
  readonly destination: Place;
  readonly activity: ActivityRecord;
}

/** EC2 Instance Launch Successful, EC2 Instance Terminate Successful. Source: user guide, successful scaling events. */
export function announceSuccess(world: World, group: Group, kind: 'Launch' | 'Terminate', notice: ScalingNotice): void {
  const { activity } = notice;
  world.publish({
    source: 'aws.autoscaling',
    detailType: `EC2 Instance ${kind} Successful`,
    resources: [group.arn, arnOf(world.account, 'ec2', `instance/${notice.instanceId}`)],
    detail: {
      StatusCode: 'InProgress',
      AutoScalingGroupName: group.name,
      ActivityId: activity.activityId,
      RequestId: activity.activityId,
      Description: activity.description,
      Cause: activity.cause,
      Details: { 'Availability Zone': notice.zone },
      StatusMessage: '',
      StartTime: new Date(activity.startedAt).toISOString(),
      EndTime: new Date(world.clock.now()).toISOString(),
      EC2InstanceId: notice.instanceId,
      Origin: notice.origin,
      Destination: notice.destination,
    },
  });
}

function metadataOf(hook: LifecycleHook): { readonly NotificationMetadata?: string } {
  return hook.notificationMetadata === undefined ? {} : { NotificationMetadata: hook.notificationMetadata };
}
