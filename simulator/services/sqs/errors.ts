import { ServiceError } from '../../wire/service-error.ts';

// Codes and messages as the SQS API answers them.

export function queueDoesNotExist(): ServiceError {
  return new ServiceError('QueueDoesNotExist', 'The specified queue does not exist.');
}

export function invalidParameter(parameter: string, value: unknown, reason: string): ServiceError {
  const message = `Value ${String(value)} for parameter ${parameter} is invalid. Reason: ${reason}`;
  return new ServiceError('InvalidParameterValue', message);
}

export function missingParameter(parameter: string): ServiceError {
  return new ServiceError('MissingParameter', `The request must contain the parameter ${parameter}.`);
}

export function malformedReceiptHandle(handle: string): ServiceError {
  return new ServiceError(
    'ReceiptHandleIsInvalid',
    `The input receipt handle "${handle}" is not a valid receipt handle.`,
    {
      httpStatus: 404,
    },
  );
}

/** The handle was good once, but the message is gone or has been received again since. */
export function unavailableReceiptHandle(handle: string): ServiceError {
  const reason = 'Message does not exist or is not available for visibility timeout change.';
  return invalidParameter('ReceiptHandle', handle, reason);
}

export function messageNotInflight(): ServiceError {
  return new ServiceError('MessageNotInflight', 'The specified message is not in flight.');
}

export function batchError(code: string, message: string): ServiceError {
  return new ServiceError(code, message);
}
