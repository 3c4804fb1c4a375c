import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../../functions/spot-drain/event.ts';
import { PermanentError } from '../../../shared/domain/errors.ts';
import { HERE } from '../../builders/clusters.ts';
import { anEvent } from '../../builders/messages.ts';

const INTERRUPTION = 'ec2-spot-interruption-warning';
const here = { account: HERE.accountId, region: HERE.region };
const interruption = (overrides: Record<string, unknown> = {}) => anEvent(INTERRUPTION, { ...here, ...overrides });

/** The reason with which an event is refused. */
function refusal(content: unknown): string {
  try {
    parseEvent(content, HERE);
  } catch (error) {
    if (error instanceof PermanentError) return error.reason;
    throw error;
  }
  return 'none';
}

describe('events that are served', () => {
  it.each(['terminate', 'stop', 'hibernate', 'whatever-comes-next', undefined])(
    'are interruption warnings, to %s the instance',
    (action) => {
      const detail = { 'instance-id': 'i-1234567890abcdef0', 'instance-action': action };
      expect(parseEvent(interruption({ detail }), HERE)).toEqual({
        cause: 'spot-interrupted',
        ec2InstanceId: 'i-1234567890abcdef0',
        noticedAt: Date.parse('2021-02-03T14:05:06Z'),
      });
    },
  );

  it('are rebalance recommendations', () => {
    expect(parseEvent(anEvent('ec2-instance-rebalance-recommendation', here), HERE)).toEqual({
      cause: 'rebalance-recommended',
      ec2InstanceId: 'i-1234567890abcdef0',
      noticedAt: Date.parse('2021-02-03T14:00:06Z'),
    });
  });

  it('name their instance in detail, whatever their resources say', () => {
    const resources = ['arn:aws:ec2:us-east-1a:instance/i-0000000000000000f'];
    expect(parseEvent(interruption({ resources, extra: 1 }), HERE).ec2InstanceId).toBe('i-1234567890abcdef0');
  });
});

describe('events that are not served', () => {
  const id = (value: unknown) => interruption({ detail: { 'instance-id': value, 'instance-action': 'terminate' } });
  it.each([
    ['null', null, 'malformed-event'],
    ['a string', 'hello', 'malformed-event'],
    ['an array', [interruption()], 'malformed-event'],
    ['no source', interruption({ source: undefined }), 'malformed-event'],
    ['another source', interruption({ source: 'my.app' }), 'unsupported-event'],
    ['another type', interruption({ 'detail-type': 'EC2 Instance State-change Notification' }), 'unsupported-event'],
    ['the documented host event', anEvent('ecs-container-instance-state-change'), 'unsupported-event'],
    ['no detail', interruption({ detail: undefined }), 'malformed-event'],
    ['no instance', id(undefined), 'malformed-event'],
    ['an ARN for an id', id('arn:aws:ec2:us-east-1:111122223333:instance/i-1234567890abcdef0'), 'malformed-event'],
    ['an id with more behind it', id('i-1234567890abcdef0] or runningTasksCount >= 0'), 'malformed-event'],
    ['no time', interruption({ time: undefined }), 'malformed-event'],
    ['no real time', interruption({ time: 'yesterday' }), 'malformed-event'],
    ['another account', interruption({ account: '999999999999' }), 'foreign-account'],
    ['another Region', interruption({ region: 'eu-west-1' }), 'foreign-account'],
  ])('include %s', (_, content, reason) => {
    expect(refusal(content)).toBe(reason);
  });

  it('never fail otherwise, whatever comes', () => {
    const event = fc.record({
      source: fc.constantFrom('aws.ec2', 'aws.ecs'),
      'detail-type': fc.constantFrom('EC2 Spot Instance Interruption Warning', 'Other'),
      time: fc.oneof(fc.string(), fc.constant('2021-02-03T14:05:06Z')),
      detail: fc.jsonValue(),
    });
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), event), (content) => {
        expect(refusal(content)).toMatch(/^(malformed|unsupported)-event$/);
      }),
    );
  });
});
