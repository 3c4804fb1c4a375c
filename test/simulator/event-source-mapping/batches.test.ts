import { expect, it } from 'vitest';
import { EventSourceMapping } from '../../../simulator/services/lambda/event-source-mapping.ts';
import { aMapping, failing } from './a-mapping.ts';

it('hands over a record in Lambda’s shape, and deletes it', async () => {
  const { world, queue, invoker } = aMapping();
  queue.send({
    body: 'hello',
    senderId: 'AROAEXAMPLE',
    attributes: { reason: { DataType: 'String', StringValue: 'late' } },
  });
  await world.pass(5);
  expect(invoker.seen).toHaveLength(1);
  expect(invoker.seen[0]?.records).toEqual([
    {
      messageId: expect.any(String),
      receiptHandle: expect.any(String),
      body: 'hello',
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: '1772442000000',
        SenderId: 'AROAEXAMPLE',
        ApproximateFirstReceiveTimestamp: expect.any(String),
      },
      messageAttributes: {
        reason: { stringValue: 'late', stringListValues: [], binaryListValues: [], dataType: 'String' },
      },
      md5OfMessageAttributes: expect.any(String),
      md5OfBody: '5d41402abc4b2a76b9719d911017c592',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:eu-west-1:111122223333:work',
      awsRegion: 'eu-west-1',
    },
  ]);
  expect(queue.messages()).toEqual([]);
});

it('a storm within the window is one batch', async () => {
  const { world, invoker, send } = aMapping({ batchSize: 10_000, batchingWindow: 5_000 });
  for (let second = 0; second < 5; second += 1) {
    world.clock.after(second * 900, 'storm', () => {
      for (let index = 0; index < 200; index += 1) send(`${second}-${index}`);
    });
  }
  await world.pass(60);
  expect(invoker.seen.map(({ records }) => records.length)).toEqual([1_000]);
  expect(invoker.seen[0]?.at).toBeGreaterThan(5);
  expect(invoker.seen[0]?.at).toBeLessThan(5.3);
});

it('a full batch does not wait for the window', async () => {
  const { world, invoker, send } = aMapping({ batchSize: 3, batchingWindow: 60_000 });
  for (const body of ['a', 'b', 'c', 'd']) send(body);
  await world.pass(10);
  expect(invoker.bodies).toEqual([['a', 'b', 'c']]);
  await world.pass(60);
  expect(invoker.bodies).toEqual([['a', 'b', 'c'], ['d']]);
});

it('a payload stays under 6 MB', async () => {
  const { world, invoker, send } = aMapping({ batchSize: 10_000, batchingWindow: 1_000 });
  for (let index = 0; index < 9; index += 1) send('x'.repeat(1_000_000));
  await world.pass(30);
  expect(invoker.seen.map(({ records }) => records.length)).toEqual([6, 3]);
});

it('runs no more invocations at a time than it may', async () => {
  const { world, queue, invoker, send } = aMapping({ batchSize: 10, maximumConcurrency: 3 });
  invoker.duration = 2_000;
  for (let index = 0; index < 200; index += 1) send(String(index));
  await world.pass(40);
  expect(invoker.mostRunning).toBe(3);
  expect(invoker.seen).toHaveLength(20);
  expect(queue.metrics).toMatchObject({ received: 200, deleted: 200 });
});

it('gathers the next batch while one runs, and lets it wait for its turn', async () => {
  const { world, invoker, send } = aMapping({ batchingWindow: 1_000, maximumConcurrency: 2 });
  invoker.duration = 10_000;
  for (let second = 0; second < 8; second += 1)
    world.clock.after(second * 1_000, 'trickle', () => void send(String(second)));
  await world.pass(60);
  expect(invoker.mostRunning).toBe(2);
  expect(invoker.bodies.flat().toSorted()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
});

it.each([
  ['an error', { kind: 'failed', errorType: 'Error', errorMessage: 'x' }],
  ['a time-out', { kind: 'timed-out' }],
  ['a throttle', { kind: 'throttled' }],
] as const)(
  'after %s the messages come back when their visibility has passed, until they are parked',
  async (_what, outcome) => {
    const RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: 'arn:aws:sqs:eu-west-1:111122223333:dead',
      maxReceiveCount: 3,
    });
    const { world, queue, dead, invoker, send } = aMapping({}, { RedrivePolicy });
    invoker.answer = () => outcome;
    send('a');
    await world.pass(59);
    expect(invoker.seen).toHaveLength(1);
    await world.pass(4);
    expect(invoker.seen).toHaveLength(2);
    expect(invoker.seen[1]?.records[0]?.attributes['ApproximateReceiveCount']).toBe('2');
    await world.pass(300);
    expect(invoker.seen).toHaveLength(3);
    expect(queue.messages()).toEqual([]);
    expect(dead.messages()).toMatchObject([{ body: 'a', receiveCount: 3 }]);
  },
);

it('only the messages named as failed come back', async () => {
  const { world, queue, invoker, send } = aMapping();
  invoker.answer = ({ records }) => ({ kind: 'succeeded', payload: failing(records[1]?.messageId) });
  for (const body of ['a', 'b', 'c']) send(body);
  await world.pass(5);
  expect(queue.messages().map(({ body }) => body)).toEqual(['b']);
  invoker.answer = () => ({ kind: 'succeeded', payload: failing() });
  await world.pass(60);
  expect(queue.messages()).toEqual([]);
});

it.each([
  ['null', null, 0],
  ['an empty object', {}, 0],
  ['an empty list', failing(), 0],
  ['a null list', { batchItemFailures: null }, 0],
  ['text', 'ok', 2],
  ['a list that is none', { batchItemFailures: 'all' }, 2],
  ['an unknown id', failing('00000000-0000-4000-8000-000000000000'), 2],
  ['an empty id', failing(''), 2],
  ['a null id', failing(null), 2],
  ['a misspelt member', { batchItemFailures: [{ itemIdentifer: 'x' }] }, 2],
])('of two messages, an answer that is %s (%j) leaves %i', async (_what, payload, left) => {
  const { world, queue, invoker, send } = aMapping();
  invoker.answer = () => ({ kind: 'succeeded', payload });
  send('a');
  send('b');
  await world.pass(5);
  expect(queue.messages()).toHaveLength(left);
});

it('without ReportBatchItemFailures every success deletes the whole batch', async () => {
  const { world, queue, invoker, send } = aMapping({ reportsBatchItemFailures: false });
  invoker.answer = ({ records }) => ({ kind: 'succeeded', payload: failing(records[0]?.messageId) });
  send('a');
  await world.pass(5);
  expect(queue.messages()).toEqual([]);
});

it('a function may set when its message comes back', async () => {
  const { world, queue, invoker, send } = aMapping();
  invoker.answer = ({ records }) => {
    queue.changeVisibility(records[0]?.receiptHandle ?? '', 20);
    return { kind: 'succeeded', payload: failing(records[0]?.messageId) };
  };
  send('wait');
  await world.pass(90);
  const times = invoker.seen.map(({ at }) => Math.floor(at / 10));
  expect(times).toEqual([0, 2, 4, 6, 8]);
});

it('takes what lay on the queue before it was created, and nothing while disabled', async () => {
  const { world, queue, invoker, mapping, send } = aMapping();
  mapping.enabled = false;
  send('a');
  await world.pass(5);
  expect(invoker.seen).toEqual([]);
  new EventSourceMapping(
    {
      functionName: 'other',
      queue,
      batchSize: 1,
      batchingWindow: 0,
      reportsBatchItemFailures: false,
      maximumConcurrency: 2,
    },
    world,
    invoker,
  );
  await world.pass(5);
  expect(invoker.bodies).toEqual([['a']]);
});

it('what came while it was disabled is taken up when it is enabled again', async () => {
  const { world, invoker, mapping, send } = aMapping();
  mapping.enabled = false;
  send('waiting');
  await world.pass(60);
  expect(invoker.seen).toEqual([]);
  mapping.enabled = true;
  await world.pass(1);
  expect(invoker.bodies).toEqual([['waiting']]);
});
