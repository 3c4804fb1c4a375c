import { ServiceError } from '../../wire/service-error.ts';

/** What the API answers to almost everything that it refuses. */
export function validationError(message: string, cause?: unknown): ServiceError {
  return new ServiceError('ValidationError', message, { cause });
}
