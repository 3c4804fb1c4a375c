import * as v from 'valibot';
import { PermanentError } from '../domain/errors.ts';
import type { Place } from './messages.ts';

/** What every event of EventBridge says of itself. */
export const EventEnvelope = v.looseObject({ source: v.string(), 'detail-type': v.string() });

/** Reads a part of an event; throws a PermanentError `malformed-event` that names every fault at once. */
export function check<Output>(schema: v.GenericSchema<unknown, Output>, content: unknown): Output {
  const result = v.safeParse(schema, content);
  if (result.success) return result.output;
  const faults = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'event'}: ${issue.message}`);
  throw new PermanentError('malformed-event', faults.join('; '));
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
