import {
  type ContainerInstance,
  DescribeContainerInstancesCommand,
  ECSClient,
  ListContainerInstancesCommand,
} from '@aws-sdk/client-ecs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { describeHosts } from '../../../shared/aws/described-hosts.ts';
import { range } from '../../builders/host-finding.ts';
import { aHost, hostArn } from '../../builders/hosts.ts';

const api = mockClient(ECSClient);
const ecs = new ECSClient({});
const signal = new AbortController().signal;

const integer = (name: string, integerValue: number) => ({ name, type: 'INTEGER', integerValue });
const strings = (name: string, ...stringSetValue: string[]) => ({ name, type: 'STRINGSET', stringSetValue });

/** A container instance as ECS answers with it. */
function described(overrides: Partial<ContainerInstance> = {}): ContainerInstance {
  const { attributes: _, registeredAt: __, ...host } = aHost();
  return {
    ...host,
    registeredResources: [integer('CPU', 2048), integer('MEMORY', 7680), strings('PORTS', '22'), strings('GPU', 'a')],
    remainingResources: [
      integer('CPU', 1024),
      integer('MEMORY', 512),
      strings('PORTS', '22', '80'),
      strings('PORTS_UDP', '53'),
    ],
    ...overrides,
  };
}

beforeEach(() => {
  api.reset();
});

it('reads page by page, each page in one call, with tags and health', async () => {
  const pages = [range(100), range(100).map((index) => index + 100), [200]];
  api.on(ListContainerInstancesCommand).callsFake(({ nextToken = '0' }) => {
    const page = Number(nextToken);
    const more = page + 1 < pages.length ? { nextToken: String(page + 1) } : {};
    return { containerInstanceArns: pages[page]?.map((index) => hostArn(index)), ...more };
  });
  api.on(DescribeContainerInstancesCommand).callsFake(({ containerInstances: arns }) => ({
    containerInstances: (arns as string[]).map((containerInstanceArn) => described({ containerInstanceArn })),
  }));
  const { hosts, failures } = await describeHosts(
    ecs,
    { cluster: 'default', filter: 'agentConnected == true' },
    signal,
  );
  expect(hosts.map(({ containerInstanceArn }) => containerInstanceArn)).toEqual(
    range(201).map((index) => hostArn(index)),
  );
  expect(failures).toEqual([]);
  const inputs = api.commandCalls(DescribeContainerInstancesCommand).map((call) => call.args[0].input);
  expect(inputs.map((input) => input.containerInstances?.length).toSorted()).toEqual([1, 100, 100]);
  expect(inputs.every(({ include }) => include?.join() === 'TAGS,CONTAINER_INSTANCE_HEALTH')).toBe(true);
  const [listed] = api.commandCalls(ListContainerInstancesCommand).map((call) => call.args[0].input);
  expect(listed).toMatchObject({ cluster: 'default', filter: 'agentConnected == true', maxResults: 100 });
});

it('describes nothing where nothing is listed', async () => {
  api.on(ListContainerInstancesCommand).resolves({ containerInstanceArns: [] });
  expect(await describeHosts(ecs, { cluster: 'default' }, signal)).toEqual({ hosts: [], failures: [] });
  expect(api.commandCalls(DescribeContainerInstancesCommand)).toHaveLength(0);
});

it('gives what a host has and how it is, and leaves external instances and those that left aside', async () => {
  api.on(ListContainerInstancesCommand).resolves({ containerInstanceArns: [hostArn(1)] });
  api.on(DescribeContainerInstancesCommand).resolves({
    containerInstances: [
      described({
        tags: [{ key: 'ecs-ops:keep', value: 'true' }],
        attributes: [{ name: 'ecs.availability-zone', value: 'us-east-1a' }],
        healthStatus: { overallStatus: 'IMPAIRED' },
      }),
      described({ containerInstanceArn: hostArn(2), ec2InstanceId: 'mi-0123456789abcdef0' }),
      described({ containerInstanceArn: hostArn(3), attributes: [{ name: 'ecs.capability.external' }] }),
      described({ containerInstanceArn: hostArn(4), ec2InstanceId: undefined }),
    ],
    failures: [
      { arn: hostArn(5), reason: 'MISSING' },
      { arn: hostArn(6), reason: 'ACCESS_DENIED' },
    ],
  });
  const { hosts, failures } = await describeHosts(ecs, { cluster: 'default' }, signal);
  expect(hosts).toEqual([
    expect.objectContaining({
      containerInstanceArn: hostArn(1),
      tags: { 'ecs-ops:keep': 'true' },
      availabilityZone: 'us-east-1a',
      overallStatus: 'IMPAIRED',
      resources: {
        registeredCpu: 2048,
        remainingCpu: 1024,
        registeredMemory: 7680,
        remainingMemory: 512,
        gpus: 1,
        takenPorts: ['22/tcp', '80/tcp', '53/udp'],
      },
    }),
  ]);
  expect(failures.map(({ arn, reason }) => [arn, reason])).toEqual([
    [hostArn(4), 'INCOMPLETE'],
    [hostArn(6), 'ACCESS_DENIED'],
  ]);
});

it('says of what ECS does not say that it is no number', async () => {
  api.on(ListContainerInstancesCommand).resolves({ containerInstanceArns: [hostArn(1)] });
  const nothing = described({ registeredResources: undefined, remainingResources: undefined });
  api.on(DescribeContainerInstancesCommand).resolves({ containerInstances: [nothing] });
  const { hosts } = await describeHosts(ecs, { cluster: 'default' }, signal);
  expect(hosts[0]?.resources).toMatchObject({ registeredCpu: Number.NaN, remainingMemory: Number.NaN, gpus: 0 });
});

it.each([ListContainerInstancesCommand, DescribeContainerInstancesCommand] as const)(
  'throws when a call fails: %o',
  async (command) => {
    api.on(ListContainerInstancesCommand).resolves({ containerInstanceArns: [hostArn(1)] });
    api
      .on(command as typeof ListContainerInstancesCommand)
      .rejects(Object.assign(new Error('no'), { name: 'ThrottlingException' }));
    await expect(describeHosts(ecs, { cluster: 'default' }, signal)).rejects.toMatchObject({ reason: 'throttled' });
  },
);
