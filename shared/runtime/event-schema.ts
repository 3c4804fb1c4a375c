import * as v from 'valibot';
import { parseArn } from '../domain/arn.ts';
import { PermanentError } from '../domain/errors.ts';
import type { Place } from './messages.ts';

/** What every event of EventBridge says of itself. */
export const EventEnvelope = v.looseObject({ source: v.string(), 'detail-type': v.string() });

/** A time of an event, as milliseconds since 1970. ISO 8601 has forms that are no time to JavaScript, as `+05`. */
export const EventTime = v.pipe(
  v.string(),
  v.isoTimestamp('not a time'),
  v.transform(Date.parse),
  v.finite('not a time'),
);

/** Reads a part of an event; throws a PermanentError `malformed-event` that names every fault at once. */
export function check<Output>(schema: v.GenericSchema<unknown, Output>, content: unknown): Output {
  const result = v.safeParse(schema, content);
  if (result.success) return result.output;
  const faults = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'event'}: ${issue.message}`);
  throw new PermanentError('malformed-event', faults.join('; '));
}

/** What an event is: its source and detail type, as `aws.ecs: ECS Container Instance State Change`. */
export function eventType(content: unknown): string {
  const { source, 'detail-type': detailType } = check(EventEnvelope, content);
  return `${source}: ${detailType}`;
}

/** The error for an event that a function does not serve. */
export function notServed(content: unknown): PermanentError {
  return new PermanentError('unsupported-event', `${eventType(content)} is not served`);
}

/** The message that a function's schedule sends. */
export interface ScheduleMessage {
  readonly source: 'ecs-ops.schedule';
  readonly 'detail-type': string;
}

/** EventBridge user guide, "Events from EventBridge": a rule with a schedule and no input of its own. */
const ScheduledEvent = v.looseObject({ account: v.string(), region: v.string() });

/** Whether something is the message of a function's schedule, or the event of a schedule without a message of its own. */
export function isScheduled(content: unknown, message: ScheduleMessage, place: Place): boolean {
  const type = eventType(content);
  if (type !== 'aws.events: Scheduled Event') return type === eventType(message);
  assertHere(check(ScheduledEvent, content), place);
  return true;
}

/** Throws a PermanentError `foreign-account` when an event is about another account or Region. */
export function assertHere(
  { account, region }: { readonly account: string; readonly region: string },
  place: Place,
): void {
  if (account === place.accountId && region === place.region) return;
  const here = `${place.accountId} ${place.region}`;
  throw new PermanentError('foreign-account', `about ${account} ${region}, while this is ${here}`);
}

/** Throws a PermanentError `foreign-account` when an ARN is of another partition, account or Region. */
export function assertArnHere(arn: string, place: Place): void {
  const { partition = '', accountId = '', region = '' } = parseArn(arn) ?? {};
  assertHere({ account: accountId, region }, place);
  if (partition === place.partition) return;
  throw new PermanentError('foreign-account', `about partition ${partition}, while this is ${place.partition}`);
}
