import type { IncomingHttpHeaders } from 'node:http';
import { fromJson } from './json-codec.ts';
import type { Operation, ServiceApi } from './operation.ts';
import { fromForm } from './query-codec.ts';
import { ServiceError } from './service-error.ts';
import { type OperationShapes, operationShapes } from './shapes.ts';

/** The parts of an HTTP request that the simulator looks at. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Which operation of which service a request asks for. */
export interface Target {
  readonly api: ServiceApi;
  readonly operationName: string;
}

/** What a signature says of its maker. Source: Signature Version 4, Authorization header. */
export interface SignatureScope {
  readonly accessKeyId: string;
  readonly service: string;
}

/** Reads the credential scope of the Authorization header; undefined for a request without a signature. */
export function signatureScope(headers: IncomingHttpHeaders): SignatureScope | undefined {
  const match = /Credential=([^/]+)\/\d{8}\/[^/]*\/([^/]+)\/aws4_request/.exec(headers.authorization ?? '');
  const [, accessKeyId, service] = match ?? [];
  return accessKeyId === undefined || service === undefined ? undefined : { accessKeyId, service };
}

/** Finds the service and the operation's name; undefined when no simulated service is addressed. */
export function targetOf(request: HttpRequest, apis: readonly ServiceApi[]): Target | undefined {
  const header = request.headers['x-amz-target'];
  if (typeof header === 'string') {
    const [prefix, operationName = ''] = header.split('.');
    const api = apis.find((candidate) => candidate.targetPrefix === prefix);
    return api && { api, operationName };
  }
  const operationName = formOf(request).get('Action');
  const service = signatureScope(request.headers)?.service;
  const api = apis.find((candidate) => candidate.signingName === service && candidate.targetPrefix === undefined);
  return api !== undefined && operationName !== null ? { api, operationName } : undefined;
}

/** An operation ready to be carried out. */
export interface DecodedRequest {
  readonly operation: Operation;
  readonly shapes: OperationShapes;
  readonly input: unknown;
}

/**
 * Decodes a request's input.
 * @throws ServiceError `InvalidAction` for an operation that the API does not have, `NotImplemented` (501) for one that
 *   the simulator does not have, `SerializationException` for input that is not of its shape
 */
export function decode(request: HttpRequest, { api, operationName }: Target): DecodedRequest {
  const shapes = operationShapes(api.schemas, operationName);
  if (shapes === undefined) {
    throw new ServiceError('InvalidAction', `${api.signingName} has no operation ${operationName}.`);
  }
  const operation = api.operations[operationName];
  if (operation === undefined) {
    const message = `The simulator does not have ${api.signingName}:${operationName}; see the fidelity table in simulator/README.md.`;
    throw new ServiceError('NotImplemented', message, { httpStatus: 501 });
  }
  if (api.protocol === 'awsQuery' || api.protocol === 'ec2Query') {
    return { operation, shapes, input: fromForm(shapes.input, formOf(request), api.protocol) };
  }
  return { operation, shapes, input: fromJson(shapes.input, parseJson(request.body)) ?? {} };
}

function formOf(request: HttpRequest): URLSearchParams {
  const query = request.path.indexOf('?');
  return new URLSearchParams(request.method === 'GET' && query >= 0 ? request.path.slice(query + 1) : request.body);
}

function parseJson(body: string): unknown {
  try {
    return body === '' ? {} : JSON.parse(body);
  } catch (cause) {
    throw new ServiceError('SerializationException', 'The request body is not valid JSON.', { cause });
  }
}
