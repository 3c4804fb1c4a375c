import { parseArn } from '../domain/arn.ts';
import { PermanentError } from '../domain/errors.ts';
import type { Reason } from '../domain/reasons.ts';

/** The fields read of a record that Lambda hands over from SQS (Lambda developer guide, "Using Lambda with SQS"). */
export interface SqsRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  /** `SentTimestamp` in milliseconds since 1970. */
  readonly attributes: { readonly ApproximateReceiveCount: string; readonly SentTimestamp?: string };
  /** ARN of the queue. */
  readonly eventSourceARN: string;
}

/** What Lambda invokes the function with. */
export interface SqsBatch {
  readonly Records: readonly SqsRecord[];
}

/** Names the messages that SQS is to keep; the others are deleted (Lambda developer guide, ReportBatchItemFailures). */
export interface SqsBatchResponse {
  readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

/** Where a function runs: events about any other place are foreign. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/** A message with its parsed content. */
export interface Message<Event> {
  readonly messageId: string;
  /** How often it has been received, this time included. */
  readonly receiveCount: number;
  readonly event: Event;
}

/** What becomes of a message after a run. */
export type Verdict =
  /** Deleted from the queue. */
  | { readonly kind: 'done' }
  /** Put on the dead-letter queue. */
  | { readonly kind: 'park'; readonly reason: Reason; readonly detail: string }
  /** Appears again when the queue's own visibility time-out ends. */
  | { readonly kind: 'keep'; readonly reason: Reason }
  /** Appears again after a pause that grows with each receive, up to so many seconds where that matters. */
  | { readonly kind: 'retry'; readonly reason: Reason; readonly atMost?: number }
  /** Appears again after so many seconds, with nothing having failed. */
  | { readonly kind: 'look-again'; readonly reason: Reason; readonly seconds: number };

/** Turns the content of a message into an event; throws a PermanentError when it can't be one. */
export type Parse<Event> = (content: unknown, place: Place) => Event;

/** Reads one record. What is wrong with it is thrown as a PermanentError. */
export function readRecord<Event>(record: SqsRecord, parse: Parse<Event>): Message<Event> {
  return {
    messageId: record.messageId,
    receiveCount: Number(record.attributes.ApproximateReceiveCount),
    event: parse(parseJson(record.body), placeOf(record)),
  };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new PermanentError('malformed-json', `not JSON: ${body.slice(0, 100)}`, { cause });
  }
}

/** The queue is in the function's own account and Region, so its ARN tells both. */
function placeOf(record: SqsRecord): Place {
  const arn = parseArn(record.eventSourceARN);
  if (arn?.service !== 'sqs') throw new Error(`${record.eventSourceARN} is not the ARN of a queue`);
  return { partition: arn.partition, region: arn.region, accountId: arn.accountId };
}
