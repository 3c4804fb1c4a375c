import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sqsApi } from '../../../simulator/services/sqs/sqs-api.ts';
import { SqsSimulator } from '../../../simulator/services/sqs/sqs-simulator.ts';
import { serve } from '../ec2/served.ts';
import { permissionsFor, TestWorld } from '../ec2/test-world.ts';

const world = new TestWorld();
let endpoint = '';
const sqs = new SqsSimulator(world, (name) => `${endpoint}/111122223333/${name}`);
const api = sqsApi(sqs);
let client: SQSClient;
let close: () => Promise<void>;

beforeAll(async () => {
  const served = await serve(world, [api]);
  endpoint = served.settings.endpoint;
  client = new SQSClient(served.settings);
  close = served.close;
});
afterAll(() => close());

async function aQueueUrl(name: string): Promise<string> {
  const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName: name }));
  return QueueUrl;
}

it('carries a message with its attributes there and back', async () => {
  const QueueUrl = await aQueueUrl('orders');
  const sent = await client.send(
    new SendMessageCommand({
      QueueUrl,
      MessageBody: '{"a":"ü <&>"}',
      MessageAttributes: {
        reason: { DataType: 'String', StringValue: 'malformed' },
        raw: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2, 255]) },
      },
    }),
  );
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['All'] }),
  );
  expect(Messages[0]).toMatchObject({
    MessageId: sent.MessageId,
    Body: '{"a":"ü <&>"}',
    MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
    Attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(world.clock.now()) },
    MessageAttributes: { raw: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2, 255]) } },
  });
  await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages[0]?.ReceiptHandle }));
  expect(sqs.queue('orders')?.messages()).toEqual([]);
});

it('reports each failure of a batch', async () => {
  const QueueUrl = await aQueueUrl('batches');
  const Entries = [
    { Id: 'a', MessageBody: 'one' },
    { Id: 'b', MessageBody: 'two', DelaySeconds: 901 },
  ];
  const sent = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  expect(sent.Successful).toMatchObject([{ Id: 'a' }]);
  expect(sent.Failed).toMatchObject([{ Id: 'b', SenderFault: true, Code: 'InvalidParameterValue' }]);
  const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  const deletion = [
    { Id: '1', ReceiptHandle: Messages[0]?.ReceiptHandle },
    { Id: '2', ReceiptHandle: 'wrong' },
  ];
  const deleted = await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: deletion }));
  expect(deleted.Successful).toEqual([{ Id: '1' }]);
  expect(deleted.Failed).toMatchObject([{ Id: '2', Code: 'ReceiptHandleIsInvalid' }]);
  await expect(client.send(new SendMessageBatchCommand({ QueueUrl, Entries: [] }))).rejects.toMatchObject({
    name: 'EmptyBatchRequest',
  });
});

it('lists, describes, changes and purges queues', async () => {
  const QueueUrl = await aQueueUrl('settings');
  expect(await client.send(new GetQueueUrlCommand({ QueueName: 'settings' }))).toMatchObject({ QueueUrl });
  await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '77' } }));
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
  const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  expect(Attributes).toMatchObject({
    QueueArn: 'arn:aws:sqs:eu-west-1:111122223333:settings',
    VisibilityTimeout: '77',
    ApproximateNumberOfMessages: '1',
  });
  expect((await client.send(new ListQueuesCommand({ QueueNamePrefix: 'sett' }))).QueueUrls).toEqual([QueueUrl]);
  await client.send(new PurgeQueueCommand({ QueueUrl }));
  expect(sqs.queue('settings')?.counts().visible).toBe(0);
});

it('answers errors that the client recognises', async () => {
  const QueueUrl = `${endpoint}/111122223333/nowhere`;
  await expect(client.send(new ReceiveMessageCommand({ QueueUrl }))).rejects.toBeInstanceOf(QueueDoesNotExist);
  const known = await aQueueUrl('errors');
  const change = { QueueUrl: known, ReceiptHandle: 'wrong', VisibilityTimeout: 1 };
  await expect(client.send(new ChangeMessageVisibilityCommand(change))).rejects.toMatchObject({
    name: 'ReceiptHandleIsInvalid',
    $metadata: { httpStatusCode: 404 },
  });
});

it.each([
  ['SendMessageBatch', 'sqs:SendMessage'],
  ['DeleteMessageBatch', 'sqs:DeleteMessage'],
  ['ChangeMessageVisibilityBatch', 'sqs:ChangeMessageVisibility'],
  ['ReceiveMessage', 'sqs:ReceiveMessage'],
  ['GetQueueAttributes', 'sqs:GetQueueAttributes'],
])('%s needs %s on the queue', (name, action) => {
  const resource = 'arn:aws:sqs:eu-west-1:111122223333:orders';
  expect(permissionsFor(api, name, { QueueUrl: 'http://x/1/orders' })).toEqual([{ action, resource }]);
});
