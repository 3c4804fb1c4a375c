import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DeliveryRouter } from '../../../simulator/services/service-delivery.ts';
import { SnsSimulator } from '../../../simulator/services/sns/sns-simulator.ts';
import { SqsSimulator } from '../../../simulator/services/sqs/sqs-simulator.ts';
import { START, TestWorld } from '../ec2/test-world.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:termination';
const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:gate';
const fixture = JSON.parse(
  readFileSync(new URL('../../events/sns-lifecycle-terminating.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, string>>;

const policyFor = (Service: string, Action: string, Resource: string) => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { Service }, Action, Resource },
});

function aTopic(attributes: Readonly<Record<string, string>> = {}) {
  const world = new TestWorld();
  const sqs = new SqsSimulator(world, (name) => `http://localhost/1/${name}`);
  const Policy = JSON.stringify(policyFor('sns.amazonaws.com', 'sqs:SendMessage', '*'));
  const queue = sqs.createQueue('gate', { Policy });
  const sns = new SnsSimulator(world, new DeliveryRouter({ sqs }));
  sns.createTopic('termination');
  sns.subscribe({ topicArn: TOPIC, protocol: 'sqs', endpoint: QUEUE, attributes });
  return { world, sqs, queue, sns };
}

it('wraps a message as the documentation shows it', async () => {
  const { world, queue, sns } = aTopic();
  sns.publish(TOPIC, { message: fixture.Message ?? '', subject: fixture.Subject });
  expect(queue.messages()).toEqual([]);
  await world.pass(2);
  const body = JSON.parse(queue.messages()[0]?.body ?? '') as Readonly<Record<string, string>>;
  expect(Object.keys(body)).toEqual(Object.keys(fixture));
  expect(body).toMatchObject({
    Type: 'Notification',
    TopicArn: TOPIC,
    Message: fixture.Message,
    Subject: fixture.Subject,
  });
  expect(body.Timestamp).toBe(new Date(START).toISOString());
});

it('delivers raw on request, attributes and all', async () => {
  const { world, queue, sns } = aTopic({ RawMessageDelivery: 'true' });
  sns.publish(TOPIC, { message: 'plain', attributes: { kind: { DataType: 'String', StringValue: 'drain' } } });
  await world.pass(2);
  expect(queue.messages()[0]).toMatchObject({
    body: 'plain',
    attributes: { kind: { DataType: 'String', StringValue: 'drain' } },
  });
});

const terminating = { LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING', n: 3 };
const attribute = (DataType: string, StringValue: string) => ({ x: { DataType, StringValue } });

it.each([
  [{ x: ['a'] }, undefined, attribute('String', 'a'), true],
  [{ x: ['a'] }, undefined, attribute('String', 'b'), false],
  [{ x: ['a'] }, undefined, {}, false],
  [{ x: [{ exists: false }] }, undefined, {}, true],
  [{ x: [{ numeric: ['>', 5] }] }, undefined, attribute('Number', '6'), true],
  [{ x: ['b'] }, undefined, attribute('String.Array', '["a","b"]'), true],
  [{ LifecycleTransition: [{ suffix: 'TERMINATING' }] }, 'MessageBody', {}, true],
  [{ LifecycleTransition: [{ suffix: 'LAUNCHING' }] }, 'MessageBody', {}, false],
  [{ $or: [{ n: [1] }, { n: [3] }] }, 'MessageBody', {}, true],
])('filter %j in %s for %j: %s', async (policy, FilterPolicyScope, attributes, passes) => {
  const scope = FilterPolicyScope === undefined ? {} : { FilterPolicyScope };
  const { world, queue, sns } = aTopic({ FilterPolicy: JSON.stringify(policy), ...scope });
  sns.publish(TOPIC, { message: JSON.stringify(terminating), attributes });
  await world.pass(2);
  expect(queue.messages()).toHaveLength(passes ? 1 : 0);
  expect(sns.metrics).toMatchObject({ published: 1, delivered: passes ? 1 : 0, filteredOut: passes ? 0 : 1 });
});

it.each([
  [{ FilterPolicy: '{"x":[{"wildcard":"a*"}]}' }, 'operator wildcard is not known'],
  [{ FilterPolicy: '{"x":{"y":["a"]}}' }, 'MessageBody'],
  [{ FilterPolicyScope: 'Everything', FilterPolicy: '{"x":["a"]}' }, 'Everything'],
  [{ DeliveryPolicy: '{}' }, 'DeliveryPolicy is not modelled'],
])('refuses %j', (attributes, reason) => {
  expect(() => aTopic(attributes)).toThrow(reason);
});

it('takes messages of services as its policy says', () => {
  const { sns } = aTopic();
  const delivery = { targetArn: TOPIC, service: 'events.amazonaws.com', sourceArn: 'a', body: 'x' };
  expect(sns.deliver(delivery)).toMatchObject({ kind: 'refused', code: 'NO_PERMISSIONS' });
  sns.setPolicy(TOPIC, policyFor('events.amazonaws.com', 'sns:Publish', TOPIC));
  expect(sns.deliver(delivery)).toEqual({ kind: 'delivered' });
  expect(sns.deliver({ ...delivery, targetArn: `${TOPIC}-2` })).toMatchObject({ code: 'NO_RESOURCE' });
});

it('parks what a queue refuses', async () => {
  const DEAD = 'arn:aws:sqs:eu-west-1:111122223333:dead';
  const { world, sqs, queue, sns } = aTopic({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn: DEAD }) });
  const dead = sqs.createQueue('dead', { Policy: queue.settings.attributes['Policy'] ?? '' });
  sqs.setAttributes(queue, { Policy: '' });
  sns.publish(TOPIC, { message: 'x' });
  await world.pass(2);
  expect(dead.messages()).toHaveLength(1);
  expect(sns.metrics).toMatchObject({ failed: 1, sentToDeadLetterQueue: 1 });
});

it('sends e-mail to an outbox', async () => {
  const { world, sns } = aTopic();
  sns.subscribe({ topicArn: TOPIC, protocol: 'email', endpoint: 'ops@example.com', attributes: {} });
  sns.publish(TOPIC, { message: 'stuck', subject: 'A drain is stuck' });
  await world.pass(2);
  expect(sns.outbox).toMatchObject([{ to: 'ops@example.com', subject: 'A drain is stuck', message: 'stuck' }]);
});

it('doubles and loses on request', async () => {
  const { world, queue, sns } = aTopic();
  sns.faults.duplication = 1;
  sns.publish(TOPIC, { message: 'twice' });
  Object.assign(sns.faults, { duplication: 0, loss: 1 });
  sns.publish(TOPIC, { message: 'never' });
  await world.pass(2);
  expect(queue.messages()).toHaveLength(2);
  expect(sns.metrics).toMatchObject({ duplicated: 1, lost: 1 });
});
