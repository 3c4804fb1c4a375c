import { DescribeInstancesCommand, EC2Client, ModifyInstanceMetadataOptionsCommand } from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { describeInstances, raiseHopLimit } from '../../../shared/aws/instances.ts';
import { range } from '../../builders/host-finding.ts';
import { instanceId } from '../../builders/hosts.ts';

const api = mockClient(EC2Client);
const ec2 = new EC2Client({});
const signal = new AbortController().signal;

const anInstance = (number: number, overrides: object = {}) => ({
  InstanceId: instanceId(number),
  State: { Name: 'running' as const },
  MetadataOptions: { HttpEndpoint: 'enabled' as const, HttpTokens: 'required' as const, HttpPutResponseHopLimit: 1 },
  ...overrides,
});
const answer = (...instances: object[]) => ({ Reservations: [{ Instances: instances }] });

beforeEach(() => {
  api.reset();
});

describe('describeInstances', () => {
  it('asks for a hundred at a time, by a filter, so that one that is gone fails no other', async () => {
    api.on(DescribeInstancesCommand).resolves({});
    expect(await describeInstances(ec2, range(250).map(instanceId), signal)).toEqual([]);
    const inputs = api.commandCalls(DescribeInstancesCommand).map((call) => call.args[0].input);
    expect(inputs.map(({ Filters }) => Filters?.[0]?.Values?.length)).toEqual([100, 100, 50]);
    expect(inputs.every(({ InstanceIds, MaxResults }) => InstanceIds === undefined && MaxResults === 1000)).toBe(true);
  });

  it('reads every page, and every reservation', async () => {
    api
      .on(DescribeInstancesCommand)
      .resolvesOnce({ ...answer(anInstance(1)), NextToken: 'more' })
      .resolvesOnce({ Reservations: [{ Instances: [anInstance(2)] }, { Instances: [anInstance(3)] }] });
    const found = await describeInstances(ec2, range(3).map(instanceId), signal);
    expect(found.map(({ ec2InstanceId }) => ec2InstanceId)).toEqual([1, 2, 3].map(instanceId));
    expect(api.commandCalls(DescribeInstancesCommand).map((call) => call.args[0].input.NextToken)).toEqual([
      undefined,
      'more',
    ]);
  });

  it('takes what is needed, and says of nothing that it does not say', async () => {
    api
      .on(DescribeInstancesCommand)
      .resolves(
        answer(
          anInstance(1, { InstanceLifecycle: 'spot', Operator: { Managed: true } }),
          anInstance(2, { MetadataOptions: { HttpEndpoint: 'enabled', HttpTokens: 'required' } }),
          anInstance(3, { State: undefined }),
        ),
      );
    expect(await describeInstances(ec2, [instanceId(1)], signal)).toEqual([
      {
        ec2InstanceId: instanceId(1),
        state: 'running',
        lifecycle: 'spot',
        isManaged: true,
        metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required', hopLimit: 1 },
      },
      {
        ec2InstanceId: instanceId(2),
        state: 'running',
        lifecycle: undefined,
        isManaged: false,
        metadataOptions: undefined,
      },
    ]);
  });

  it('fails with the kind of failure: EC2 has its own name for throttling, with status 503', async () => {
    const throttled = { name: 'RequestLimitExceeded', $metadata: { httpStatusCode: 503 } };
    api.on(DescribeInstancesCommand).rejects(Object.assign(new Error('Request limit exceeded.'), throttled));
    await expect(describeInstances(ec2, [instanceId(1)], signal)).rejects.toMatchObject({
      name: 'RetryableError',
      reason: 'throttled',
    });
  });
});

describe('raiseHopLimit', () => {
  it('names the hop limit and nothing else', async () => {
    api.on(DescribeInstancesCommand).resolves(answer(anInstance(1)));
    await raiseHopLimit(ec2, instanceId(1), 2, signal);
    const [input, ...others] = api.commandCalls(ModifyInstanceMetadataOptionsCommand).map((call) => call.args[0].input);
    expect(others).toEqual([]);
    expect(input).toEqual({ InstanceId: instanceId(1), HttpPutResponseHopLimit: 2 });
  });

  it.each([
    ['as high', { HttpEndpoint: 'enabled', HttpTokens: 'required', HttpPutResponseHopLimit: 2 }],
    ['higher', { HttpEndpoint: 'enabled', HttpTokens: 'required', HttpPutResponseHopLimit: 64 }],
    ['unknown', undefined],
  ])('leaves one that is %s meanwhile', async (_, MetadataOptions) => {
    api.on(DescribeInstancesCommand).resolves(answer(anInstance(1, { MetadataOptions })));
    await raiseHopLimit(ec2, instanceId(1), 2, signal);
    expect(api.commandCalls(ModifyInstanceMetadataOptionsCommand)).toEqual([]);
  });

  it('leaves an instance that is gone', async () => {
    api.on(DescribeInstancesCommand).resolves({});
    await raiseHopLimit(ec2, instanceId(1), 2, signal);
    expect(api.commandCalls(ModifyInstanceMetadataOptionsCommand)).toEqual([]);
  });
});
