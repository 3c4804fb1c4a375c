import { NormalizedSchema } from '@smithy/core/schema';
import { ServiceError } from './service-error.ts';

/** A shape of a service's model, as the SDK's own schemas describe it. */
export type Shape = NormalizedSchema;

/** Input and output shapes of an operation. */
export interface OperationShapes {
  readonly input: Shape;
  readonly output: Shape;
}

/** The SDK's static schema of an operation: kind 9, namespace, name, traits, input, output. */
type OperationSchema = readonly [9, string, string, unknown, SchemaReference, SchemaReference];
type SchemaReference = Parameters<typeof NormalizedSchema.of>[0];

/** The SDK's static schema of a structure carries the number of its required members, which come first. */
const REQUIRED_COUNT = 6;
const MEMBER_NAMES = 4;

/**
 * Looks an operation up in the exports of an SDK client package.
 * @returns undefined when the API has no operation of that name
 */
export function operationShapes(schemas: Readonly<Record<string, unknown>>, name: string): OperationShapes | undefined {
  const schema = schemas[`${name}$`];
  if (!isOperationSchema(schema)) return undefined;
  return { input: NormalizedSchema.of(schema[4]), output: NormalizedSchema.of(schema[5]) };
}

function isOperationSchema(value: unknown): value is OperationSchema {
  return Array.isArray(value) && value[0] === 9;
}

/** The code that the model gives an error in the Query protocol; undefined when it gives none. */
export function queryErrorCode(schemas: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const schema = schemas[`${name}$`];
  if (!Array.isArray(schema) || schema[0] !== -3) return undefined;
  const { awsQueryError } = NormalizedSchema.of(schema as SchemaReference).getMergedTraits() as {
    awsQueryError?: readonly [string, number];
  };
  return awsQueryError?.[0];
}

/** Names of the members that a structure's model requires. */
export function requiredMembers(shape: Shape): readonly string[] {
  const schema: unknown = shape.getSchema();
  if (!Array.isArray(schema)) return [];
  const count: unknown = schema[REQUIRED_COUNT];
  const names: unknown = schema[MEMBER_NAMES];
  return typeof count === 'number' && Array.isArray(names) ? names.slice(0, count).map(String) : [];
}

/** Members that a model requires and a request lacks. Each protocol has its own code for it. */
export class MissingMembers extends Error {
  override readonly name = 'MissingMembers';

  /** @param path of the structure that lacks them; empty for the request itself */
  constructor(path: string, members: readonly string[]) {
    super(`Missing required parameter${path === '' ? '' : ` in ${path}`}: ${members.join(', ')}`);
  }
}

/** @throws ServiceError in the manner of the SDK's services when a value does not have its shape */
export function malformed(path: string, expected: string): ServiceError {
  return new ServiceError('SerializationException', `${path || 'The request'}: expected ${expected}`);
}
