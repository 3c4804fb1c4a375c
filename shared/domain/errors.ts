import type { Reason } from './reasons.ts';

/** A failure that may pass by itself: the message it concerns comes back. */
export class RetryableError extends Error {
  override readonly name = 'RetryableError';
  readonly reason: Reason;

  constructor(reason: Reason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** A failure that repeating does not mend: the message it concerns is parked or acknowledged, never retried. */
export class PermanentError extends Error {
  override readonly name = 'PermanentError';
  readonly reason: Reason;

  constructor(reason: Reason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** The two kinds of failure there are. */
export type Failure = RetryableError | PermanentError;

/** Gives anything thrown a kind. What nobody foresaw is retried: losing a message is worse than a second try. */
export function asFailure(thrown: unknown): Failure {
  if (thrown instanceof RetryableError || thrown instanceof PermanentError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new RetryableError('unexpected-error', message, { cause: thrown });
}
