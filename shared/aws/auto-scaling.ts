import {
  type AutoScalingClient,
  type AutoScalingInstanceDetails,
  CompleteLifecycleActionCommand,
  DescribeAutoScalingInstancesCommand,
  DescribeLifecycleHooksCommand,
  paginateDescribeAutoScalingGroups,
  paginateDescribeAutoScalingInstances,
  paginateDescribeScalingActivities,
  RecordLifecycleActionHeartbeatCommand,
  type AutoScalingGroup as SdkGroup,
} from '@aws-sdk/client-auto-scaling';
import type {
  AutoScalingGroup,
  GroupMember,
  LifecycleActionName,
  LifecycleActionResult,
  LifecycleHook,
  ScalingActivity,
} from '../domain/auto-scaling.ts';
import { chunk, mapAtMost } from '../domain/concurrency.ts';
import { PermanentError, RetryableError } from '../domain/errors.ts';
import { calling } from './failures.ts';

/** EC2 Auto Scaling API reference, DescribeAutoScalingGroups, MaxRecords: "the maximum value is 100". */
const GROUPS_PER_CALL = 100;
/** EC2 Auto Scaling API reference, DescribeAutoScalingInstances: "you can specify up to 50 IDs". */
const INSTANCES_PER_CALL = 50;
/** EC2 Auto Scaling API reference, DescribeScalingActivities, MaxRecords: "the maximum value is 100". */
const ACTIVITIES_PER_CALL = 100;
/** Calls in flight together. */
const CALLS_AT_ONCE = 4;

/** Reads groups by name, with their tags and without their instances. One that does not exist is not in the answer. */
export async function describeGroups(
  autoScaling: AutoScalingClient,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly AutoScalingGroup[]> {
  const groups = await mapAtMost(CALLS_AT_ONCE, chunk(GROUPS_PER_CALL, names), (AutoScalingGroupNames) =>
    calling('DescribeAutoScalingGroups', async () => {
      const found: SdkGroup[] = [];
      const input = { AutoScalingGroupNames, IncludeInstances: false, MaxRecords: GROUPS_PER_CALL };
      const pages = paginateDescribeAutoScalingGroups({ client: autoScaling }, input, { abortSignal: signal });
      for await (const page of pages) found.push(...(page.AutoScalingGroups ?? []));
      return found;
    }),
  );
  return groups.flat().map(toGroup);
}

function toGroup({ AutoScalingGroupName = '', Tags = [], InstanceLifecyclePolicy }: SdkGroup): AutoScalingGroup {
  return {
    autoScalingGroupName: AutoScalingGroupName,
    tags: Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value])),
    retainsAbandoned: InstanceLifecyclePolicy?.RetentionTriggers?.TerminateHookAbandon === 'retain',
  };
}

/** Reads a group's hooks for terminating instances. A group has 50 hooks at most, so there are no pages. */
export async function describeTerminationHooks(
  autoScaling: AutoScalingClient,
  autoScalingGroupName: string,
  signal: AbortSignal,
): Promise<readonly LifecycleHook[]> {
  const command = new DescribeLifecycleHooksCommand({ AutoScalingGroupName: autoScalingGroupName });
  const answer = await calling('DescribeLifecycleHooks', () => autoScaling.send(command, { abortSignal: signal }));
  const hooks = answer.LifecycleHooks ?? [];
  return hooks.flatMap(({ LifecycleHookName, LifecycleTransition, HeartbeatTimeout, ...hook }) => {
    if (LifecycleTransition !== 'autoscaling:EC2_INSTANCE_TERMINATING') return [];
    if (!LifecycleHookName || !HeartbeatTimeout) {
      throw new RetryableError('inconsistent-reads', `A hook of ${autoScalingGroupName} lacks its name or time-out`);
    }
    return [
      {
        lifecycleHookName: LifecycleHookName,
        heartbeatTimeout: HeartbeatTimeout,
        notificationTargetArn: hook.NotificationTargetARN || undefined,
        notificationMetadata: hook.NotificationMetadata || undefined,
      },
    ];
  });
}

/** Reads in which group, and in which state there, instances are. One that is in no group is not in the answer. */
export async function describeGroupMembers(
  autoScaling: AutoScalingClient,
  ec2InstanceIds: readonly string[],
  signal: AbortSignal,
): Promise<readonly GroupMember[]> {
  const answers = await mapAtMost(CALLS_AT_ONCE, chunk(INSTANCES_PER_CALL, ec2InstanceIds), (InstanceIds) => {
    const command = new DescribeAutoScalingInstancesCommand({ InstanceIds });
    return calling('DescribeAutoScalingInstances', () => autoScaling.send(command, { abortSignal: signal }));
  });
  return answers.flatMap((answer) => answer.AutoScalingInstances ?? []).map(toMember);
}

/** Reads in which state every instance of every group is. */
export async function describeAllGroupMembers(
  autoScaling: AutoScalingClient,
  signal: AbortSignal,
): Promise<readonly GroupMember[]> {
  return calling('DescribeAutoScalingInstances', async () => {
    const members: GroupMember[] = [];
    const input = { MaxRecords: INSTANCES_PER_CALL };
    const pages = paginateDescribeAutoScalingInstances({ client: autoScaling }, input, { abortSignal: signal });
    for await (const page of pages) members.push(...(page.AutoScalingInstances ?? []).map(toMember));
    return members;
  });
}

function toMember({ InstanceId = '', AutoScalingGroupName = '', LifecycleState = '' }: AutoScalingInstanceDetails) {
  return { ec2InstanceId: InstanceId, autoScalingGroupName: AutoScalingGroupName, lifecycleState: LifecycleState };
}

/** Reads what a group did last, the latest first, back to a time in milliseconds since 1970. */
export async function describeActivities(
  autoScaling: AutoScalingClient,
  AutoScalingGroupName: string,
  since: number,
  signal: AbortSignal,
): Promise<readonly ScalingActivity[]> {
  return calling('DescribeScalingActivities', async () => {
    const activities: ScalingActivity[] = [];
    const input = { AutoScalingGroupName, MaxRecords: ACTIVITIES_PER_CALL };
    const pages = paginateDescribeScalingActivities({ client: autoScaling }, input, { abortSignal: signal });
    for await (const page of pages) {
      const read = (page.Activities ?? []).map(({ Description = '', StartTime, EndTime }) => ({
        description: Description,
        startedAt: StartTime?.getTime() ?? Number.NaN,
        isOver: EndTime !== undefined,
      }));
      activities.push(...read);
      if (read.some(({ startedAt }) => startedAt < since)) break;
    }
    return activities;
  });
}

/** Lets an instance go on. One whose action has ended already is a PermanentError `action-over`. */
export async function completeLifecycleAction(
  autoScaling: AutoScalingClient,
  action: LifecycleActionName,
  result: LifecycleActionResult,
  signal: AbortSignal,
): Promise<void> {
  const command = new CompleteLifecycleActionCommand({ ...namingInput(action), LifecycleActionResult: result });
  await onAction('CompleteLifecycleAction', () => autoScaling.send(command, { abortSignal: signal }));
}

/** Starts the hook's time-out anew. An action that has ended already is a PermanentError `action-over`. */
export async function recordLifecycleActionHeartbeat(
  autoScaling: AutoScalingClient,
  action: LifecycleActionName,
  signal: AbortSignal,
): Promise<void> {
  const command = new RecordLifecycleActionHeartbeatCommand(namingInput(action));
  await onAction('RecordLifecycleActionHeartbeat', () => autoScaling.send(command, { abortSignal: signal }));
}

function namingInput(action: LifecycleActionName) {
  return {
    AutoScalingGroupName: action.autoScalingGroupName,
    LifecycleHookName: action.lifecycleHookName,
    ...('token' in action ? { LifecycleActionToken: action.token } : { InstanceId: action.ec2InstanceId }),
  };
}

/** Auto Scaling says in words alone that an action was completed, has expired or never was: in a ValidationError. */
async function onAction(operation: string, call: () => Promise<unknown>): Promise<void> {
  try {
    await calling(operation, call);
  } catch (error) {
    const isOver = error instanceof PermanentError && error.message.includes('No active Lifecycle Action found');
    throw isOver ? new PermanentError('action-over', error.message, { cause: error.cause }) : error;
  }
}
