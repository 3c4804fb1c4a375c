import * as v from 'valibot';
import { PermanentError } from '../domain/errors.ts';
import type { Place } from './messages.ts';

/** What tells one kind of event from another (EventBridge user guide, "Event structure"). */
export const Envelope = v.looseObject({ source: v.string(), 'detail-type': v.string() });

/** Takes from an event what a schema names; a PermanentError `malformed-event` says everything that is wrong with it. */
export function check<Output>(schema: v.GenericSchema<unknown, Output>, content: unknown): Output {
  const result = v.safeParse(schema, content);
  if (result.success) return result.output;
  const faults = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'event'}: ${issue.message}`);
  throw new PermanentError('malformed-event', faults.join('; '));
}

/** Where an event comes from. */
export interface Origin {
  readonly account: string;
  readonly region: string;
}

/** Throws a PermanentError `foreign-account` for what is about another account or Region than the queue's. */
export function assertHere({ account, region }: Origin, place: Place): void {
  if (account === place.accountId && region === place.region) return;
  const here = `${place.accountId} ${place.region}`;
  throw new PermanentError('foreign-account', `about ${account} ${region}, while this is ${here}`);
}
