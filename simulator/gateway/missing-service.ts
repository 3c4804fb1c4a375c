import { errorReply, type Reply } from '../wire/reply.ts';
import { type HttpRequest, requestedOperation, signatureScope } from '../wire/request.ts';
import { ServiceError } from '../wire/service-error.ts';

/** Answers a request for a service that the simulator does not have, in the protocol that the request speaks. */
export function missingServiceReply(request: HttpRequest, requestId: string): Reply {
  const operation = requestedOperation(request);
  const protocol = operation?.from === 'form' ? 'awsQuery' : 'awsJson1_1';
  const service = signatureScope(request.headers)?.service ?? 'this service';
  const what = `${service}:${operation?.name ?? ` ${request.method} ${request.path}`}`;
  const message = `The simulator does not have ${what}; see the fidelity tables listed in simulator/README.md.`;
  const error = new ServiceError('NotImplemented', message, { httpStatus: 501 });
  return errorReply({ protocol, schemas: {} }, error, requestId);
}
