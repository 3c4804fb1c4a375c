import { describe, expect, it } from 'vitest';
import { permissionsFor } from '../ec2/test-world.ts';
import { AutoScalingTest } from './auto-scaling-test.ts';

const WEB = { AutoScalingGroupName: 'web' };

describe('permissions', () => {
  const conditions = { 'aws:ResourceTag/team': 'blue', 'autoscaling:ResourceTag/team': 'blue' };

  it.each([
    { operation: 'CompleteLifecycleAction', input: { ...WEB, LifecycleHookName: 'gate' } },
    { operation: 'RecordLifecycleActionHeartbeat', input: { ...WEB, LifecycleHookName: 'gate' } },
    { operation: 'SetDesiredCapacity', input: { ...WEB, DesiredCapacity: 1 } },
    { operation: 'SetInstanceProtection', input: { ...WEB, InstanceIds: [] } },
    { operation: 'TerminateInstanceInAutoScalingGroup', input: { ...WEB, InstanceIds: ['i-1'] } },
    { operation: 'TerminateInstanceInAutoScalingGroup', input: { InstanceId: 'first' } },
  ])('$operation asks for the group, with its tags', async ({ operation, input }) => {
    const test = await new AutoScalingTest().withGroup({ tags: { team: 'blue' } });
    const named = JSON.parse(JSON.stringify(input).replace('first', test.idsIn('InService')[0] ?? ''));
    expect(permissionsFor(test.autoScaling.api, operation, named)).toEqual([
      { action: `autoscaling:${operation}`, resource: test.autoScaling.view('web').arn, conditions },
    ]);
  });

  it.each(['DescribeAutoScalingGroups', 'DescribeAutoScalingInstances', 'DescribeLifecycleHooks', 'DescribeTags'])(
    '%s has no resource',
    (operation) => {
      const { autoScaling } = new AutoScalingTest();
      const expected = [{ action: `autoscaling:${operation}`, resource: '*' }];
      expect(permissionsFor(autoScaling.api, operation, {})).toEqual(expected);
    },
  );

  it('CreateOrUpdateTags asks for each group, with the tags of the request', async () => {
    const test = await new AutoScalingTest().withGroup();
    const input = { Tags: [{ ResourceId: 'web', Key: 'team', Value: 'red' }] };
    expect(permissionsFor(test.autoScaling.api, 'CreateOrUpdateTags', input)).toMatchObject([
      { conditions: { 'aws:RequestTag/team': 'red', 'aws:TagKeys': ['team'] } },
    ]);
  });

  it('a group that does not exist is asked for with any id', () => {
    const { autoScaling } = new AutoScalingTest();
    expect(permissionsFor(autoScaling.api, 'SetDesiredCapacity', WEB)).toMatchObject([
      { resource: 'arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:*:autoScalingGroupName/web' },
    ]);
  });
});
