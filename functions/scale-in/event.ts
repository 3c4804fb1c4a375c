import * as v from 'valibot';
import { PermanentError } from '../../shared/domain/errors.ts';
import { assertHere, check, EventEnvelope } from '../../shared/runtime/event-schema.ts';
import type { Parse } from '../../shared/runtime/messages.ts';

/** It is time to look at every cluster. */
export interface ScaleInEvent {
  readonly kind: 'look';
}

/** The message that the schedule sends. */
export const SCHEDULE_MESSAGE = { source: 'ecs-ops.schedule', 'detail-type': 'Scale In Schedule' } as const;

/** EventBridge user guide, "Events from EventBridge": a rule with a schedule and no input of its own. */
const ScheduledEvent = v.looseObject({ account: v.string(), region: v.string() });

/** Understands the events that scale-in serves; throws a PermanentError for all others. */
export const parseEvent: Parse<ScaleInEvent> = (content, place) => {
  const { source, 'detail-type': detailType } = check(EventEnvelope, content);
  switch (`${source}: ${detailType}`) {
    case 'aws.events: Scheduled Event':
      assertHere(check(ScheduledEvent, content), place);
      return { kind: 'look' };
    case `${SCHEDULE_MESSAGE.source}: ${SCHEDULE_MESSAGE['detail-type']}`:
      return { kind: 'look' };
    default:
      throw new PermanentError('unsupported-event', `"${detailType}" of source "${source}" is not served`);
  }
};
