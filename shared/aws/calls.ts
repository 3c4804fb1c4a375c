import { type ApiAttempt, outcomeOf } from './attempts.ts';

/** How a call of the SDK ended, its retries included. */
export interface CallEnd {
  readonly outcome: ApiAttempt['outcome'];
  /** Status code of the last answer; undefined when there was none. */
  readonly status: number | undefined;
  /** Requests sent besides the first. */
  readonly retries: number;
}

/**
 * Told that a call begins; gives what is to be told of its end.
 * @param service the service's name in AWS's SDKs, without blanks: `ECS`, `AutoScaling`
 * @param operation as in `DescribeServices`
 */
export type OnCall = (service: string, operation: string) => (end: CallEnd) => void;

/** What the SDK says of the requests that a call took, on results and errors alike. */
interface Metadata {
  readonly $metadata?: { readonly attempts?: number; readonly httpStatusCode?: number };
}
type Send = (request: never) => Promise<{ readonly output: unknown }>;
type Middleware = (next: Send, context: { readonly clientName?: string; readonly commandName?: string }) => Send;
/** The part of a client's middleware stack that is used, alike in all clients of the SDK. */
interface Client {
  readonly middlewareStack: {
    add(middleware: Middleware, options: { step: 'initialize'; priority: 'high'; name: string }): void;
  };
}

/** Reports every call of a client, which makes one request or more. The middleware stands before the SDK's retries. */
export function observeCalls<C extends Client>(client: C, onCall: OnCall | undefined): C {
  if (!onCall) return client;
  const middleware: Middleware = (next, { clientName = '', commandName = '' }) => {
    return async (request) => {
      const ended = onCall(clientName.replace(/Client$/, ''), commandName.replace(/Command$/, ''));
      try {
        const result = await next(request);
        ended(endOf('answered', result.output as Metadata));
        return result;
      } catch (error) {
        ended(endOf(outcomeOf(error), error as Metadata));
        throw error;
      }
    };
  };
  client.middlewareStack.add(middleware, { step: 'initialize', priority: 'high', name: 'observeCalls' });
  return client;
}

function endOf(outcome: CallEnd['outcome'], { $metadata: { attempts = 1, httpStatusCode } = {} }: Metadata): CallEnd {
  return { outcome, status: httpStatusCode, retries: attempts - 1 };
}
