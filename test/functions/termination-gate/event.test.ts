import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventParser, type GateEvent } from '../../../functions/termination-gate/event.ts';
import { MANAGED_DRAINING_HOOK } from '../../../functions/termination-gate/hooks.ts';
import { PermanentError } from '../../../shared/domain/errors.ts';
import { clusterArn, HERE } from '../../builders/clusters.ts';
import { aBusEvent, anEnvelope, HELD_AT, TOPIC } from '../../builders/gate-events.ts';

const parse = eventParser({ topicArn: TOPIC, names: ['ecs-ops*', 'exactly-this'] });
const NOTICE = 'sns-lifecycle-terminating';
const ACTION = 'autoscaling-terminate-lifecycle-action';
const HOST = 'ecs-container-instance-state-change';
const LAUNCHED = 'autoscaling-launch-successful';
const SPOT = 'ec2-spot-interruption-warning';

/** The reason with which content is refused, or acknowledged, or else its kind. */
function outcome(content: unknown): string {
  try {
    const event: GateEvent = parse(content, HERE);
    return event.kind === 'irrelevant' ? event.reason : event.kind;
  } catch (error) {
    if (error instanceof PermanentError) return error.reason;
    throw error;
  }
}

describe('a notice through the topic', () => {
  it('gives all that is known of the lifecycle action', () => {
    expect(parse(anEnvelope(NOTICE), HERE)).toEqual({
      kind: 'lifecycle-notice',
      ec2InstanceId: 'i-0598c7d356eba48d7',
      notice: {
        token: '71514b9d-6a40-4b26-8523-05e7ee35fa40',
        autoScalingGroupName: 'my-asg',
        lifecycleHookName: 'my-hook',
        ec2InstanceId: 'i-0598c7d356eba48d7',
        origin: 'AutoScalingGroup',
        destination: 'EC2',
        startedAt: Date.parse('2021-01-19T00:36:26.533Z'),
        metadata: { cluster: 'default' },
      },
    });
  });

  it('needs neither subject, places nor metadata', () => {
    const bare = { Origin: undefined, Destination: undefined, NotificationMetadata: undefined };
    expect(parse(anEnvelope(NOTICE, bare, { Subject: undefined }), HERE)).toMatchObject({
      notice: { origin: 'AutoScalingGroup', destination: 'EC2', metadata: {} },
    });
  });

  it.each([
    ['', {}],
    ['not JSON', {}],
    ['"text"', {}],
    ['null', {}],
    ['[1]', {}],
    [
      '{"cluster":"a","deadlineMinutes":30,"outcome":"retain","more":1}',
      { cluster: 'a', deadlineMinutes: '30', outcome: 'retain' },
    ],
    ['{"deadlineMinutes":"soon"}', { deadlineMinutes: 'soon' }],
    ['{"cluster":["a"],"outcome":null,"deadlineMinutes":{}}', {}],
  ])('is served whatever its metadata: %s', (NotificationMetadata, metadata) => {
    const event = parse(anEnvelope(NOTICE, { NotificationMetadata }), HERE);
    expect(event.kind === 'lifecycle-notice' && event.notice.metadata).toEqual(metadata);
  });

  const launching = { LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING' };
  it.each([
    ['the test of a new hook', anEnvelope('sns-lifecycle-test-notification'), 'test-notification'],
    ['a launch', anEnvelope(NOTICE, launching), 'other-transition'],
    ['a launch without fields', anEnvelope(NOTICE, { ...launching, EC2InstanceId: undefined }), 'other-transition'],
    ['any other event', anEnvelope('sns-lifecycle-test-notification', { Event: 'new' }), 'other-transition'],
    ['managed draining', anEnvelope(NOTICE, { LifecycleHookName: MANAGED_DRAINING_HOOK }), 'not-our-hook'],
    ['another topic', anEnvelope(NOTICE, {}, { TopicArn: `${TOPIC}-2` }), 'foreign-topic'],
    ['another account', anEnvelope(NOTICE, { AccountId: '999999999999' }), 'foreign-account'],
    ['no account', anEnvelope(NOTICE, { AccountId: undefined }), 'malformed-event'],
    ['no token', anEnvelope(NOTICE, { LifecycleActionToken: undefined }), 'malformed-event'],
    ['no group', anEnvelope(NOTICE, { AutoScalingGroupName: undefined }), 'malformed-event'],
    ['no time', anEnvelope(NOTICE, { Time: undefined }), 'malformed-event'],
    ['no real time', anEnvelope(NOTICE, { Time: 'yesterday' }), 'malformed-event'],
    ['an ARN for an id', anEnvelope(NOTICE, { EC2InstanceId: clusterArn() }), 'malformed-event'],
    ['text', anEnvelope(NOTICE, {}, { Message: 'hello' }), 'malformed-json'],
    ['null', anEnvelope(NOTICE, {}, { Message: 'null' }), 'malformed-event'],
  ])('about %s is told apart', (_, content, reason) => {
    expect(outcome(content)).toBe(reason);
  });

  it('names the group in what is acknowledged', () => {
    expect(parse(anEnvelope('sns-lifecycle-test-notification'), HERE)).toMatchObject({ subject: 'my-asg' });
  });
});

describe('a notice through EventBridge', () => {
  it('gives the same, and its own time', () => {
    const event = aBusEvent(ACTION, { LifecycleHookName: 'exactly-this' });
    expect(parse(event, HERE)).toMatchObject({
      kind: 'lifecycle-notice',
      notice: { lifecycleHookName: 'exactly-this', destination: 'WarmPool', startedAt: HELD_AT, metadata: {} },
    });
  });

  it.each([
    ['exactly-this', 'lifecycle-notice'],
    ['exactly-this-not', 'not-our-hook'],
    ['ecs-ops', 'lifecycle-notice'],
    ['ecs-ops-drain', 'lifecycle-notice'],
    ['my-ecs-ops', 'not-our-hook'],
    ['my-termination-lifecycle-hook', 'not-our-hook'],
    [MANAGED_DRAINING_HOOK, 'not-our-hook'],
  ])('of the hook %s: %s', (LifecycleHookName, expected) => {
    expect(outcome(aBusEvent(ACTION, { LifecycleHookName }))).toBe(expected);
  });

  it('never makes managed draining ours, whatever names the settings give', () => {
    const greedy = eventParser({ topicArn: TOPIC, names: ['*', MANAGED_DRAINING_HOOK] });
    const event = aBusEvent(ACTION, { LifecycleHookName: MANAGED_DRAINING_HOOK });
    expect(greedy(event, HERE)).toMatchObject({ kind: 'irrelevant', reason: 'not-our-hook' });
  });
});

describe('other events of EventBridge', () => {
  it('show a DRAINING host, and what its tasks hold', () => {
    expect(parse(aBusEvent(HOST, { status: 'DRAINING' }), HERE)).toMatchObject({
      kind: 'host-draining',
      ec2InstanceId: 'i-f3a8506b',
      clusterArn: clusterArn(),
      at: HELD_AT,
      held: { cpu: 60, memory: 3000 },
      markedForPool: false,
    });
  });

  const cpuAlone = [{ name: 'CPU', type: 'INTEGER', integerValue: 1 }];
  it.each([undefined, [], cpuAlone])('say nothing of what is held when resources are %j', (remainingResources) => {
    expect(parse(aBusEvent(HOST, { status: 'DRAINING', remainingResources }), HERE)).toMatchObject({ held: undefined });
  });

  it.each([
    ['warm-pool', true],
    ['something-else', false],
    [undefined, false],
  ])('tell our mark %s: %s', (value, markedForPool) => {
    const attributes = [{ name: 'ecs-ops.drained-for', value }];
    expect(parse(aBusEvent(HOST, { status: 'DRAINING', attributes }), HERE)).toMatchObject({ markedForPool });
  });

  it('tell of a Spot interruption, and when', () => {
    expect(parse(aBusEvent(SPOT), HERE)).toEqual({
      kind: 'spot-interruption',
      ec2InstanceId: 'i-1234567890abcdef0',
      at: HELD_AT,
    });
  });

  const elsewhere = `arn:aws:ecs:${HERE.region}:999999999999:cluster/default`;
  it.each([
    ['an ACTIVE host', aBusEvent(HOST), 'not-draining'],
    ['a DEREGISTERING host', aBusEvent(HOST, { status: 'DEREGISTERING' }), 'not-draining'],
    ['a host of another account’s cluster', aBusEvent(HOST, { clusterArn: elsewhere }), 'foreign-account'],
    ['a host of no cluster', aBusEvent(HOST, { clusterArn: 'default' }), 'malformed-event'],
    ['a host that is no EC2 instance', aBusEvent(HOST, { ec2InstanceId: 'mi-12345678' }), 'malformed-event'],
    ['a launch from the warm pool', aBusEvent(LAUNCHED), 'left-pool'],
    ['a plain launch', aBusEvent(LAUNCHED, { Origin: 'EC2' }), 'other-transition'],
    ['a launch that says not from where', aBusEvent(LAUNCHED, { Origin: undefined }), 'other-transition'],
    ['another account', aBusEvent(SPOT, {}, { account: '999999999999' }), 'foreign-account'],
    ['another Region', aBusEvent(ACTION, {}, { region: 'eu-west-1' }), 'foreign-account'],
    ['no time', aBusEvent(SPOT, {}, { time: undefined }), 'malformed-event'],
    ['a rebalance recommendation', aBusEvent('ec2-instance-rebalance-recommendation'), 'unsupported-event'],
    ['a task', aBusEvent('ecs-task-state-change-stopped'), 'unsupported-event'],
    ['nothing', null, 'malformed-event'],
  ])('about %s are told apart', (_, content, reason) => {
    expect(outcome(content)).toBe(reason);
  });
});

it('nothing else is thrown, whatever comes', () => {
  const text = fc.oneof(fc.json(), fc.string());
  const envelope = fc.record({ Type: fc.constant('Notification'), TopicArn: fc.constant(TOPIC), Message: text });
  const event = fc.record({
    source: fc.constantFrom('aws.ec2', 'aws.ecs', 'aws.autoscaling'),
    'detail-type': fc.constantFrom(
      'EC2 Spot Instance Interruption Warning',
      'ECS Container Instance State Change',
      'EC2 Instance-terminate Lifecycle Action',
    ),
    account: fc.constant(HERE.accountId),
    region: fc.constant(HERE.region),
    time: fc.constant('2021-02-03T14:05:06Z'),
    detail: fc.jsonValue(),
  });
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), envelope, event), (content) => {
      expect(outcome(content)).toMatch(/^(malformed|unsupported)-|-transition$/);
    }),
  );
});
