import { expect, it } from 'vitest';
import { parseEvent, SCHEDULE_MESSAGE } from '../../../functions/scale-in/event.ts';
import { PermanentError } from '../../../shared/domain/errors.ts';
import { HERE } from '../../builders/clusters.ts';
import { anEvent } from '../../builders/messages.ts';

const scheduled = {
  source: 'aws.events',
  'detail-type': 'Scheduled Event',
  account: HERE.accountId,
  region: HERE.region,
};

it.each([
  ['the message of the schedule', SCHEDULE_MESSAGE],
  ['a scheduled event of EventBridge', scheduled],
])('takes %s for a look', (_, event) => {
  expect(parseEvent(event, HERE)).toEqual({ kind: 'look' });
});

it.each([
  ['null', null, 'malformed-event'],
  ['no source', { 'detail-type': 'Scale In Schedule' }, 'malformed-event'],
  ['another function’s schedule', { ...SCHEDULE_MESSAGE, 'detail-type': 'Host Sync Schedule' }, 'unsupported-event'],
  ['an event of ECS', anEvent('ecs-container-instance-state-change'), 'unsupported-event'],
  ['a scheduled event of another account', { ...scheduled, account: '999999999999' }, 'foreign-account'],
])('refuses %s', (_, event, reason) => {
  const refusal = (): unknown => {
    try {
      return parseEvent(event, HERE);
    } catch (error) {
      return error;
    }
  };
  expect(refusal()).toBeInstanceOf(PermanentError);
  expect(refusal()).toMatchObject({ reason });
});
