import { describe, expect, it } from 'vitest';
import { calling, sdkFailure } from '../../../shared/aws/failures.ts';

const error = (name: string, rest: object = {}) => Object.assign(new Error('message'), { name }, rest);
const status = (httpStatusCode: number) => ({ $metadata: { httpStatusCode } });

describe('sdkFailure', () => {
  it.each([
    ['ThrottlingException', status(400), 'RetryableError', 'throttled'],
    ['Throttling', status(400), 'RetryableError', 'throttled'],
    ['KMSAccessDeniedException', status(400), 'RetryableError', 'access-denied'],
    ['KMSDisabledException', status(400), 'RetryableError', 'access-denied'],
    ['KMSInvalidStateException', status(400), 'RetryableError', 'access-denied'],
    ['KMSNotFoundException', status(400), 'RetryableError', 'access-denied'],
    ['KMSThrottlingException', status(400), 'RetryableError', 'throttled'],
    ['Anything', status(429), 'RetryableError', 'throttled'],
    ['ServerException', status(500), 'RetryableError', 'unavailable'],
    ['Anything', status(503), 'RetryableError', 'unavailable'],
    ['ConflictException', status(400), 'RetryableError', 'conflict'],
    ['Anything', status(409), 'RetryableError', 'conflict'],
    ['TimeoutError', {}, 'RetryableError', 'unavailable'],
    ['Error', { code: 'ENOTFOUND' }, 'RetryableError', 'unavailable'],
    ['AbortError', {}, 'RetryableError', 'out-of-time'],
    ['AccessDeniedException', status(400), 'RetryableError', 'access-denied'],
    ['ExpiredTokenException', status(403), 'RetryableError', 'access-denied'],
    ['SignatureDoesNotMatch', status(403), 'RetryableError', 'access-denied'],
    ['Anything', status(401), 'RetryableError', 'access-denied'],
    ['NotAuthorized', status(400), 'RetryableError', 'access-denied'],
    ['OptInRequired', status(403), 'RetryableError', 'access-denied'],
    ['Anything', status(408), 'RetryableError', 'unavailable'],
    ['RequestExpired', status(400), 'RetryableError', 'unavailable'],
    ['RequestAbortedException', status(400), 'RetryableError', 'unavailable'],
    ['ServiceNotFoundException', status(400), 'PermanentError', 'service-gone'],
    ['ClusterNotFoundException', status(400), 'PermanentError', 'unknown-cluster'],
    ['InvalidParameterException', status(400), 'PermanentError', 'rejected'],
    ['TypeError', {}, 'RetryableError', 'unexpected-error'],
    ['SyntaxError', status(200), 'RetryableError', 'unexpected-error'],
  ])('sorts %s %j as %s %s', (name, rest, kind, reason) => {
    const cause = error(name, rest);
    const failure = sdkFailure('Operation', cause);
    expect(failure).toMatchObject({ name: kind, reason, cause });
    expect(failure.message).toBe(`Operation: ${name}: message`);
  });

  it('keeps what is thrown and no error', () => {
    expect(sdkFailure('Operation', 'text')).toMatchObject({ reason: 'unexpected-error', cause: 'text' });
  });
});

describe('calling', () => {
  it('gives the answer, or the failure', async () => {
    expect(await calling('Operation', async () => 1)).toBe(1);
    const call = calling('Operation', () => Promise.reject(error('ThrottlingException')));
    await expect(call).rejects.toMatchObject({ name: 'RetryableError', reason: 'throttled' });
  });
});
