import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../../functions/host-sync/event.ts';
import { PermanentError } from '../../../shared/domain/errors.ts';
import { clusterArn, HERE } from '../../builders/clusters.ts';
import { anEvent, aStateChange } from '../../builders/messages.ts';

const everywhere = { kind: 'every-cluster', place: HERE };

/** The reason with which an event is refused. */
function refusal(content: unknown, place = HERE): string {
  try {
    parseEvent(content, place);
  } catch (error) {
    if (error instanceof PermanentError) return error.reason;
    throw error;
  }
  return 'none';
}

describe('events that are served', () => {
  it('reads the cluster out of the documented container-instance event', () => {
    const event = anEvent('ecs-container-instance-state-change');
    expect(parseEvent(event, HERE)).toEqual({ kind: 'one-cluster', clusterArn: clusterArn('default') });
  });

  it.each([
    ['the message of the schedule', { source: 'ecs-ops.schedule', 'detail-type': 'Host Sync Schedule' }],
    [
      'a scheduled event of EventBridge',
      { source: 'aws.events', 'detail-type': 'Scheduled Event', account: HERE.accountId, region: HERE.region },
    ],
  ])('takes %s for a look at every cluster', (_, event) => {
    expect(parseEvent(event, HERE)).toEqual(everywhere);
  });

  it('allows fields it does not know', () => {
    expect(parseEvent({ ...aStateChange(), 'new-field': { of: 'AWS' } }, HERE)).toMatchObject({ kind: 'one-cluster' });
  });
});

describe('events that are not served', () => {
  const { detail } = aStateChange() as { detail: object };
  it.each([
    ['null', null, 'malformed-event'],
    ['a string', 'hello', 'malformed-event'],
    ['an array', [aStateChange()], 'malformed-event'],
    ['no source', { 'detail-type': 'ECS Container Instance State Change' }, 'malformed-event'],
    ['another source', aStateChangeWith({ source: 'my.app' }), 'unsupported-event'],
    ['another type', aStateChangeWith({ 'detail-type': 'ECS Task State Change' }), 'unsupported-event'],
    ['the documented task event', anEvent('ecs-task-state-change-stopped'), 'unsupported-event'],
    ['the documented Spot warning', anEvent('ec2-spot-interruption-warning'), 'unsupported-event'],
    ['no detail', aStateChangeWith({ detail: undefined }), 'malformed-event'],
    ['no cluster', aStateChangeWith({ detail: { ...detail, clusterArn: undefined } }), 'malformed-event'],
    ['a name for a cluster', aStateChangeWith({ detail: { ...detail, clusterArn: 'default' } }), 'malformed-event'],
    ['another account', aStateChangeWith({ account: '999999999999' }), 'foreign-account'],
    ['another Region', aStateChangeWith({ region: 'eu-west-1' }), 'foreign-account'],
    [
      'a cluster of another account',
      aStateChangeWith({ detail: { ...detail, clusterArn: 'arn:aws:ecs:us-east-1:999999999999:cluster/default' } }),
      'foreign-account',
    ],
    [
      'a scheduled event of another account',
      { source: 'aws.events', 'detail-type': 'Scheduled Event', account: '999999999999', region: HERE.region },
      'foreign-account',
    ],
  ])('refuses %s', (_, event, reason) => {
    expect(refusal(event)).toBe(reason);
  });

  it('never fails otherwise, whatever comes', () => {
    const property = fc.property(fc.jsonValue(), (content) => {
      expect(refusal(content)).toMatch(/^(malformed|unsupported)-event$/);
    });
    fc.assert(property);
  });
});

function aStateChangeWith(overrides: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { ...aStateChange(), ...overrides };
}
