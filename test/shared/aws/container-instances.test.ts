import {
  type ContainerInstance,
  DescribeContainerInstancesCommand,
  ECSClient,
  UpdateContainerInstancesStateCommand,
} from '@aws-sdk/client-ecs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { describeContainerInstances, setContainerInstancesStatus } from '../../../shared/aws/container-instances.ts';
import { RetryableError } from '../../../shared/domain/errors.ts';
import { aHost, hostArn } from '../../builders/hosts.ts';

const api = mockClient(ECSClient);
const ecs = new ECSClient({});
const signal = new AbortController().signal;
const arns = (count: number) => Array.from({ length: count }, (_, index) => hostArn(index));

/** A container instance as ECS answers with it. */
function described(overrides: Partial<ContainerInstance> = {}): ContainerInstance {
  const { attributes: _, registeredAt: __, ...host } = aHost();
  return { ...host, ...overrides };
}

beforeEach(() => {
  api.reset();
});

describe('describeContainerInstances', () => {
  it('asks for a hundred in a call', async () => {
    api.on(DescribeContainerInstancesCommand).resolves({});
    await describeContainerInstances(ecs, 'default', arns(230), signal);
    const inputs = api.commandCalls(DescribeContainerInstancesCommand).map((call) => call.args[0].input);
    expect(inputs.map((input) => input.containerInstances?.length).toSorted()).toEqual([100, 100, 30]);
    expect(inputs.flatMap((input) => input.containerInstances).toSorted()).toEqual(arns(230).toSorted());
  });

  it('gives what was read, every failure, and as failures what lacked a field and what the answer left out', async () => {
    const registeredAt = new Date('2024-01-01T00:00:00Z');
    const has = (CPU: number, MEMORY: number) =>
      Object.entries({ CPU, MEMORY }).map(([name, integerValue]) => ({ name, integerValue }));
    const resources = { registeredResources: has(2_048, 3_884), remainingResources: has(1_536, 3_756) };
    const attributes = [{ name: 'ecs.os-type', value: 'linux' }, { name: 'flag' }];
    api.on(DescribeContainerInstancesCommand).resolves({
      containerInstances: [
        described({ registeredAt, attributes, capacityProviderName: 'spot', ...resources }),
        described({ containerInstanceArn: hostArn(2), ec2InstanceId: undefined }),
        described({ containerInstanceArn: hostArn(3), runningTasksCount: undefined }),
      ],
      failures: [{ arn: hostArn(4), reason: 'MISSING' }],
    });
    const { hosts, failures } = await describeContainerInstances(ecs, 'default', arns(6).slice(1), signal);
    expect(hosts).toEqual([
      aHost({
        registeredAt: registeredAt.getTime(),
        capacityProviderName: 'spot',
        held: { cpu: 512, memory: 128 },
        attributes: { 'ecs.os-type': 'linux', flag: '' },
      }),
    ]);
    expect(failures.map(({ arn, reason }) => [arn, reason])).toEqual([
      [hostArn(2), 'INCOMPLETE'],
      [hostArn(3), 'INCOMPLETE'],
      [hostArn(4), 'MISSING'],
      [hostArn(5), 'LEFT_OUT'],
    ]);
  });
});

describe('setContainerInstancesStatus', () => {
  it.each([0, 1, 10, 11, 45])('sets %i hosts, at most ten in a call and each once', async (count) => {
    api.on(UpdateContainerInstancesStateCommand).resolves({});
    await setContainerInstancesStatus(ecs, 'default', arns(count), 'DRAINING', signal);
    const inputs = api.commandCalls(UpdateContainerInstancesStateCommand).map((call) => call.args[0].input);
    expect(inputs).toHaveLength(Math.ceil(count / 10));
    expect(inputs.every((input) => input.status === 'DRAINING' && input.cluster === 'default')).toBe(true);
    expect(inputs.flatMap((input) => input.containerInstances).toSorted()).toEqual(arns(count).toSorted());
  });

  it('gives each failure of an answer that is a success', async () => {
    api.on(UpdateContainerInstancesStateCommand).resolves({
      containerInstances: [described({ status: 'DRAINING' })],
      failures: [{ arn: hostArn(2), reason: 'INACTIVE' }],
    });
    const { hosts, failures } = await setContainerInstancesStatus(ecs, 'default', arns(2), 'DRAINING', signal);
    expect(hosts).toEqual([aHost({ status: 'DRAINING' })]);
    expect(failures).toEqual([{ arn: hostArn(2), reason: 'INACTIVE', detail: '' }]);
  });

  it('throws what may pass as retryable', async () => {
    api.on(UpdateContainerInstancesStateCommand).rejects(throttling());
    const call = setContainerInstancesStatus(ecs, 'default', arns(1), 'DRAINING', signal);
    await expect(call).rejects.toBeInstanceOf(RetryableError);
    await expect(call).rejects.toMatchObject({ reason: 'throttled' });
  });
});

function throttling(): Error {
  return Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } });
}
