import {
  CreateTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTopicsCommand,
  NotFoundException,
  PublishBatchCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { snsApi } from '../../../simulator/services/sns/sns-api.ts';
import { SnsSimulator } from '../../../simulator/services/sns/sns-simulator.ts';
import { SqsSimulator } from '../../../simulator/services/sqs/sqs-simulator.ts';
import { serve } from '../ec2/served.ts';
import { permissionsFor, TestWorld } from '../ec2/test-world.ts';

const world = new TestWorld();
const sqs = new SqsSimulator(world, (name) => name);
const sns = new SnsSimulator(world, sqs);
const api = snsApi(sns);
let client: SNSClient;
let close: () => Promise<void>;

beforeAll(async () => {
  const served = await serve(world, [api]);
  client = new SNSClient(served.settings);
  close = served.close;
});
afterAll(() => close());

it('creates, lists, subscribes and publishes', async () => {
  const { TopicArn } = await client.send(new CreateTopicCommand({ Name: 'alerts' }));
  expect(TopicArn).toBe('arn:aws:sns:eu-west-1:111122223333:alerts');
  const { SubscriptionArn } = await client.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: 'email',
      Endpoint: 'ops@example.com',
      Attributes: { FilterPolicy: '{}' },
    }),
  );
  expect((await client.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn }]);
  expect((await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions).toMatchObject([
    { SubscriptionArn, Protocol: 'email', Endpoint: 'ops@example.com', Owner: '111122223333' },
  ]);
  const { MessageId } = await client.send(new PublishCommand({ TopicArn, Subject: 'a & b', Message: '<stuck>\n"x"' }));
  expect(MessageId).toMatch(/^[0-9a-f-]{36}$/);
  await world.pass(2);
  expect(sns.outbox).toMatchObject([{ subject: 'a & b', message: '<stuck>\n"x"' }]);
  const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn }));
  expect(Attributes).toMatchObject({ TopicArn, SubscriptionsConfirmed: '1' });
  await client.send(new UnsubscribeCommand({ SubscriptionArn }));
  expect(sns.subscriptions()).toEqual([]);
});

it('reports each failure of a batch', async () => {
  const { TopicArn } = await client.send(new CreateTopicCommand({ Name: 'batches' }));
  const PublishBatchRequestEntries = [
    { Id: 'a', Message: 'one' },
    { Id: 'b', Message: 'two', Subject: 'x'.repeat(101) },
  ];
  const answer = await client.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }));
  expect(answer.Successful).toMatchObject([{ Id: 'a' }]);
  expect(answer.Failed).toMatchObject([{ Id: 'b', Code: 'InvalidParameter', SenderFault: true }]);
});

it('answers errors that the client recognises', async () => {
  const TopicArn = 'arn:aws:sns:eu-west-1:111122223333:nowhere';
  const failure = client.send(new PublishCommand({ TopicArn, Message: 'x' }));
  await expect(failure).rejects.toBeInstanceOf(NotFoundException);
});

it('needs sns:Publish on the topic', () => {
  const TopicArn = 'arn:aws:sns:eu-west-1:111122223333:alerts';
  const needed = [{ action: 'sns:Publish', resource: TopicArn }];
  expect(permissionsFor(api, 'Publish', { TopicArn })).toEqual(needed);
  expect(permissionsFor(api, 'PublishBatch', { TopicArn })).toEqual(needed);
});
