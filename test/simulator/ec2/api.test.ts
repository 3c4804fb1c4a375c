import type { DescribeInstancesResult } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { Ec2Simulator } from '../../../simulator/services/ec2/ec2-simulator.ts';
import { callOperation, permissionsFor, TestWorld } from './test-world.ts';

/** Three running instances: one on demand, two Spot of one reservation. */
async function threeInstances() {
  const world = new TestWorld();
  const ec2 = new Ec2Simulator(world, { durations: { pending: 1_000, shuttingDown: 1_000, stopping: 1_000 } });
  const first = ec2.launch({
    instanceType: 'm7g.large',
    availabilityZone: 'eu-west-1a',
    tags: { team: 'blue', Name: 'one' },
  });
  const spot = {
    instanceType: 'c7g.large',
    availabilityZone: 'eu-west-1b',
    lifecycle: 'spot',
    tags: { team: 'red' },
  } as const;
  const [second, third] = ec2.launchSeveral(spot, 2);
  await world.pass(10);
  const ids = [first, second, third].map((instance) => instance?.instanceId ?? '');
  const call = (operation: string, input: object): unknown =>
    callOperation(ec2.api, operation, input, world.clock.now());
  const describeInstances = (input: object): DescribeInstancesResult =>
    call('DescribeInstances', input) as DescribeInstancesResult;
  const found = (input: object): readonly number[] =>
    (describeInstances(input).Reservations ?? [])
      .flatMap(({ Instances = [] }) => Instances)
      .map(({ InstanceId = '' }) => ids.indexOf(InstanceId));
  return { world, ec2, ids, call, describeInstances, found };
}

describe('DescribeInstances', () => {
  it.each([
    { name: 'instance-state-name', values: ['running'], expected: [0, 1, 2] },
    { name: 'instance-lifecycle', values: ['spot'], expected: [1, 2] },
    { name: 'tag:team', values: ['blue'], expected: [0] },
    { name: 'tag:team', values: ['b*', 'r?d'], expected: [0, 1, 2] },
    { name: 'tag-key', values: ['Name'], expected: [0] },
    { name: 'availability-zone', values: ['eu-west-1b'], expected: [1, 2] },
    { name: 'instance-type', values: ['m7g.*'], expected: [0] },
    { name: 'metadata-options.http-put-response-hop-limit', values: ['1'], expected: [0, 1, 2] },
    { name: 'metadata-options.http-tokens', values: ['required'], expected: [] },
  ])('filters by $name = $values', async ({ name, values, expected }) => {
    const { found } = await threeInstances();
    expect(found({ Filters: [{ Name: name, Values: values }] })).toEqual(expected);
  });

  it('answers in reservations, one for each launch', async () => {
    const { describeInstances } = await threeInstances();
    expect(describeInstances({}).Reservations?.map(({ Instances }) => Instances?.length)).toEqual([1, 2]);
  });

  it('answers in pages', async () => {
    const { ec2, describeInstances, ids } = await threeInstances();
    ec2.launchSeveral({ instanceType: 'm7g.large', availabilityZone: 'eu-west-1a' }, 4);
    const first = describeInstances({ MaxResults: 5 });
    const second = describeInstances({ MaxResults: 5, NextToken: first.NextToken });
    const idsOf = (page: DescribeInstancesResult): readonly (string | undefined)[] =>
      (page.Reservations ?? []).flatMap(({ Instances = [] }) => Instances.map(({ InstanceId }) => InstanceId));
    expect([...idsOf(first), ...idsOf(second)]).toEqual(ec2.instances().map(({ instanceId }) => instanceId));
    expect(second.NextToken).toBeUndefined();
    expect(ids).toHaveLength(3);
  });

  it.each([
    { input: { InstanceIds: ['i-00000000000000000'] }, code: 'InvalidInstanceID.NotFound' },
    { input: { InstanceIds: ['nonsense'] }, code: 'InvalidInstanceID.Malformed' },
    { input: { InstanceIds: ['i-00000000000000000'], MaxResults: 5 }, code: 'InvalidParameterCombination' },
    { input: { MaxResults: 3 }, code: 'InvalidParameterValue' },
    { input: { MaxResults: 5, NextToken: 'nonsense' }, code: 'InvalidParameterValue' },
    { input: { Filters: [{ Name: 'no-such-filter', Values: ['x'] }] }, code: 'InvalidParameterValue' },
  ])('answers $input with $code', async ({ input, code }) => {
    const { call } = await threeInstances();
    expect(() => call('DescribeInstances', input)).toThrow(expect.objectContaining({ code }));
  });
});

describe('TerminateInstances', () => {
  it('ends all or none', async () => {
    const { call, ec2, ids, world } = await threeInstances();
    const mixed = { InstanceIds: [ids[0], 'i-00000000000000000'] };
    expect(() => call('TerminateInstances', mixed)).toThrow("'i-00000000000000000' does not exist");
    expect(ec2.require(ids[0] ?? '').state).toBe('running');
    expect(call('TerminateInstances', { InstanceIds: ids.slice(0, 2) })).toMatchObject({
      TerminatingInstances: [
        { InstanceId: ids[0], PreviousState: { Code: 16 }, CurrentState: { Code: 32, Name: 'shutting-down' } },
        { InstanceId: ids[1] },
      ],
    });
    await world.pass(10);
    expect(ec2.require(ids[1] ?? '').state).toBe('terminated');
  });

  it('asks for permission on each instance, with its tags', async () => {
    const { ec2, ids } = await threeInstances();
    expect(permissionsFor(ec2.api, 'TerminateInstances', { InstanceIds: [ids[1]] })).toEqual([
      {
        action: 'ec2:TerminateInstances',
        resource: `arn:aws:ec2:eu-west-1:111122223333:instance/${ids[1]}`,
        conditions: { 'aws:ResourceTag/team': 'red', 'ec2:ResourceTag/team': 'red' },
      },
    ]);
  });
});

describe('ModifyInstanceMetadataOptions', () => {
  it('changes what it is given and leaves the rest', async () => {
    const { call, ec2, ids } = await threeInstances();
    const output = call('ModifyInstanceMetadataOptions', { InstanceId: ids[0], HttpPutResponseHopLimit: 2 });
    expect(output).toMatchObject({ InstanceMetadataOptions: { State: 'pending', HttpPutResponseHopLimit: 2 } });
    expect(ec2.require(ids[0] ?? '').metadataOptions).toEqual({
      HttpEndpoint: 'enabled',
      HttpTokens: 'optional',
      HttpPutResponseHopLimit: 2,
    });
  });

  it('refuses an instance that is gone, and a limit out of bounds', async () => {
    const { call, ec2, ids } = await threeInstances();
    const modify = (limit: number): unknown =>
      call('ModifyInstanceMetadataOptions', { InstanceId: ids[0], HttpPutResponseHopLimit: limit });
    expect(() => modify(65)).toThrow(expect.objectContaining({ code: 'InvalidParameterValue' }));
    ec2.terminate(ids[0] ?? '');
    expect(() => modify(2)).toThrow(expect.objectContaining({ code: 'IncorrectInstanceState' }));
  });
});

describe('tags', () => {
  it('are created, replaced and described', async () => {
    const { call, ids } = await threeInstances();
    call('CreateTags', {
      Resources: [ids[2]],
      Tags: [
        { Key: 'team', Value: 'green' },
        { Key: 'keep', Value: '' },
      ],
    });
    expect(call('DescribeTags', { Filters: [{ Name: 'resource-id', Values: [ids[2]] }] })).toEqual({
      Tags: [
        { ResourceId: ids[2], ResourceType: 'instance', Key: 'team', Value: 'green' },
        { ResourceId: ids[2], ResourceType: 'instance', Key: 'keep', Value: '' },
      ],
      NextToken: undefined,
    });
    expect(call('DescribeTags', { Filters: [{ Name: 'tag:team', Values: ['blue'] }] })).toMatchObject({
      Tags: [{ ResourceId: ids[0] }],
    });
  });

  it('of AWS’s own can’t be set', async () => {
    const { call, ids } = await threeInstances();
    const input = { Resources: [ids[0]], Tags: [{ Key: 'aws:autoscaling:groupName', Value: 'x' }] };
    expect(() => call('CreateTags', input)).toThrow('reserved');
  });
});

it('DescribeInstanceTypes knows the types of its table', async () => {
  const { call } = await threeInstances();
  expect(call('DescribeInstanceTypes', { InstanceTypes: ['g4dn.xlarge'] })).toMatchObject({
    InstanceTypes: [
      { VCpuInfo: { DefaultVCpus: 4 }, MemoryInfo: { SizeInMiB: 16_384 }, GpuInfo: { Gpus: [{ Count: 1 }] } },
    ],
  });
  expect(() => call('DescribeInstanceTypes', { InstanceTypes: ['z9.huge'] })).toThrow('do not exist');
});
