import { sdkFailure } from './failures.ts';

/** One request as it went over the wire; a call of the SDK makes one or more. */
export interface ApiAttempt {
  /** `ecs`, `sqs` and so on. */
  readonly service: string;
  /** The API's operation, as in `DescribeServices`. */
  readonly operation: string;
  readonly outcome: 'answered' | 'throttled' | 'denied' | 'failed';
}

/** The part of a client's middleware stack that is used, alike in all clients of the SDK. */
interface Client {
  readonly middlewareStack: {
    add(middleware: Middleware, options: { step: 'finalizeRequest'; priority: 'low'; name: string }): void;
  };
}
type Send = (request: never) => Promise<unknown>;
type Middleware = (next: Send, context: { readonly commandName?: string }) => Send;

/** What kind of failure an error of the SDK is. */
export function outcomeOf(error: unknown): ApiAttempt['outcome'] {
  const { reason } = sdkFailure('', error);
  if (reason === 'throttled') return 'throttled';
  return reason === 'access-denied' ? 'denied' : 'failed';
}

/**
 * Reports every attempt of a client. The middleware stands after the SDK's retries, which have high priority
 * in the same step, so it sees each attempt and not only the last.
 */
export function observeAttempts<C extends Client>(
  client: C,
  service: string,
  onAttempt: ((attempt: ApiAttempt) => void) | undefined,
): C {
  if (!onAttempt) return client;
  const middleware: Middleware = (next, context) => async (request) => {
    const operation = (context.commandName ?? 'unknown').replace(/Command$/, '');
    try {
      const result = await next(request);
      onAttempt({ service, operation, outcome: 'answered' });
      return result;
    } catch (error) {
      onAttempt({ service, operation, outcome: outcomeOf(error) });
      throw error;
    }
  };
  client.middlewareStack.add(middleware, { step: 'finalizeRequest', priority: 'low', name: 'observeAttempts' });
  return client;
}
