import { expect, it } from 'vitest';
import { attributesMd5 } from '../../../simulator/services/sqs/message.ts';
import type { Queue } from '../../../simulator/services/sqs/queue.ts';
import { SqsSimulator } from '../../../simulator/services/sqs/sqs-simulator.ts';
import { START, TestWorld } from '../ec2/test-world.ts';

function aQueue(attributes: Readonly<Record<string, string>> = {}) {
  const world = new TestWorld();
  const sqs = new SqsSimulator(world, (name) => `http://localhost/111122223333/${name}`);
  return { world, sqs, queue: sqs.createQueue('work', attributes) };
}

const send = (queue: Queue, body = 'hello', delaySeconds?: number) =>
  queue.send({ body, senderId: 'me', delaySeconds });

it('refuses an empty message', () => {
  const { queue } = aQueue();
  expect(() => send(queue, '')).toThrow(expect.objectContaining({ code: 'MissingParameter' }));
});

it('hides a message while it is worked on, and gives it again', async () => {
  const { world, queue } = aQueue({ VisibilityTimeout: '60' });
  send(queue);
  await world.pass(5);
  const [first] = queue.receive(10);
  expect(first).toMatchObject({ body: 'hello', receiveCount: 1, sentAt: START, firstReceivedAt: START + 5_000 });
  expect(queue.counts()).toEqual({ visible: 0, notVisible: 1, delayed: 0 });
  await world.pass(59);
  expect(queue.receive(10)).toEqual([]);
  await world.pass(1);
  const [second] = queue.receive(10);
  expect(second).toMatchObject({ receiveCount: 2, firstReceivedAt: START + 5_000 });
  expect(second?.receiptHandle).not.toBe(first?.receiptHandle);
});

it('deletes by the newest receipt handle only', async () => {
  const { world, queue } = aQueue({ VisibilityTimeout: '1' });
  send(queue);
  const [stale] = queue.receive(1);
  await world.pass(1);
  const [fresh] = queue.receive(1);
  expect(queue.delete(stale?.receiptHandle ?? '')).toBe(false);
  expect(queue.messages()).toHaveLength(1);
  expect(queue.delete(fresh?.receiptHandle ?? '')).toBe(true);
  expect(queue.delete(fresh?.receiptHandle ?? '')).toBe(false);
  expect(() => queue.delete('nonsense')).toThrow('not a valid receipt handle');
});

it('tells its listeners when a message becomes visible: sent, delayed, or timed out', async () => {
  const { world, queue } = aQueue({ VisibilityTimeout: '30' });
  const seen: number[] = [];
  queue.onVisible(() => seen.push(world.elapsed()));
  send(queue);
  send(queue, 'later', 10);
  expect(queue.counts()).toEqual({ visible: 1, notVisible: 0, delayed: 1 });
  await world.pass(5);
  const [message] = queue.receive(10);
  await world.pass(15);
  queue.changeVisibility(message?.receiptHandle ?? '', 5);
  await world.pass(100);
  expect(seen).toEqual([0, 10, 25]);
});

it('moves a message to the dead-letter queue when it was received too often', async () => {
  const { world, sqs, queue } = aQueue({
    VisibilityTimeout: '10',
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: 'arn:aws:sqs:eu-west-1:111122223333:dead',
      maxReceiveCount: 3,
    }),
  });
  const dead = sqs.createQueue('dead', { MessageRetentionPeriod: '1209600' });
  send(queue);
  for (let round = 0; round < 3; round += 1) {
    expect(queue.receive(1)).toHaveLength(1);
    await world.pass(10);
  }
  expect(queue.receive(1)).toEqual([]);
  expect(queue.metrics.redriven).toBe(1);
  const [parked] = dead.receive(1);
  expect(parked).toMatchObject({ body: 'hello', sentAt: START, receiveCount: 4, deadLetterSource: queue.arn });
});

it('forgets messages after the retention period', async () => {
  const { world, queue } = aQueue({ MessageRetentionPeriod: '60' });
  send(queue);
  await world.pass(59);
  expect(queue.messages()).toHaveLength(1);
  await world.pass(1);
  expect(queue.receive(1)).toEqual([]);
  expect(queue.metrics.expired).toBe(1);
});

it('keeps a message invisible for twelve hours from its receive at most', async () => {
  const { world, queue } = aQueue();
  send(queue);
  const [message] = queue.receive(1, 43_200);
  const handle = message?.receiptHandle ?? '';
  await world.pass(3600);
  expect(() => queue.changeVisibility(handle, 43_200)).toThrow('beyond the limit');
  queue.changeVisibility(handle, 39_600);
  expect(queue.messages()[0]?.visibleAt).toBe(START + 43_200_000);
});

it('changes visibility only while the message is in flight', async () => {
  const { world, queue } = aQueue({ VisibilityTimeout: '10' });
  send(queue);
  const [message] = queue.receive(1);
  const handle = message?.receiptHandle ?? '';
  await world.pass(10);
  expect(() => queue.changeVisibility(handle, 5)).toThrow('not in flight');
  queue.receive(1);
  expect(() => queue.changeVisibility(handle, 5)).toThrow('not available for visibility timeout change');
  expect(() => queue.changeVisibility(handle, 43_201)).toThrow('Must be between 0 and 43200');
});

it('a visibility of zero gives the message back at once', () => {
  const { queue } = aQueue();
  send(queue);
  const [message] = queue.receive(1);
  queue.changeVisibility(message?.receiptHandle ?? '', 0);
  expect(queue.receive(1)).toHaveLength(1);
});

it.each([
  [{ VisibilityTimeout: '43201' }, 'VisibilityTimeout'],
  [{ RedrivePolicy: '{"deadLetterTargetArn":"a","maxReceiveCount":1001}' }, 'between 1 and 1000'],
  [{ MessageRetentionPeriod: 'soon' }, 'MessageRetentionPeriod'],
  [{ FifoQueue: 'true' }, 'Unknown Attribute FifoQueue'],
  [{ Policy: '{"Statement":[{"Effect":"Allow"}]}' }, 'Action is missing'],
])('refuses the attributes %j', (attributes, reason) => {
  expect(() => aQueue(attributes)).toThrow(reason);
});

it('digests message attributes as SQS does', () => {
  // A digest that SQS gave for this attribute.
  expect(attributesMd5({ timestamp: { DataType: 'Number', StringValue: '1493147359900' } })).toBe(
    '235c5c510d26fb653d073faed50ae77c',
  );
  expect(attributesMd5({})).toBeUndefined();
});
