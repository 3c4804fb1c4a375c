import {
  CreateTagsCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypesCommand,
  DescribeTagsCommand,
  EC2Client,
  ModifyInstanceMetadataOptionsCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Ec2Simulator } from '../../../simulator/services/ec2/ec2-simulator.ts';
import { serve } from './served.ts';
import { TestWorld } from './test-world.ts';

const world = new TestWorld();
const ec2 = new Ec2Simulator(world, { durations: { pending: 1_000 } });
let client: EC2Client;
let close: () => Promise<void>;

beforeAll(async () => {
  const served = await serve(world, [ec2.api]);
  client = new EC2Client(served.settings);
  close = served.close;
});
afterAll(() => close());

it('is understood by the SDK’s own client', async () => {
  const { instanceId } = ec2.launch({ instanceType: 'm7g.large', availabilityZone: 'eu-west-1a', lifecycle: 'spot' });
  await world.pass(10);
  await client.send(new CreateTagsCommand({ Resources: [instanceId], Tags: [{ Key: 'a & b', Value: '<c>' }] }));
  const { Tags } = await client.send(new DescribeTagsCommand({}));
  expect(Tags).toEqual([{ ResourceId: instanceId, ResourceType: 'instance', Key: 'a & b', Value: '<c>' }]);
  await client.send(
    new ModifyInstanceMetadataOptionsCommand({
      InstanceId: instanceId,
      HttpTokens: 'required',
      HttpPutResponseHopLimit: 2,
    }),
  );
  const { Reservations } = await client.send(new DescribeInstancesCommand({ InstanceIds: [instanceId] }));
  expect(Reservations?.[0]?.Instances?.[0]).toMatchObject({
    InstanceId: instanceId,
    State: { Code: 16, Name: 'running' },
    LaunchTime: new Date('2026-03-02T09:00:00Z'),
    InstanceLifecycle: 'spot',
    MetadataOptions: { State: 'applied', HttpTokens: 'required', HttpPutResponseHopLimit: 2, HttpEndpoint: 'enabled' },
    Tags: [{ Key: 'a & b', Value: '<c>' }],
  });
  const { InstanceTypes } = await client.send(new DescribeInstanceTypesCommand({ InstanceTypes: ['m7g.large'] }));
  expect(InstanceTypes?.[0]?.MemoryInfo?.SizeInMiB).toBe(8192);
  const { TerminatingInstances } = await client.send(new TerminateInstancesCommand({ InstanceIds: [instanceId] }));
  expect(TerminatingInstances?.[0]?.CurrentState?.Name).toBe('shutting-down');
});

it.each([
  [undefined, { Managed: false }],
  ['ecs.amazonaws.com', { Managed: true, Principal: 'ecs.amazonaws.com' }],
])('says whether a service of AWS runs an instance: %s', async (operator, expected) => {
  const launched = ec2.launch({
    instanceType: 'm7g.large',
    availabilityZone: 'eu-west-1a',
    ...(operator !== undefined && { operator }),
  });
  const { Reservations } = await client.send(new DescribeInstancesCommand({ InstanceIds: [launched.instanceId] }));
  expect(Reservations?.[0]?.Instances?.[0]?.Operator).toEqual(expected);
});

it('errors carry EC2’s code', async () => {
  const missing = client.send(new DescribeInstancesCommand({ InstanceIds: ['i-00000000000000000'] }));
  await expect(missing).rejects.toMatchObject({ name: 'InvalidInstanceID.NotFound' });
});
