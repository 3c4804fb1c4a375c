import XMLBuilder from 'fast-xml-builder';
import { isRecord } from './json-codec.ts';
import type { QueryDialect } from './query-codec.ts';
import type { ServiceError } from './service-error.ts';
import type { Shape } from './shapes.ts';

const ATTRIBUTE = '@';
const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: ATTRIBUTE, suppressEmptyNode: true });

/** What an answer's envelope needs beside its content. */
export interface XmlEnvelope {
  readonly operation: string;
  readonly namespace: string;
  readonly requestId: string;
  readonly dialect: QueryDialect;
}

/** Writes the answer of a Query operation. Source: Smithy specification, AWS query and EC2 query protocols. */
export function toXml(shape: Shape, output: unknown, envelope: XmlEnvelope): string {
  const { operation, requestId, dialect } = envelope;
  const content = isRecord(output) ? structure(shape, output) : {};
  const body =
    dialect === 'ec2Query'
      ? { requestId, ...content }
      : { [`${operation}Result`]: content, ResponseMetadata: { RequestId: requestId } };
  return builder.build({ [`${operation}Response`]: { [`${ATTRIBUTE}xmlns`]: envelope.namespace, ...body } });
}

/** Writes an error answer of a Query service. */
export function errorToXml(error: ServiceError, envelope: Omit<XmlEnvelope, 'operation'>): string {
  const { requestId, dialect } = envelope;
  if (dialect === 'ec2Query') {
    const Errors = { Error: { Code: error.code, Message: error.message } };
    return builder.build({ Response: { Errors, RequestID: requestId } });
  }
  const Type = error.httpStatus >= 500 ? 'Receiver' : 'Sender';
  const content = { Type, Code: error.code, Message: error.message, ...error.members };
  return builder.build({
    ErrorResponse: { [`${ATTRIBUTE}xmlns`]: envelope.namespace, Error: content, RequestId: requestId },
  });
}

function structure(shape: Shape, value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [name, member] of shape.structIterator()) {
    const item = value[name];
    if (item !== undefined && item !== null) out[xmlNameOf(member) ?? name] = node(member, item);
  }
  return out;
}

function node(shape: Shape, value: unknown): unknown {
  if (shape.isListSchema() && Array.isArray(value)) {
    const items = value.map((item) => node(shape.getValueSchema(), item));
    if (shape.getMergedTraits().xmlFlattened) return items;
    return items.length === 0 ? '' : { [xmlNameOf(shape.getValueSchema()) ?? 'member']: items };
  }
  if (shape.isMapSchema() && isRecord(value)) return map(shape, value);
  if (shape.isStructSchema() && isRecord(value)) return structure(shape, value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return String(value);
}

function map(shape: Shape, value: Readonly<Record<string, unknown>>): unknown {
  const keyName = xmlNameOf(shape.getKeySchema()) ?? 'key';
  const valueName = xmlNameOf(shape.getValueSchema()) ?? 'value';
  const entries = Object.entries(value).map(([key, item]) => ({
    [keyName]: key,
    [valueName]: node(shape.getValueSchema(), item),
  }));
  return shape.getMergedTraits().xmlFlattened ? entries : { entry: entries };
}

function xmlNameOf(shape: Shape): string | undefined {
  const { xmlName } = shape.getMergedTraits();
  return typeof xmlName === 'string' ? xmlName : undefined;
}
