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
