import { toJson } from './json-codec.ts';
import type { ServiceApi } from './operation.ts';
import { restStatus } from './rest-json.ts';
import type { ServiceError } from './service-error.ts';
import { type OperationShapes, queryErrorCode } from './shapes.ts';
import { errorToXml, toXml } from './xml-codec.ts';

/** An HTTP answer. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const JSON_VERSION = { awsJson1_0: '1.0', awsJson1_1: '1.1' } as const;

/** Encodes an operation's output in the protocol of its service. */
export function outputReply(
  api: ServiceApi,
  operation: string,
  shapes: OperationShapes,
  output: unknown,
  requestId: string,
): Reply {
  if (api.protocol === 'awsJson1_0' || api.protocol === 'awsJson1_1') {
    return jsonReply(200, JSON_VERSION[api.protocol], JSON.stringify(toJson(shapes.output, output) ?? {}), requestId);
  }
  if (api.protocol === 'restJson1') {
    const status = restStatus(api.schemas, operation);
    return restReply(status, toJson(shapes.output, output) ?? {}, requestId);
  }
  const envelope = { operation, namespace: api.xmlNamespace ?? '', requestId, dialect: api.protocol };
  return xmlReply(200, toXml(shapes.output, output, envelope), requestId);
}

/** Encodes an error in the protocol of a service. */
export function errorReply(
  api: Pick<ServiceApi, 'protocol' | 'xmlNamespace' | 'schemas'>,
  error: ServiceError,
  requestId: string,
): Reply {
  if (api.protocol === 'awsJson1_0' || api.protocol === 'awsJson1_1') {
    const body = JSON.stringify({ __type: error.code, message: error.message, ...error.members });
    const reply = jsonReply(error.httpStatus, JSON_VERSION[api.protocol], body, requestId);
    return { ...reply, headers: { ...reply.headers, ...queryError(api.schemas, error) } };
  }
  if (api.protocol === 'restJson1') {
    const Type = error.httpStatus >= 500 ? 'Service' : 'User';
    const reply = restReply(error.httpStatus, { Type, Message: error.message, ...error.members }, requestId);
    return { ...reply, headers: { ...reply.headers, 'x-amzn-errortype': error.code } };
  }
  const envelope = { namespace: api.xmlNamespace ?? '', requestId, dialect: api.protocol };
  return xmlReply(error.httpStatus, errorToXml(error, envelope), requestId);
}

/**
 * The code that an error had in the Query protocol, for services that spoke that once: clients of old go by it.
 * Source: Smithy specification, `awsQueryCompatible`.
 */
function queryError(schemas: ServiceApi['schemas'], { code }: ServiceError): Readonly<Record<string, string>> {
  const queryCode = queryErrorCode(schemas, code);
  return queryCode === undefined ? {} : { 'x-amzn-query-error': `${queryCode};Sender` };
}

function jsonReply(status: number, version: string, body: string, requestId: string): Reply {
  const headers = { 'content-type': `application/x-amz-json-${version}`, 'x-amzn-requestid': requestId };
  return { status, headers, body };
}

function restReply(status: number, body: unknown, requestId: string): Reply {
  const headers = { 'content-type': 'application/json', 'x-amzn-requestid': requestId };
  return { status, headers, body: JSON.stringify(body) };
}

function xmlReply(status: number, xml: string, requestId: string): Reply {
  const headers = { 'content-type': 'text/xml', 'x-amzn-requestid': requestId };
  return { status, headers, body: `<?xml version="1.0" encoding="UTF-8"?>\n${xml}` };
}
