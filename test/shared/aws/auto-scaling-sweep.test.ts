import {
  AutoScalingClient,
  DescribeAutoScalingInstancesCommand,
  DescribeScalingActivitiesCommand,
} from '@aws-sdk/client-auto-scaling';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { describeActivities, describeAllGroupMembers } from '../../../shared/aws/auto-scaling.ts';

const api = mockClient(AutoScalingClient);
const autoScaling = new AutoScalingClient({});
const signal = new AbortController().signal;

beforeEach(() => {
  api.reset();
});

it('the instances of all groups are read page by page, fifty at a time', async () => {
  const instance = (InstanceId: string) => ({ InstanceId, AutoScalingGroupName: 'web', LifecycleState: 'InService' });
  api
    .on(DescribeAutoScalingInstancesCommand)
    .callsFake(({ NextToken }) =>
      NextToken
        ? { AutoScalingInstances: [instance('i-2')] }
        : { AutoScalingInstances: [instance('i-1')], NextToken: 'more' },
    );
  const members = await describeAllGroupMembers(autoScaling, signal);
  expect(members).toEqual(
    ['i-1', 'i-2'].map((ec2InstanceId) => ({
      ec2InstanceId,
      autoScalingGroupName: 'web',
      lifecycleState: 'InService',
    })),
  );
  const inputs = api.commandCalls(DescribeAutoScalingInstancesCommand).map((call) => call.args[0].input);
  expect(inputs.map(({ MaxRecords, InstanceIds }) => [MaxRecords, InstanceIds])).toEqual([
    [50, undefined],
    [50, undefined],
  ]);
});

it('activities are read back to a time, and no further', async () => {
  const activity = (hour: number, isOver: boolean) => ({
    Description: `at ${hour}`,
    StartTime: new Date(hour * 3_600_000),
    ...(isOver && { EndTime: new Date() }),
  });
  const pages = [[activity(9, false), activity(8, true)], [activity(7, true), activity(4, true)], [activity(3, true)]];
  api.on(DescribeScalingActivitiesCommand).callsFake(({ NextToken = '0' }) => ({
    Activities: pages[Number(NextToken)],
    NextToken: String(Number(NextToken) + 1),
  }));
  const activities = await describeActivities(autoScaling, 'web', 5 * 3_600_000, signal);
  expect(activities).toEqual([
    { description: 'at 9', startedAt: 9 * 3_600_000, isOver: false },
    { description: 'at 8', startedAt: 8 * 3_600_000, isOver: true },
    { description: 'at 7', startedAt: 7 * 3_600_000, isOver: true },
    { description: 'at 4', startedAt: 4 * 3_600_000, isOver: true },
  ]);
  expect(api.commandCalls(DescribeScalingActivitiesCommand)).toHaveLength(2);
});
