import type { IncomingHttpHeaders } from 'node:http';
import { fromJson } from './json-codec.ts';
import type { Operation, ServiceApi } from './operation.ts';
import { fromForm } from './query-codec.ts';
import { restInput, restOperation } from './rest-json.ts';
import { ServiceError } from './service-error.ts';
import { MissingMembers, type OperationShapes, operationShapes, type Shape } from './shapes.ts';

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

/** The name of the operation that a request asks for, and where it stands: in the header `X-Amz-Target` or in the form. */
export type RequestedOperation =
  | { readonly from: 'header'; readonly prefix: string; readonly name: string }
  | { readonly from: 'form'; readonly name: string };

/** Reads the operation's name; undefined for requests of REST protocols. */
export function requestedOperation(request: HttpRequest): RequestedOperation | undefined {
  const header = request.headers['x-amz-target'];
  if (typeof header === 'string') {
    const [prefix = '', name = ''] = header.split('.');
    return { from: 'header', prefix, name };
  }
  const name = formOf(request).get('Action');
  return name === null ? undefined : { from: 'form', name };
}

/** Finds the service and the operation's name; undefined when no simulated service is addressed. */
export function targetOf(request: HttpRequest, apis: readonly ServiceApi[]): Target | undefined {
  const requested = requestedOperation(request);
  if (requested === undefined) return restTargetOf(request, apis);
  const isAddressed = requested.from === 'header' ? byTargetPrefix(requested.prefix) : bySignature(request);
  const api = apis.find(isAddressed);
  return api && { api, operationName: requested.name };
}

/** A REST request says by its signature whose it is, and by its method and path what it asks for. */
function restTargetOf(request: HttpRequest, apis: readonly ServiceApi[]): Target | undefined {
  const service = signatureScope(request.headers)?.service;
  for (const api of apis) {
    if (api.protocol !== 'restJson1' || (service !== undefined && service !== api.signingName)) continue;
    const operationName = restOperation(api.schemas, request);
    if (operationName !== undefined) return { api, operationName };
  }
  return undefined;
}

function byTargetPrefix(prefix: string): (api: ServiceApi) => boolean {
  return ({ targetPrefix }) => targetPrefix === prefix;
}

/** A form says by its signature whose it is; without one, by the API's version, which the XML namespace has too. */
function bySignature(request: HttpRequest): (api: ServiceApi) => boolean {
  const service = signatureScope(request.headers)?.service;
  const version = formOf(request).get('Version');
  return ({ targetPrefix, signingName, xmlNamespace }) =>
    service === undefined
      ? xmlNamespace?.endsWith(`/${version}/`) === true
      : targetPrefix === undefined && signingName === service;
}

/** An operation ready to be carried out. */
export interface DecodedRequest {
  readonly operation: Operation;
  readonly shapes: OperationShapes;
  readonly input: unknown;
}

/**
 * Decodes a request's input.
 * @throws ServiceError `NotImplemented` (501) for an operation that the simulator does not have,
 *   `SerializationException` for input that is not of its shape, and the protocol's own code for a missing member
 */
export function decode(request: HttpRequest, { api, operationName }: Target): DecodedRequest {
  const shapes = operationShapes(api.schemas, operationName);
  const operation = Object.hasOwn(api.operations, operationName) ? api.operations[operationName] : undefined;
  if (shapes === undefined || operation === undefined) {
    const message = `The simulator does not have ${api.signingName}:${operationName}; see the fidelity tables listed in simulator/README.md.`;
    throw new ServiceError('NotImplemented', message, { httpStatus: 501 });
  }
  try {
    return { operation, shapes, input: inputOf(request, api, shapes.input) };
  } catch (error) {
    if (!(error instanceof MissingMembers)) throw error;
    throw new ServiceError(MISSING_MEMBER[api.protocol], error.message, { cause: error });
  }
}

/** How services say that a required member is missing. Source: each API reference, Common errors. */
const MISSING_MEMBER = {
  awsJson1_0: 'MissingParameter',
  awsJson1_1: 'InvalidParameterException',
  awsQuery: 'ValidationError',
  ec2Query: 'MissingParameter',
  restJson1: 'InvalidParameterValueException',
} as const;

function inputOf(request: HttpRequest, { protocol, schemas }: ServiceApi, shape: Shape): unknown {
  if (protocol === 'awsQuery' || protocol === 'ec2Query') return fromForm(shape, formOf(request), protocol);
  const body = parseJson(request.body);
  return protocol === 'restJson1' ? restInput(schemas, request, body, shape) : (fromJson(shape, body) ?? {});
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
