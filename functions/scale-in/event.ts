import { isScheduled, notServed } from '../../shared/runtime/event-schema.ts';
import type { Parse } from '../../shared/runtime/messages.ts';

/** It is time to look at every cluster. */
export interface ScaleInEvent {
  readonly kind: 'look';
}

/** The message that the schedule sends. */
export const SCHEDULE_MESSAGE = { source: 'ecs-ops.schedule', 'detail-type': 'Scale In Schedule' } as const;

/** Understands the events that scale-in serves; throws a PermanentError for all others. */
export const parseEvent: Parse<ScaleInEvent> = (content, place) => {
  if (isScheduled(content, SCHEDULE_MESSAGE, place)) return { kind: 'look' };
  throw notServed(content);
};
