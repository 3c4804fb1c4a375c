import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEvent, SCHEDULE_MESSAGE } from '../../../functions/host-onboard/event.ts';
import { PermanentError } from '../../../shared/domain/errors.ts';
import { HERE } from '../../builders/clusters.ts';
import { anEvent } from '../../builders/messages.ts';

const event = anEvent('ecs-container-instance-state-change') as { detail: Record<string, unknown> };
const withDetail = (detail: Record<string, unknown>) => ({ ...event, detail: { ...event.detail, ...detail } });

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
  it('are the documented container-instance events', () => {
    expect(parseEvent(event, HERE)).toEqual({
      kind: 'host',
      clusterArn: event.detail['clusterArn'],
      containerInstanceArn: event.detail['containerInstanceArn'],
      status: 'ACTIVE',
      isMarked: false,
      isExternal: false,
    });
  });

  it.each([
    ['the marker', { attributes: [{ name: 'ecs-ops.onboarded', value: 'checked' }] }, { isMarked: true }],
    ['another attribute', { attributes: [{ name: 'ecs-ops.lifecycle', value: 'spot' }] }, { isMarked: false }],
    ['no attributes', { attributes: undefined }, { isMarked: false }],
    ['the id of Systems Manager', { ec2InstanceId: 'mi-0123456789abcdef0' }, { isExternal: true }],
    [
      'the capability of external instances',
      { attributes: [{ name: 'ecs.capability.external' }] },
      { isExternal: true },
    ],
    ['no instance id', { ec2InstanceId: undefined }, { isExternal: false }],
  ])('tell of %s', (_, detail, told) => {
    expect(parseEvent(withDetail(detail), HERE)).toMatchObject(told);
  });

  it('are those of a schedule, with or without an input of its own', () => {
    const plain = {
      source: 'aws.events',
      'detail-type': 'Scheduled Event',
      account: HERE.accountId,
      region: HERE.region,
    };
    expect(parseEvent(SCHEDULE_MESSAGE, HERE)).toEqual({ kind: 'every-cluster', place: HERE });
    expect(parseEvent(plain, HERE)).toEqual({ kind: 'every-cluster', place: HERE });
  });
});

describe('events that are not served', () => {
  it.each([
    ['of another source', { ...event, source: 'aws.ec2' }, 'unsupported-event'],
    ['of another type', { ...event, 'detail-type': 'ECS Task State Change' }, 'unsupported-event'],
    ['of another account', { ...event, account: '999999999999' }, 'foreign-account'],
    ['of another Region', { ...event, region: 'eu-west-1' }, 'foreign-account'],
    [
      'of a cluster elsewhere',
      withDetail({ clusterArn: 'arn:aws:ecs:us-east-1:999999999999:cluster/a' }),
      'foreign-account',
    ],
    [
      'of a host elsewhere',
      withDetail({ containerInstanceArn: 'arn:aws:ecs:us-east-1:999999999999:container-instance/a/b' }),
      'foreign-account',
    ],
    ['without a cluster', withDetail({ clusterArn: undefined }), 'malformed-event'],
    [
      'without a host',
      withDetail({ containerInstanceArn: 'arn:aws:ecs:us-east-1:111122223333:task/a/b' }),
      'malformed-event',
    ],
    ['with attributes of another form', withDetail({ attributes: ['ecs-ops.onboarded'] }), 'malformed-event'],
  ])('%s are refused', (_, content, reason) => {
    expect(refusal(content)).toBe(reason);
  });

  it('are refused whatever they are, with a reason', () => {
    fc.assert(fc.property(fc.jsonValue(), (content) => refusal(content) !== 'none'));
  });
});
