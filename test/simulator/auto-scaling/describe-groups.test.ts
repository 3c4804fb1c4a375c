import type { AutoScalingGroupsType, AutoScalingInstancesType, TagsType } from '@aws-sdk/client-auto-scaling';
import { describe, expect, it } from 'vitest';
import { AutoScalingTest, aGroup } from './auto-scaling-test.ts';

const WEB = { AutoScalingGroupName: 'web' };

describe('DescribeAutoScalingGroups', () => {
  it('describes a group with its instances and tags', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 1, tags: { team: 'blue' }, retainOnAbandon: true });
    const { AutoScalingGroups } = test.call('DescribeAutoScalingGroups', {}) as AutoScalingGroupsType;
    expect(AutoScalingGroups).toMatchObject([
      {
        AutoScalingGroupName: 'web',
        MinSize: 0,
        MaxSize: 10,
        DesiredCapacity: 1,
        CreatedTime: new Date('2026-03-02T09:00:00Z'),
        AvailabilityZones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'],
        Instances: [{ LifecycleState: 'InService', HealthStatus: 'Healthy', ProtectedFromScaleIn: false }],
        Tags: [{ Key: 'team', Value: 'blue', PropagateAtLaunch: true, ResourceId: 'web' }],
        InstanceLifecyclePolicy: { RetentionTriggers: { TerminateHookAbandon: 'retain' } },
      },
    ]);
  });

  it('answers in pages of 50, or of up to 100', () => {
    const test = new AutoScalingTest();
    for (let index = 0; index < 120; index += 1)
      test.autoScaling.createGroup(aGroup({ name: `g-${index}`, desired: 0 }));
    const page = (input: object): AutoScalingGroupsType =>
      test.call('DescribeAutoScalingGroups', input) as AutoScalingGroupsType;
    expect(page({}).AutoScalingGroups).toHaveLength(50);
    const first = page({ MaxRecords: 100 });
    const second = page({ MaxRecords: 100, NextToken: first.NextToken });
    expect([first, second].map(({ AutoScalingGroups }) => AutoScalingGroups?.length)).toEqual([100, 20]);
    expect(second.NextToken).toBeUndefined();
    expect(() => page({ MaxRecords: 101 })).toThrow('between 1 and 100');
    expect(() => page({ NextToken: 'nonsense' })).toThrow(expect.objectContaining({ code: 'InvalidNextToken' }));
  });

  it.each([
    { filter: { Name: 'tag-key', Values: ['team'] }, expected: ['web', 'api'] },
    { filter: { Name: 'tag-value', Values: ['red'] }, expected: ['api'] },
    { filter: { Name: 'tag:team', Values: ['blue', 'green'] }, expected: ['web'] },
  ])('filters by $filter', ({ filter, expected }) => {
    const test = new AutoScalingTest();
    test.autoScaling.createGroup(aGroup({ tags: { team: 'blue' } }));
    test.autoScaling.createGroup(aGroup({ name: 'api', tags: { team: 'red' } }));
    test.autoScaling.createGroup(aGroup({ name: 'batch' }));
    const { AutoScalingGroups } = test.call('DescribeAutoScalingGroups', {
      Filters: [filter],
    }) as AutoScalingGroupsType;
    expect(AutoScalingGroups?.map(({ AutoScalingGroupName }) => AutoScalingGroupName)).toEqual(expected);
  });

  it('leaves the instances out on request, and unknown names always', async () => {
    const test = await new AutoScalingTest().withGroup();
    const input = { AutoScalingGroupNames: ['web', 'nowhere'], IncludeInstances: false };
    expect(test.call('DescribeAutoScalingGroups', input)).toMatchObject({
      AutoScalingGroups: [{ AutoScalingGroupName: 'web', Instances: [] }],
    });
  });
});

describe('DescribeAutoScalingInstances', () => {
  it('finds up to 50 by id, those of the warm pool too', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 1, max: 2, warmPool: {} });
    const describe = (input: object): AutoScalingInstancesType =>
      test.call('DescribeAutoScalingInstances', input) as AutoScalingInstancesType;
    const { AutoScalingInstances = [] } = describe({});
    expect(AutoScalingInstances.map(({ LifecycleState }) => LifecycleState).toSorted()).toEqual([
      'InService',
      'Warmed:Stopped',
    ]);
    const wanted = AutoScalingInstances[1]?.InstanceId;
    expect(describe({ InstanceIds: [wanted, 'i-00000000000000000'] }).AutoScalingInstances).toMatchObject([
      { InstanceId: wanted, AutoScalingGroupName: 'web', HealthStatus: 'HEALTHY' },
    ]);
    expect(() => describe({ InstanceIds: Array.from({ length: 51 }, (_, index) => `i-${index}`) })).toThrow(
      'limited to 50',
    );
  });
});

it('tags are created, described and filtered', async () => {
  const test = await new AutoScalingTest().withGroup({ tags: { team: 'blue' } });
  const tag = { ResourceId: 'web', ResourceType: 'auto-scaling-group', Key: 'ecs-ops:scale-in', Value: 'true' };
  test.call('CreateOrUpdateTags', { Tags: [{ ...tag, PropagateAtLaunch: false }] });
  const described = (filters: readonly object[]): TagsType =>
    test.call('DescribeTags', { Filters: filters }) as TagsType;
  expect(described([{ Name: 'key', Values: ['ecs-ops:scale-in'] }]).Tags).toEqual([
    { ...tag, PropagateAtLaunch: false },
  ]);
  expect(described([{ Name: 'auto-scaling-group', Values: ['web'] }]).Tags).toHaveLength(2);
  expect(test.autoScaling.taggedResources()).toMatchObject([{ tags: { team: 'blue', 'ecs-ops:scale-in': 'true' } }]);
});

it('scaling activities are described, the latest first', async () => {
  const test = await new AutoScalingTest().withGroup({ desired: 1 });
  test.autoScaling.setDesiredCapacity('web', 0);
  await test.world.pass(60);
  expect(test.call('DescribeScalingActivities', WEB)).toMatchObject({
    Activities: [
      { Description: expect.stringContaining('Terminating EC2 instance'), StatusCode: 'Successful', Progress: 100 },
      { Description: expect.stringContaining('Launching a new EC2 instance'), StatusCode: 'Successful' },
    ],
  });
});
