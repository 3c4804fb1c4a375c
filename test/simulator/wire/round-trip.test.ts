import * as autoScaling from '@aws-sdk/client-auto-scaling';
import * as ec2 from '@aws-sdk/client-ec2';
import * as ecs from '@aws-sdk/client-ecs';
import * as sns from '@aws-sdk/client-sns';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EXAMPLE_ACCOUNT } from '../../../simulator/account/account.ts';
import { CallLog } from '../../../simulator/gateway/call-log.ts';
import { Faults } from '../../../simulator/gateway/fault.ts';
import { Gateway } from '../../../simulator/gateway/gateway.ts';
import { RandomStreams } from '../../../simulator/kernel/random.ts';
import { VirtualClock } from '../../../simulator/kernel/virtual-clock.ts';
import { LoopbackEndpoint } from '../../../simulator/wire/loopback-endpoint.ts';
import { type Operation, operation, type ServiceApi } from '../../../simulator/wire/operation.ts';
import { ServiceError } from '../../../simulator/wire/service-error.ts';

/** What the API under test was given, and what it is to answer. */
let received: unknown;
let answer: () => unknown = () => ({});

const echo: Operation = operation<unknown, unknown>({
  authorize: () => [],
  handle: (input) => {
    received = input;
    return answer();
  },
});

const XML = 'http://example.com/doc/2011-01-01/';
const APIS: readonly ServiceApi[] = [
  {
    signingName: 'ecs',
    protocol: 'awsJson1_1',
    targetPrefix: 'AmazonEC2ContainerServiceV20141113',
    schemas: ecs,
    operations: { DescribeContainerInstances: echo, DescribeClusters: echo },
    buckets: {},
  },
  {
    signingName: 'autoscaling',
    protocol: 'awsQuery',
    xmlNamespace: XML,
    schemas: autoScaling,
    operations: { DescribeAutoScalingGroups: echo, PutLifecycleHook: echo, CompleteLifecycleAction: echo },
    buckets: {},
  },
  {
    signingName: 'ec2',
    protocol: 'ec2Query',
    xmlNamespace: XML,
    schemas: ec2,
    operations: { DescribeInstances: echo },
    buckets: {},
  },
  {
    signingName: 'sns',
    protocol: 'awsQuery',
    xmlNamespace: XML,
    schemas: sns,
    operations: { Publish: echo },
    buckets: {},
  },
];

const account = EXAMPLE_ACCOUNT;
const world = { clock: new VirtualClock(0), random: new RandomStreams(1), account, publish: () => undefined };
const access = { callerOf: () => undefined, evaluate: () => ({ allowed: true }) as const };
const gateway = new Gateway({ world, access, faults: new Faults(), log: new CallLog(), apis: APIS });
const endpoint = new LoopbackEndpoint((exchange) => {
  const outcome = gateway.answer(exchange);
  if (outcome.kind === 'reply') exchange.reply(outcome.reply);
});

let settings: {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  maxAttempts: number;
};
beforeAll(async () => {
  await endpoint.listen(0);
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  settings = { endpoint: endpoint.url, region: 'eu-west-1', credentials, maxAttempts: 1 };
});
afterAll(() => endpoint.close());
beforeEach(() => {
  received = undefined;
  answer = () => ({});
});

describe('the wire, spoken with the SDK’s own clients', () => {
  it('AWS JSON: timestamps, lists and absent members', async () => {
    const registeredAt = new Date('2026-01-02T03:04:05.678Z');
    answer = () => ({
      containerInstances: [{ ec2InstanceId: 'i-1', registeredAt, attributes: [{ name: 'a' }] }],
      failures: [],
    });
    const input = { cluster: 'web', containerInstances: ['x', 'y'] };
    const output = await new ecs.ECSClient(settings).send(new ecs.DescribeContainerInstancesCommand(input));
    expect(received).toEqual(input);
    expect(output).toMatchObject({
      containerInstances: [{ ec2InstanceId: 'i-1', registeredAt, attributes: [{ name: 'a' }] }],
      failures: [],
    });
  });

  it('AWS Query: nested lists, numbers, booleans and timestamps', async () => {
    const CreatedTime = new Date('2026-01-02T03:04:05Z');
    const group = {
      AutoScalingGroupName: 'a & <b>',
      MinSize: 1,
      CreatedTime,
      NewInstancesProtectedFromScaleIn: true,
      Instances: [],
      Tags: [{ Key: 'k', Value: '' }],
    };
    answer = () => ({ AutoScalingGroups: [group, { AutoScalingGroupName: 'c' }], NextToken: 'more' });
    const input = {
      AutoScalingGroupNames: ['a', 'b'],
      Filters: [{ Name: 'tag:k', Values: ['v', 'w'] }],
      MaxRecords: 5,
    };
    const output = await new autoScaling.AutoScalingClient(settings).send(
      new autoScaling.DescribeAutoScalingGroupsCommand(input),
    );
    expect(received).toEqual(input);
    expect(output.AutoScalingGroups).toMatchObject([group, { AutoScalingGroupName: 'c' }]);
    expect(output.NextToken).toBe('more');
  });

  it('EC2 Query: flattened lists in, item lists out', async () => {
    answer = () => ({
      Reservations: [{ Instances: [{ InstanceId: 'i-1', Tags: [{ Key: 'a', Value: 'b' }] }, { InstanceId: 'i-2' }] }],
    });
    const input = { InstanceIds: ['i-1', 'i-2'], Filters: [{ Name: 'tag:a', Values: ['b'] }], MaxResults: 7 };
    const output = await new ec2.EC2Client(settings).send(new ec2.DescribeInstancesCommand(input));
    expect(received).toEqual(input);
    expect(output.Reservations).toMatchObject([
      { Instances: [{ InstanceId: 'i-1', Tags: [{ Key: 'a', Value: 'b' }] }, { InstanceId: 'i-2' }] },
    ]);
  });

  it('AWS Query: maps', async () => {
    answer = () => ({ MessageId: 'm-1' });
    const input = {
      TopicArn: 't',
      Message: 'hello',
      MessageAttributes: { kind: { DataType: 'String', StringValue: 'x' } },
    };
    const output = await new sns.SNSClient(settings).send(new sns.PublishCommand(input));
    expect(received).toEqual(input);
    expect(output.MessageId).toBe('m-1');
  });

  it('errors arrive as the SDK’s error classes, in JSON and in XML', async () => {
    answer = () => {
      throw new ServiceError('ClusterNotFoundException', 'Cluster not found.');
    };
    const describeClusters = new ecs.ECSClient(settings).send(new ecs.DescribeClustersCommand({}));
    await expect(describeClusters).rejects.toBeInstanceOf(ecs.ClusterNotFoundException);
    answer = () => {
      throw new ServiceError('ValidationError', 'No active Lifecycle Action found');
    };
    const input = { AutoScalingGroupName: 'g', LifecycleHookName: 'h', LifecycleActionResult: 'CONTINUE' };
    const complete = new autoScaling.AutoScalingClient(settings).send(
      new autoScaling.CompleteLifecycleActionCommand(input),
    );
    await expect(complete).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'No active Lifecycle Action found',
    });
  });

  it('a missing operation is a clear error, never an empty success', async () => {
    const call = new ecs.ECSClient(settings).send(new ecs.ListAccountSettingsCommand({}));
    await expect(call).rejects.toMatchObject({
      name: 'NotImplemented',
      message: expect.stringContaining('ecs:ListAccountSettings'),
    });
  });

  it('a missing required member and a wrong type are refused by name', async () => {
    const client = new ecs.ECSClient(settings);
    const incomplete = client.send(
      new ecs.DescribeContainerInstancesCommand({} as ecs.DescribeContainerInstancesCommandInput),
    );
    await expect(incomplete).rejects.toMatchObject({ message: expect.stringContaining('containerInstances') });
    const wrong = { containerInstances: 'x' } as unknown as ecs.DescribeContainerInstancesCommandInput;
    await expect(client.send(new ecs.DescribeContainerInstancesCommand(wrong))).rejects.toMatchObject({
      name: expect.stringMatching(/Serialization|Error/),
    });
  });
});
