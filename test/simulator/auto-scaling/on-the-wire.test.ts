import {
  AutoScalingClient,
  CompleteLifecycleActionCommand,
  CreateOrUpdateTagsCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeAutoScalingInstancesCommand,
  DescribeLifecycleHooksCommand,
  DescribeScalingActivitiesCommand,
  DescribeWarmPoolCommand,
  PutLifecycleHookCommand,
  PutWarmPoolCommand,
  RecordLifecycleActionHeartbeatCommand,
  SetDesiredCapacityCommand,
  SuspendProcessesCommand,
  TerminateInstanceInAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serve } from '../ec2/served.ts';
import { AutoScalingTest } from './auto-scaling-test.ts';

const test = new AutoScalingTest();
let client: AutoScalingClient;
let close: () => Promise<void>;

beforeAll(async () => {
  await test.withGroup({ desired: 3, max: 4, tags: { team: 'a & b' } });
  const served = await serve(test.world, [test.autoScaling.api]);
  client = new AutoScalingClient(served.settings);
  close = served.close;
});
afterAll(() => close());

const WEB = { AutoScalingGroupName: 'web' };
const GATE = { ...WEB, LifecycleHookName: 'gate' };

it('takes an instance through a termination, with the SDK’s own client', async () => {
  await client.send(
    new PutLifecycleHookCommand({
      ...GATE,
      LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
      HeartbeatTimeout: 60,
    }),
  );
  const { LifecycleHooks } = await client.send(new DescribeLifecycleHooksCommand(WEB));
  expect(LifecycleHooks).toMatchObject([
    { ...GATE, HeartbeatTimeout: 60, GlobalTimeout: 6000, DefaultResult: 'ABANDON' },
  ]);
  const InstanceIds = test.idsIn('InService').slice(0, 2);
  const { Activities } = await client.send(
    new TerminateInstanceInAutoScalingGroupCommand({ ...WEB, InstanceIds, ShouldDecrementDesiredCapacity: true }),
  );
  expect(Activities).toMatchObject([{ StatusCode: 'InProgress' }, { StatusCode: 'InProgress' }]);
  const [InstanceId] = InstanceIds;
  await client.send(new RecordLifecycleActionHeartbeatCommand({ ...GATE, InstanceId }));
  const complete = new CompleteLifecycleActionCommand({ ...GATE, InstanceId, LifecycleActionResult: 'CONTINUE' });
  await client.send(complete);
  await expect(client.send(complete)).rejects.toMatchObject({
    name: 'ValidationError',
    message: `No active Lifecycle Action found with instance ID ${InstanceId}`,
    $metadata: { httpStatusCode: 400 },
  });
  const { AutoScalingInstances } = await client.send(new DescribeAutoScalingInstancesCommand({ InstanceIds }));
  expect(AutoScalingInstances?.map(({ LifecycleState }) => LifecycleState)).toEqual([
    'Terminating:Proceed',
    'Terminating:Wait',
  ]);
});

it('describes what it is told', async () => {
  const Tags = [
    { ResourceId: 'web', ResourceType: 'auto-scaling-group', Key: 'k', Value: '', PropagateAtLaunch: true },
  ];
  await client.send(new CreateOrUpdateTagsCommand({ Tags }));
  await client.send(new SetDesiredCapacityCommand({ ...WEB, DesiredCapacity: 2 }));
  await client.send(
    new PutWarmPoolCommand({ ...WEB, PoolState: 'Running', InstanceReusePolicy: { ReuseOnScaleIn: true } }),
  );
  await client.send(new SuspendProcessesCommand({ ...WEB, ScalingProcesses: ['AZRebalance'] }));
  const { AutoScalingGroups } = await client.send(
    new DescribeAutoScalingGroupsCommand({ Filters: [{ Name: 'tag:team', Values: ['a & b'] }] }),
  );
  expect(AutoScalingGroups?.[0]).toMatchObject({
    DesiredCapacity: 2,
    SuspendedProcesses: [{ ProcessName: 'AZRebalance' }],
    Tags: [{ Key: 'team', Value: 'a & b' }, { Key: 'k' }],
    WarmPoolConfiguration: { PoolState: 'Running', InstanceReusePolicy: { ReuseOnScaleIn: true } },
    LaunchTemplate: { LaunchTemplateName: 'web', Version: '1' },
  });
  const { WarmPoolConfiguration } = await client.send(new DescribeWarmPoolCommand(WEB));
  expect(WarmPoolConfiguration).toMatchObject({ MinSize: 0, PoolState: 'Running' });
  const { Activities } = await client.send(new DescribeScalingActivitiesCommand({ MaxRecords: 1 }));
  expect(Activities).toHaveLength(1);
});
