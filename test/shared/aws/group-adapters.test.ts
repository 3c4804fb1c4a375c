import {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  DescribeAutoScalingInstancesCommand,
  DescribeInstanceRefreshesCommand,
  SetInstanceProtectionCommand,
  TerminateInstanceInAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { DescribeCapacityProvidersCommand, ECSClient } from '@aws-sdk/client-ecs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { describeGroupProviders } from '../../../shared/aws/capacity-providers.ts';
import { describeAllGroups, describeMembers, isRefreshing } from '../../../shared/aws/described-groups.ts';
import { clearScaleInProtection, terminateInstances } from '../../../shared/aws/group-instances.ts';
import { PermanentError } from '../../../shared/domain/errors.ts';
import { range } from '../../builders/host-finding.ts';
import { instanceId } from '../../builders/hosts.ts';

const api = mockClient(AutoScalingClient);
const ecsApi = mockClient(ECSClient);
const autoScaling = new AutoScalingClient({});
const ecs = new ECSClient({});
const signal = new AbortController().signal;

beforeEach(() => {
  api.reset();
  ecsApi.reset();
});

describe('describeAllGroups', () => {
  it('reads all pages, of a hundred groups each, with their instances', async () => {
    api.on(DescribeAutoScalingGroupsCommand).callsFake(({ NextToken }) => ({
      AutoScalingGroups: [{ AutoScalingGroupName: NextToken ?? 'first' }],
      ...(NextToken ? {} : { NextToken: 'second' }),
    }));
    const groups = await describeAllGroups(autoScaling, signal);
    expect(groups.map(({ autoScalingGroupName }) => autoScalingGroupName)).toEqual(['first', 'second']);
    const [input] = api.commandCalls(DescribeAutoScalingGroupsCommand).map((call) => call.args[0].input);
    expect(input).toMatchObject({ MaxRecords: 100, IncludeInstances: true });
  });

  it('gives sizes, zones, processes, tags, pool and instances', async () => {
    api.on(DescribeAutoScalingGroupsCommand).callsFake(() => ({
      AutoScalingGroups: [
        {
          AutoScalingGroupName: 'web',
          MinSize: 1,
          DesiredCapacity: 4,
          AvailabilityZones: ['a', 'b'],
          SuspendedProcesses: [{ ProcessName: 'Terminate' }],
          Tags: [{ Key: 'k', Value: 'v' }],
          Status: 'Delete in progress',
          WarmPoolConfiguration: { MinSize: 0 },
          Instances: [
            {
              InstanceId: instanceId(1),
              AvailabilityZone: 'a',
              LifecycleState: 'InService',
              HealthStatus: 'Healthy',
              ProtectedFromScaleIn: false,
              WeightedCapacity: '2',
            },
            { InstanceId: instanceId(2), AvailabilityZone: 'b', LifecycleState: 'Standby', HealthStatus: 'Unhealthy' },
          ],
        },
      ],
    }));
    const ofGroup = { autoScalingGroupName: 'web' };
    expect(await describeAllGroups(autoScaling, signal)).toEqual([
      {
        autoScalingGroupName: 'web',
        tags: { k: 'v' },
        status: 'Delete in progress',
        minSize: 1,
        desiredCapacity: 4,
        availabilityZones: ['a', 'b'],
        suspendedProcesses: ['Terminate'],
        hasWarmPool: true,
        members: [
          {
            ...ofGroup,
            ec2InstanceId: instanceId(1),
            lifecycleState: 'InService',
            availabilityZone: 'a',
            healthStatus: 'Healthy',
            protectedFromScaleIn: false,
            weightedCapacity: 2,
          },
          {
            ...ofGroup,
            ec2InstanceId: instanceId(2),
            lifecycleState: 'Standby',
            availabilityZone: 'b',
            healthStatus: 'Unhealthy',
            // What is not said is not taken for leave.
            protectedFromScaleIn: true,
            weightedCapacity: 1,
          },
        ],
      },
    ]);
  });

  it('takes a group that does not say its sizes for one that no instance may leave', async () => {
    api
      .on(DescribeAutoScalingGroupsCommand)
      .callsFake(() => ({ AutoScalingGroups: [{ AutoScalingGroupName: 'web' }] }));
    const [group] = await describeAllGroups(autoScaling, signal);
    expect(group).toMatchObject({ minSize: Number.POSITIVE_INFINITY, hasWarmPool: false, status: undefined });
  });
});

it('describeMembers asks for fifty in a call', async () => {
  api.on(DescribeAutoScalingInstancesCommand).callsFake(({ InstanceIds }) => ({
    AutoScalingInstances: (InstanceIds as string[]).map((InstanceId) => ({
      InstanceId,
      AutoScalingGroupName: 'web',
      LifecycleState: 'Warmed:Running',
    })),
  }));
  const members = await describeMembers(autoScaling, range(120).map(instanceId), signal);
  expect(members.map(({ ec2InstanceId }) => ec2InstanceId)).toEqual(range(120).map(instanceId));
  expect(members[0]).toMatchObject({ autoScalingGroupName: 'web', lifecycleState: 'Warmed:Running' });
  expect(api.commandCalls(DescribeAutoScalingInstancesCommand)).toHaveLength(3);
});

it.each([
  [undefined, false],
  ['Pending', true],
  ['InProgress', true],
  ['Baking', true],
  ['Cancelling', true],
  ['RollbackInProgress', true],
  ['Successful', false],
  ['Cancelled', false],
  ['Failed', false],
  ['RollbackSuccessful', false],
  ['RollbackFailed', false],
] as const)('a group whose latest refresh is %s is refreshing: %s', async (Status, expected) => {
  api.on(DescribeInstanceRefreshesCommand).resolves({ InstanceRefreshes: Status ? [{ Status }] : [] });
  expect(await isRefreshing(autoScaling, 'web', signal)).toBe(expected);
  expect(api.commandCalls(DescribeInstanceRefreshesCommand)[0]?.args[0].input).toMatchObject({
    AutoScalingGroupName: 'web',
    MaxRecords: 1,
  });
});

describe('instances of a group', () => {
  const instances = { autoScalingGroupName: 'web', ec2InstanceIds: [instanceId(1), instanceId(2)] };

  it.each([true, false])('are terminated in one call, lowering the desired capacity: %s', async (decrement) => {
    api.on(TerminateInstanceInAutoScalingGroupCommand).resolves({});
    await terminateInstances(autoScaling, instances, decrement, signal);
    expect(api.commandCalls(TerminateInstanceInAutoScalingGroupCommand).map((call) => call.args[0].input)).toEqual([
      {
        AutoScalingGroupName: 'web',
        InstanceIds: instances.ec2InstanceIds,
        ShouldDecrementDesiredCapacity: decrement,
      },
    ]);
  });

  it('are not terminated where Auto Scaling refuses, for good', async () => {
    const refusal = Object.assign(new Error('minSize'), {
      name: 'ValidationError',
      $metadata: { httpStatusCode: 400 },
    });
    api.on(TerminateInstanceInAutoScalingGroupCommand).rejects(refusal);
    await expect(terminateInstances(autoScaling, instances, true, signal)).rejects.toBeInstanceOf(PermanentError);
  });

  it('lose their protection', async () => {
    api.on(SetInstanceProtectionCommand).resolves({});
    await clearScaleInProtection(autoScaling, instances, signal);
    expect(api.commandCalls(SetInstanceProtectionCommand)[0]?.args[0].input).toEqual({
      AutoScalingGroupName: 'web',
      InstanceIds: instances.ec2InstanceIds,
      ProtectedFromScaleIn: false,
    });
  });
});

describe('describeGroupProviders', () => {
  const provider = (name: string, status?: 'ENABLED' | 'DISABLED') => ({
    name,
    autoScalingGroupProvider: {
      autoScalingGroupArn: `arn:aws:autoscaling:us-east-1:111122223333:autoScalingGroup:1:autoScalingGroupName/of-${name}`,
      ...(status && { managedScaling: { status } }),
    },
  });

  it('asks for ten in a call, and says which group ECS sizes', async () => {
    ecsApi.on(DescribeCapacityProvidersCommand).callsFake(({ capacityProviders: names }) => ({
      capacityProviders: (names as string[]).map((name) => provider(name, name === 'p3' ? 'ENABLED' : 'DISABLED')),
    }));
    const found = await describeGroupProviders(
      ecs,
      range(15).map((index) => `p${index}`),
      signal,
    );
    expect(found).toHaveLength(15);
    expect(found.filter(({ hasManagedScaling }) => hasManagedScaling)).toEqual([
      { name: 'p3', autoScalingGroupName: 'of-p3', hasManagedScaling: true },
    ]);
    expect(ecsApi.commandCalls(DescribeCapacityProvidersCommand)).toHaveLength(2);
  });

  it('leaves providers without a group and those that are gone aside, and throws for any other failure', async () => {
    ecsApi.on(DescribeCapacityProvidersCommand).resolvesOnce({
      capacityProviders: [provider('own'), { name: 'managed-instances' }],
      failures: [{ arn: 'gone', reason: 'MISSING' }],
    });
    expect(await describeGroupProviders(ecs, ['own'], signal)).toEqual([
      { name: 'own', autoScalingGroupName: 'of-own', hasManagedScaling: false },
    ]);
    ecsApi.on(DescribeCapacityProvidersCommand).resolves({ failures: [{ arn: 'own', reason: 'ACCESS_DENIED' }] });
    await expect(describeGroupProviders(ecs, ['own'], signal)).rejects.toMatchObject({ reason: 'unavailable' });
  });

  it('asks nothing for none', async () => {
    expect(await describeGroupProviders(ecs, [], signal)).toEqual([]);
    expect(ecsApi.calls()).toHaveLength(0);
  });
});
