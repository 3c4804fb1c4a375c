import { expect, it } from 'vitest';
import { EventBridgeSimulator } from '../../../simulator/services/event-bridge/event-bridge-simulator.ts';
import type { RuleDefinition } from '../../../simulator/services/event-bridge/rule.ts';
import { DeliveryRouter } from '../../../simulator/services/service-delivery.ts';
import { SqsSimulator } from '../../../simulator/services/sqs/sqs-simulator.ts';
import { START, TestWorld } from '../ec2/test-world.ts';

const RULE_ARN = 'arn:aws:events:eu-west-1:111122223333:rule/hosts';
const QUEUE_ARN = 'arn:aws:sqs:eu-west-1:111122223333:work';
const DEAD_ARN = 'arn:aws:sqs:eu-west-1:111122223333:dead';

const allowingRule = (Resource: string, source = RULE_ARN) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource,
      Condition: { ArnEquals: { 'aws:SourceArn': source } },
    },
  });

function aBus(rule: Partial<RuleDefinition> = {}, seed = 1) {
  const world = new TestWorld(seed);
  const sqs = new SqsSimulator(world, (name) => `http://localhost/1/${name}`);
  const queue = sqs.createQueue('work', { Policy: allowingRule(QUEUE_ARN) });
  const bus = new EventBridgeSimulator(world, new DeliveryRouter({ sqs }));
  const targets = [{ id: 'queue', arn: QUEUE_ARN }];
  bus.putRule({ name: 'hosts', eventPattern: { source: ['aws.ecs'] }, targets, ...rule });
  return { world, sqs, queue, bus };
}

const event = (status: string, source = 'aws.ecs') => ({
  source,
  detailType: 'ECS Container Instance State Change',
  resources: ['arn:aws:ecs:eu-west-1:111122223333:container-instance/shop/1'],
  detail: { status },
});

it('delivers a matching event later, in its envelope', async () => {
  const { world, queue, bus } = aBus();
  await world.pass(0.4);
  bus.publish(event('ACTIVE'));
  bus.publish(event('ACTIVE', 'aws.ec2'));
  expect(queue.messages()).toEqual([]);
  await world.pass(2);
  const [message] = queue.receive(10);
  expect(message?.sentAt).toBeGreaterThan(START + 400);
  expect(JSON.parse(message?.body ?? '')).toEqual({
    version: '0',
    id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
    'detail-type': 'ECS Container Instance State Change',
    source: 'aws.ecs',
    account: '111122223333',
    time: '2026-03-02T09:00:00Z',
    region: 'eu-west-1',
    resources: ['arn:aws:ecs:eu-west-1:111122223333:container-instance/shop/1'],
    detail: { status: 'ACTIVE' },
  });
  expect(bus.metrics).toMatchObject({ events: 2, triggered: 1, delivered: 1 });
});

it('latencies are those measured in public', async () => {
  const { world, queue, bus } = aBus();
  for (let index = 0; index < 2_000; index += 1) bus.publish(event('ACTIVE'));
  await world.pass(10);
  const delays = queue
    .messages()
    .map(({ sentAt }) => sentAt - START)
    .sort((a, b) => a - b);
  expect(delays).toHaveLength(2_000);
  expect(delays[1_000]).toBeGreaterThan(140);
  expect(delays[1_000]).toBeLessThan(156);
  expect(delays[1_980]).toBeGreaterThan(340);
  expect(delays[1_980]).toBeLessThan(440);
});

it('the same seed gives the same deliveries', async () => {
  const run = async (seed: number) => {
    const { world, queue, bus } = aBus({}, seed);
    Object.assign(bus.faults, { loss: 0.2, duplication: 0.2, delay: 0.2, maximumDelay: 10_000 });
    for (let index = 0; index < 50; index += 1) bus.publish(event(String(index)));
    await world.pass(60);
    return queue.messages().map(({ id, sentAt, body }) => [id, sentAt, body]);
  };
  expect(await run(7)).toEqual(await run(7));
  expect(await run(7)).not.toEqual(await run(8));
});

it('loses, doubles and reorders on request', async () => {
  const { world, queue, bus } = aBus();
  bus.faults.loss = 1;
  bus.publish(event('lost'));
  Object.assign(bus.faults, { loss: 0, duplication: 1, delay: 1, maximumDelay: 60_000 });
  bus.faults.concerns = ({ detail }) => detail['status'] !== 'spared';
  for (let index = 0; index < 20; index += 1) bus.publish(event(String(index)));
  bus.publish(event('spared'));
  await world.pass(120);
  const arrived = queue
    .messages()
    .map(({ body }) => (JSON.parse(body) as { detail: { status: string } }).detail.status);
  expect(arrived).toHaveLength(41);
  expect(arrived).not.toEqual(arrived.toSorted((a, b) => Number(a) - Number(b)));
  expect(bus.metrics).toMatchObject({ lost: 1, duplicated: 20, delivered: 41 });
});

it('needs the queue’s policy, and parks what it may not deliver', async () => {
  const targets = [{ id: 'queue', arn: QUEUE_ARN, deadLetterArn: DEAD_ARN }];
  const { world, sqs, queue, bus } = aBus({ targets });
  const dead = sqs.createQueue('dead', { Policy: allowingRule(DEAD_ARN) });
  sqs.setAttributes(queue, { Policy: allowingRule(QUEUE_ARN, 'arn:aws:events:eu-west-1:111122223333:rule/other') });
  bus.publish(event('ACTIVE'));
  await world.pass(2);
  expect(queue.messages()).toEqual([]);
  expect(dead.messages()[0]?.attributes).toMatchObject({
    RULE_ARN: { StringValue: RULE_ARN },
    TARGET_ARN: { StringValue: QUEUE_ARN },
    ERROR_CODE: { StringValue: 'NO_PERMISSIONS' },
  });
  expect(bus.failures[0]?.because).toContain('ArnEquals aws:SourceArn');
  expect(bus.metrics).toMatchObject({ delivered: 0, failed: 1, sentToDeadLetterQueue: 1 });
});

it('says when a queue has no policy or does not exist', async () => {
  const targets = [QUEUE_ARN, DEAD_ARN].map((arn) => ({ id: arn, arn }));
  const { world, sqs, queue, bus } = aBus({ targets });
  sqs.setAttributes(queue, { Policy: '' });
  bus.publish(event('ACTIVE'));
  await world.pass(2);
  expect(bus.failures.map(({ because }) => because).sort()).toEqual([
    `queue ${DEAD_ARN} does not exist`,
    'the resource policy does not name events.amazonaws.com',
  ]);
});

it('runs a schedule, until the rule is disabled or removed', async () => {
  const { world, queue, bus } = aBus({ eventPattern: undefined, scheduleExpression: 'rate(15 minutes)' });
  await world.pass(46 * 60);
  expect(queue.messages()).toHaveLength(3);
  expect(JSON.parse(queue.messages()[0]?.body ?? '')).toMatchObject({
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    time: '2026-03-02T09:15:00Z',
    resources: [RULE_ARN],
    detail: {},
  });
  const rule = bus.rule('hosts');
  if (rule !== undefined) rule.state = 'DISABLED';
  await world.pass(3600);
  expect(queue.messages()).toHaveLength(3);
  bus.removeRule('hosts');
  expect(world.clock.nextDue()).toBeUndefined();
});

it('a disabled rule hears nothing', async () => {
  const { world, queue, bus } = aBus({ state: 'DISABLED' });
  bus.publish(event('ACTIVE'));
  await world.pass(2);
  expect(queue.messages()).toEqual([]);
});

it.each([
  ['Input', { input: '{"source":"drift"}' }, '{"source":"drift"}'],
  ['InputPath', { inputPath: '$.detail' }, '{"status":"A \\"b\\""}'],
  ['InputPath of nothing', { inputPath: '$.detail.none' }, 'null'],
  [
    'InputTransformer',
    {
      inputTransformer: {
        paths: { status: '$.detail.status', first: '$.resources[0]', kind: '$.detail-type' },
        template: '{"s":<status>,"text":"is <status> by <aws.events.rule-name>","r":<first>,"k":<kind>}',
      },
    },
    '{"s":"A \\"b\\"","text":"is A \\"b\\" by hosts","r":"arn:aws:ecs:eu-west-1:111122223333:container-instance/shop/1","k":"ECS Container Instance State Change"}',
  ],
])('a target gets its %s', async (_what, input, body) => {
  const { world, queue, bus } = aBus({ targets: [{ id: 'queue', arn: QUEUE_ARN, ...input }] });
  bus.publish(event('A "b"'));
  await world.pass(2);
  expect(queue.messages().map((message) => message.body)).toEqual([body]);
});

it.each([
  [{ input: 'not json' }, 'not JSON'],
  [{ inputPath: '$..detail' }, 'not modelled'],
  [{ inputTransformer: { paths: {}, template: '<missing>' } }, '<missing>'],
  [{ input: '{}', inputPath: '$.detail' }, 'Only one'],
])('refuses the input %j', (input, reason) => {
  expect(() => aBus({ targets: [{ id: 'queue', arn: QUEUE_ARN, ...input }] })).toThrow(reason);
});
