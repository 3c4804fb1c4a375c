import { invalidParameter, missingParameter } from './errors.ts';
import { messageSize, type OutgoingMessage } from './message.ts';
import type { QueueSettings } from './queue-settings.ts';

/** Seconds that a message can stay invisible in all, counted from its receive. Source: SQS quotas. */
const MAXIMUM_VISIBILITY = 43_200;

/** @throws ServiceError when the message is empty, too large, or its delay out of range */
export function checkOutgoing(message: OutgoingMessage, { maximumMessageSize }: QueueSettings): void {
  const { delaySeconds = 0 } = message;
  // Not documented; seen on AWS: localstack/localstack, issue 12317.
  if (message.body === '') throw missingParameter('MessageBody');
  if (messageSize(message) > maximumMessageSize) {
    throw invalidParameter('MessageBody', '(too long)', `Message must be shorter than ${maximumMessageSize} bytes.`);
  }
  if (!Number.isInteger(delaySeconds) || delaySeconds < 0 || delaySeconds > 900) {
    throw invalidParameter('DelaySeconds', delaySeconds, 'DelaySeconds must be >= 0 and <= 900.');
  }
}

/** @throws ServiceError unless it is a whole number of seconds up to 12 hours */
export function checkVisibilityTimeout(seconds: number): void {
  if (Number.isInteger(seconds) && seconds >= 0 && seconds <= MAXIMUM_VISIBILITY) return;
  throw invalidParameter('VisibilityTimeout', seconds, `Must be between 0 and ${MAXIMUM_VISIBILITY}.`);
}

/**
 * @param now epoch milliseconds
 * @param receivedAt epoch milliseconds of the receive that the limit counts from
 * @throws ServiceError when the message would stay invisible for more than 12 hours after it was received
 */
export function checkTotalVisibility(seconds: number, now: number, receivedAt: number): void {
  if (now + seconds * 1000 <= receivedAt + MAXIMUM_VISIBILITY * 1000) return;
  const reason = `Total VisibilityTimeout for the message is beyond the limit [${MAXIMUM_VISIBILITY} seconds]`;
  throw invalidParameter('VisibilityTimeout', seconds, reason);
}
