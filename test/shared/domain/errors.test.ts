import { describe, expect, it } from 'vitest';
import { asFailure, PermanentError, RetryableError } from '../../../shared/domain/errors.ts';

describe('anything thrown', () => {
  it.each([new RetryableError('throttled', 'Rate exceeded'), new PermanentError('service-gone', 'no such service')])(
    'that has a kind stays what it is: $name',
    (thrown) => {
      expect(asFailure(thrown)).toBe(thrown);
    },
  );

  it.each<[string, unknown, string]>([
    ['an error', new TypeError('x is no function'), 'x is no function'],
    ['a text', 'out of luck', 'out of luck'],
    ['nothing', undefined, 'undefined'],
  ])('and unforeseen is tried again: %s', (_, thrown, message) => {
    const failure = asFailure(thrown);
    expect(failure).toBeInstanceOf(RetryableError);
    expect(failure).toMatchObject({ name: 'RetryableError', reason: 'unexpected-error', message, cause: thrown });
  });

  it('keeps what caused it, whichever kind it has', () => {
    const cause = new Error('socket hang up');
    expect(new RetryableError('unavailable', 'no answer', { cause })).toMatchObject({ reason: 'unavailable', cause });
    const permanent = new PermanentError('rejected', 'wrong', { cause });
    expect(permanent).toMatchObject({ name: 'PermanentError', reason: 'rejected', message: 'wrong', cause });
  });
});
