import { ChangeMessageVisibilityCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Reason } from '../domain/reasons.ts';
import { calling } from './failures.ts';

/** Characters of the `detail` attribute; enough for an error, well inside SQS's limit for a message. */
const DETAIL_LENGTH = 1_000;
/** SQS API reference, ChangeMessageVisibility: "valid values range: 0 to 43200", twelve hours. */
const LONGEST_VISIBILITY = 43_200;
/** Characters that a message may not contain (SQS API reference, SendMessage), and a few more. */
const NOT_ALLOWED = /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu;

/** Puts a message on a dead-letter queue, its body unchanged, with the reason as an attribute. */
export async function park(
  sqs: SQSClient,
  message: { readonly queueUrl: string; readonly body: string; readonly reason: Reason; readonly detail: string },
  signal: AbortSignal,
): Promise<void> {
  const detail = message.detail.slice(0, DETAIL_LENGTH).replaceAll(NOT_ALLOWED, ' ').trim();
  const command = new SendMessageCommand({
    QueueUrl: message.queueUrl,
    MessageBody: message.body,
    MessageAttributes: {
      reason: { DataType: 'String', StringValue: message.reason },
      // An attribute may not be empty.
      detail: { DataType: 'String', StringValue: detail || message.reason },
    },
  });
  await calling('SendMessage', () => sqs.send(command, { abortSignal: signal }));
}

/** Lets a message that was received and not deleted appear again after so many seconds from now. */
export async function changeVisibility(
  sqs: SQSClient,
  message: { readonly queueUrl: string; readonly receiptHandle: string; readonly seconds: number },
  signal: AbortSignal,
): Promise<void> {
  const command = new ChangeMessageVisibilityCommand({
    QueueUrl: message.queueUrl,
    ReceiptHandle: message.receiptHandle,
    VisibilityTimeout: Math.min(LONGEST_VISIBILITY, Math.max(0, Math.round(message.seconds))),
  });
  await calling('ChangeMessageVisibility', () => sqs.send(command, { abortSignal: signal }));
}
