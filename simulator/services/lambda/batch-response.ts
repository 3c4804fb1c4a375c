import { isRecord } from '../../wire/json-codec.ts';
import type { ReceivedMessage } from '../sqs/message.ts';
import type { InvocationOutcome } from './invocation.ts';

/**
 * Ids of the messages of a batch that are not done.
 * Source: Lambda developer guide, "Success and failure conditions" of partial batch responses.
 */
export function failedMessages(
  messages: readonly ReceivedMessage[],
  outcome: InvocationOutcome,
  reportsBatchItemFailures: boolean,
): ReadonlySet<string> {
  const all = new Set(messages.map(({ id }) => id));
  if (outcome.kind !== 'succeeded') return all;
  if (!reportsBatchItemFailures) return new Set();
  const named = itemFailures(outcome.payload);
  return named?.every((id) => all.has(id)) === true ? new Set(named) : all;
}

/** The ids that a function names; undefined when its answer is not valid, which fails the whole batch. */
function itemFailures(payload: unknown): readonly string[] | undefined {
  if (payload === null || payload === undefined) return [];
  if (!isRecord(payload)) return undefined;
  const failures = payload['batchItemFailures'] ?? [];
  if (!Array.isArray(failures)) return undefined;
  const ids = failures.map((failure: unknown) => (isRecord(failure) ? failure['itemIdentifier'] : undefined));
  return ids.every((id): id is string => typeof id === 'string' && id !== '') ? ids : undefined;
}
