import { DeleteAttributesCommand, ECSClient, PutAttributesCommand } from '@aws-sdk/client-ecs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { markContainerInstances, unmarkContainerInstances } from '../../../shared/aws/container-instance-attributes.ts';
import { range } from '../../builders/host-finding.ts';
import { hostArn } from '../../builders/hosts.ts';

const api = mockClient(ECSClient);
const ecs = new ECSClient({});
const signal = new AbortController().signal;
const arns = (count: number) => range(count).map((number) => hostArn(number));
const mark = { name: 'ecs-ops.drained-for', value: 'warm-pool' };

beforeEach(() => {
  api.reset();
});

describe('marking', () => {
  it('puts the attribute on each container instance, ten in a call', async () => {
    await markContainerInstances(ecs, 'default', arns(23), mark, signal);
    const inputs = api.commandCalls(PutAttributesCommand).map((call) => call.args[0].input);
    expect(inputs.map(({ attributes }) => attributes?.length)).toEqual([10, 10, 3]);
    expect(inputs.flatMap(({ attributes }) => attributes)).toEqual(
      arns(23).map((targetId) => ({ ...mark, targetId, targetType: 'container-instance' })),
    );
    expect(inputs.every(({ cluster }) => cluster === 'default')).toBe(true);
  });
});

describe('unmarking', () => {
  it('takes it off, whatever its value, ten in a call', async () => {
    await unmarkContainerInstances(ecs, 'default', arns(11), mark.name, signal);
    const inputs = api.commandCalls(DeleteAttributesCommand).map((call) => call.args[0].input);
    expect(inputs.map(({ attributes }) => attributes?.length)).toEqual([10, 1]);
    expect(inputs[1]).toEqual({
      cluster: 'default',
      attributes: [{ name: mark.name, targetId: hostArn(10), targetType: 'container-instance' }],
    });
  });

  it('fails when ECS refuses, with the kind of failure', async () => {
    const throttled = Object.assign(new Error('Rate exceeded'), {
      name: 'ThrottlingException',
      $metadata: { httpStatusCode: 400 },
    });
    api.onAnyCommand().rejects(throttled);
    await expect(unmarkContainerInstances(ecs, 'a', arns(1), mark.name, signal)).rejects.toMatchObject({
      name: 'RetryableError',
      reason: 'throttled',
    });
  });
});
