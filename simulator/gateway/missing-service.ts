import { errorReply, type Reply } from '../wire/reply.ts';
import { type HttpRequest, requestedOperation, signatureScope } from '../wire/request.ts';
import { ServiceError } from '../wire/service-error.ts';

/**
 * Answers a request for a service that the simulator does not have, in the protocol that the request speaks. Without a
 * signature a form does not say whose it is.
 */
export function missingServiceReply(request: HttpRequest, requestId: string): Reply {
  const operation = requestedOperation(request);
  const protocol = operation?.from === 'form' ? 'awsQuery' : 'awsJson1_1';
  const service = signatureScope(request.headers)?.service;
  const error = service === undefined ? unsigned() : missing(service, operation?.name);
  return errorReply({ protocol, schemas: {} }, error, requestId);
}

function missing(service: string, operation: string | undefined): ServiceError {
  const what = operation === undefined ? service : `${service}:${operation}`;
  const message = `The simulator does not have ${what}; see the fidelity tables listed in simulator/README.md.`;
  return new ServiceError('NotImplemented', message, { httpStatus: 501 });
}

/** What a request gets that nobody has signed. Source: each API reference, "Common errors". */
export function unsigned(): ServiceError {
  return new ServiceError('MissingAuthenticationToken', 'The request must be signed.', { httpStatus: 403 });
}
