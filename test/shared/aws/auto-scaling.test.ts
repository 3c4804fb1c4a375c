import {
  AutoScalingClient,
  CompleteLifecycleActionCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeAutoScalingInstancesCommand,
  DescribeLifecycleHooksCommand,
  type LifecycleHook,
  RecordLifecycleActionHeartbeatCommand,
} from '@aws-sdk/client-auto-scaling';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  completeLifecycleAction,
  describeGroupMembers,
  describeGroups,
  describeTerminationHooks,
  recordLifecycleActionHeartbeat,
} from '../../../shared/aws/auto-scaling.ts';
import { range } from '../../builders/host-finding.ts';
import { instanceId } from '../../builders/hosts.ts';

const api = mockClient(AutoScalingClient);
const autoScaling = new AutoScalingClient({});
const signal = new AbortController().signal;

/** An error as Auto Scaling answers with it. */
const failure = (name: string, message: string) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: name === 'ResourceContention' ? 500 : 400 } });

beforeEach(() => {
  api.reset();
});

describe('describeGroups', () => {
  it('asks for a hundred in a call, without their instances, and reads every page', async () => {
    const names = range(130).map((number) => `group-${number}`);
    api.on(DescribeAutoScalingGroupsCommand).callsFake(({ AutoScalingGroupNames: asked, NextToken }) => {
      const [first = '', second = ''] = asked as string[];
      const group = (AutoScalingGroupName: string) => ({ AutoScalingGroupName });
      if (NextToken) return { AutoScalingGroups: [group(second)] };
      return { AutoScalingGroups: [group(first)], NextToken: 'more' };
    });
    const groups = await describeGroups(autoScaling, names, signal);
    const named = groups.map(({ autoScalingGroupName }) => autoScalingGroupName);
    expect(named.toSorted()).toEqual(['group-0', 'group-1', 'group-100', 'group-101']);
    const inputs = api.commandCalls(DescribeAutoScalingGroupsCommand).map((call) => call.args[0].input);
    expect(inputs.map(({ AutoScalingGroupNames }) => AutoScalingGroupNames?.length).toSorted()).toEqual([
      100, 100, 30, 30,
    ]);
    expect(inputs.every(({ IncludeInstances }) => IncludeInstances === false)).toBe(true);
  });

  it.each([
    [{ RetentionTriggers: { TerminateHookAbandon: 'retain' } }, true],
    [{ RetentionTriggers: { TerminateHookAbandon: 'terminate' } }, false],
    [{}, false],
    [undefined, false],
  ] as const)('with the policy %j, retains: %s', async (InstanceLifecyclePolicy, retainsAbandoned) => {
    const Tags = [{ Key: 'a', Value: 'b' }, { Key: 'empty' }];
    const group = { AutoScalingGroupName: 'web', Tags, InstanceLifecyclePolicy };
    api.on(DescribeAutoScalingGroupsCommand).callsFake(() => ({ AutoScalingGroups: [group] }));
    expect(await describeGroups(autoScaling, ['web'], signal)).toEqual([
      { autoScalingGroupName: 'web', tags: { a: 'b', empty: '' }, retainsAbandoned },
    ]);
  });

  it('asks nothing for no group: without names, all would be the answer', async () => {
    expect(await describeGroups(autoScaling, [], signal)).toEqual([]);
    expect(api.calls()).toHaveLength(0);
  });
});

describe('describeTerminationHooks', () => {
  const hook = (overrides: Partial<LifecycleHook> = {}): LifecycleHook => ({
    LifecycleHookName: 'drain',
    LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
    HeartbeatTimeout: 300,
    ...overrides,
  });

  it('gives hooks for terminating instances, and where they tell', async () => {
    api.on(DescribeLifecycleHooksCommand).resolves({
      LifecycleHooks: [
        hook({ NotificationTargetARN: 'arn:topic' }),
        hook({ LifecycleHookName: 'untold', NotificationTargetARN: '' }),
        hook({ LifecycleHookName: 'launch', LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING' }),
      ],
    });
    const hooks = await describeTerminationHooks(autoScaling, 'web', signal);
    expect(hooks).toHaveLength(2);
    expect(hooks).toMatchObject([
      { lifecycleHookName: 'drain', heartbeatTimeout: 300, notificationTargetArn: 'arn:topic' },
      { lifecycleHookName: 'untold', heartbeatTimeout: 300, notificationTargetArn: undefined },
    ]);
  });

  it.each([{ LifecycleHookName: undefined }, { HeartbeatTimeout: undefined }])('fails with %j', async (lacking) => {
    api.on(DescribeLifecycleHooksCommand).resolves({ LifecycleHooks: [hook(), hook(lacking)] });
    await expect(describeTerminationHooks(autoScaling, 'web', signal)).rejects.toMatchObject({
      name: 'RetryableError',
      reason: 'inconsistent-reads',
    });
  });
});

describe('describeGroupMembers', () => {
  it('asks for fifty in a call, and leaves out what is in no group', async () => {
    api
      .on(DescribeAutoScalingInstancesCommand)
      .callsFake(({ InstanceIds: [InstanceId] }: { InstanceIds: string[] }) => ({
        AutoScalingInstances: [{ InstanceId, AutoScalingGroupName: 'web', LifecycleState: 'Terminating:Wait' }],
      }));
    const members = await describeGroupMembers(autoScaling, range(120).map(instanceId), signal);
    expect(members).toEqual(
      [0, 50, 100].map((number) => ({
        ec2InstanceId: instanceId(number),
        autoScalingGroupName: 'web',
        lifecycleState: 'Terminating:Wait',
      })),
    );
    const asked = api.commandCalls(DescribeAutoScalingInstancesCommand).map((call) => call.args[0].input.InstanceIds);
    expect(asked.map((ids) => ids?.length)).toEqual([50, 50, 20]);
  });

  it('asks nothing for no instance: without ids, all would be the answer', async () => {
    expect(await describeGroupMembers(autoScaling, [], signal)).toEqual([]);
    expect(api.calls()).toHaveLength(0);
  });
});

describe('a lifecycle action', () => {
  const hook = { autoScalingGroupName: 'web', lifecycleHookName: 'drain' };
  const named = { AutoScalingGroupName: 'web', LifecycleHookName: 'drain' };

  it('is named by its token, or by the instance that waits', async () => {
    await completeLifecycleAction(autoScaling, { ...hook, token: 't' }, 'ABANDON', signal);
    await completeLifecycleAction(autoScaling, { ...hook, ec2InstanceId: 'i-1' }, 'CONTINUE', signal);
    await recordLifecycleActionHeartbeat(autoScaling, { ...hook, token: 't' }, signal);
    const completions = api.commandCalls(CompleteLifecycleActionCommand).map((call) => call.args[0].input);
    expect(completions).toEqual([
      { ...named, LifecycleActionToken: 't', LifecycleActionResult: 'ABANDON' },
      { ...named, InstanceId: 'i-1', LifecycleActionResult: 'CONTINUE' },
    ]);
    const beats = api.commandCalls(RecordLifecycleActionHeartbeatCommand).map((call) => call.args[0].input);
    expect(beats).toEqual([{ ...named, LifecycleActionToken: 't' }]);
  });

  it.each([
    ['is over', 'ValidationError', 'No active Lifecycle Action found with token t', 'PermanentError', 'action-over'],
    ['has no group', 'ValidationError', 'AutoScalingGroup name not found', 'PermanentError', 'rejected'],
    ['is being changed', 'ResourceContention', 'try again', 'RetryableError', 'unavailable'],
    ['is one too many', 'Throttling', 'Rate exceeded', 'RetryableError', 'throttled'],
  ])('that %s fails in a kind of its own', async (_, code, message, name, reason) => {
    api.onAnyCommand().rejects(failure(code, message));
    const action = { ...hook, token: 't' };
    await expect(completeLifecycleAction(autoScaling, action, 'CONTINUE', signal)).rejects.toMatchObject({
      name,
      reason,
    });
    await expect(recordLifecycleActionHeartbeat(autoScaling, action, signal)).rejects.toMatchObject({ name, reason });
  });
});
