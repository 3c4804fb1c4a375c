import { type Failure, PermanentError, RetryableError } from '../domain/errors.ts';
import type { Reason } from '../domain/reasons.ts';

/** What the SDK throws, as far as it is read here. */
interface SdkError {
  readonly name: string;
  readonly message: string;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const REASON_BY_NAME: Readonly<Record<string, Reason>> = {
  // Service-specific throttling names besides ThrottlingException (Smithy, retry classification).
  ThrottlingException: 'throttled',
  ThrottledException: 'throttled',
  Throttling: 'throttled',
  RequestThrottled: 'throttled',
  RequestThrottledException: 'throttled',
  RequestLimitExceeded: 'throttled',
  TooManyRequestsException: 'throttled',
  // ECS API reference, UpdateService: "The request could not be processed because of conflict".
  ConflictException: 'conflict',
  // Our own deadline, through the abort signal.
  AbortError: 'out-of-time',
  // The SDK's name for ECONNRESET, EPIPE, ETIMEDOUT, ECONNREFUSED and its own time-outs.
  TimeoutError: 'unavailable',
  // "Common Errors" of every AWS API reference: wrong clocks, slow ways, closed connections.
  RequestExpired: 'unavailable',
  RequestAbortedException: 'unavailable',
  // "Common Errors" too; SQS's Query heritage has the short names. Those with status 401 or 403 need no entry.
  AccessDeniedException: 'access-denied',
  AccessDenied: 'access-denied',
  AuthorizationError: 'access-denied',
  NotAuthorized: 'access-denied',
  UnauthorizedOperation: 'access-denied',
  UnrecognizedClientException: 'access-denied',
  IncompleteSignature: 'access-denied',
  InvalidClientTokenId: 'access-denied',
  InvalidSignatureException: 'access-denied',
  ExpiredTokenException: 'access-denied',
  CredentialsProviderError: 'access-denied',
  // SNS API reference, Publish: of the key that encrypts the topic, all with status 400.
  KMSAccessDeniedException: 'access-denied',
  KMSDisabledException: 'access-denied',
  KMSInvalidStateException: 'access-denied',
  KMSNotFoundException: 'access-denied',
  KMSThrottlingException: 'throttled',
  // ECS API reference, UpdateService and ListContainerInstances.
  ServiceNotFoundException: 'service-gone',
  ServiceNotActiveException: 'service-gone',
  ClusterNotFoundException: 'unknown-cluster',
};

const PERMANENT: ReadonlySet<Reason> = new Set<Reason>(['service-gone', 'unknown-cluster', 'rejected']);

function isSdkError(thrown: unknown): thrown is SdkError {
  return thrown instanceof Error;
}

function reasonOf(error: SdkError): Reason {
  const known = REASON_BY_NAME[error.name];
  if (known) return known;
  const status = error.$metadata?.httpStatusCode;
  if (status === 429) return 'throttled';
  if (status === 409) return 'conflict';
  // No answer at all, or one that is not AWS's: the connection or something in between.
  if (status === undefined) return typeof error.code === 'string' ? 'unavailable' : 'unexpected-error';
  // What refuses the caller says nothing about the request: taken for good, it would drop the message.
  if (status === 401 || status === 403) return 'access-denied';
  if (status === 408 || status >= 500) return 'unavailable';
  return status >= 400 ? 'rejected' : 'unexpected-error';
}

/** Sorts what the SDK threw into the two kinds of failure, with the call's name and the cause kept. */
export function sdkFailure(operation: string, thrown: unknown): Failure {
  if (!isSdkError(thrown)) return new RetryableError('unexpected-error', `${operation} failed`, { cause: thrown });
  const reason = reasonOf(thrown);
  const message = `${operation}: ${thrown.name}: ${thrown.message}`;
  if (PERMANENT.has(reason)) return new PermanentError(reason, message, { cause: thrown });
  return new RetryableError(reason, message, { cause: thrown });
}

/** Makes a call of the SDK and gives what it throws a kind. */
export async function calling<T>(operation: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw sdkFailure(operation, error);
  }
}
