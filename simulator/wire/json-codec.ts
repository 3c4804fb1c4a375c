import { MissingMembers, malformed, requiredMembers, type Shape } from './shapes.ts';

/**
 * Reads a JSON value into the form that the SDK's commands have: epoch seconds become `Date`, base64 becomes bytes,
 * members that the shape does not know are dropped, as services do.
 * @throws ServiceError `SerializationException` for a value of the wrong type, MissingMembers
 */
export function fromJson(shape: Shape, value: unknown, path = ''): unknown {
  if (value === null || value === undefined) return undefined;
  if (shape.isTimestampSchema()) return readTimestamp(value, path);
  if (shape.isBlobSchema()) return Buffer.from(expectType(value, 'string', path), 'base64');
  if (shape.isBooleanSchema()) return expectType(value, 'boolean', path);
  if (shape.isNumericSchema()) return expectType(value, 'number', path);
  if (shape.isStringSchema()) return expectType(value, 'string', path);
  if (shape.isListSchema()) return readList(shape, value, path);
  if (shape.isMapSchema()) return readMap(shape, value, path);
  if (shape.isStructSchema()) return readStructure(shape, value, path);
  return value;
}

/** Writes an operation's output as the JSON protocols do: `Date` as epoch seconds, bytes as base64. */
export function toJson(shape: Shape, value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (value instanceof Date) return value.getTime() / 1000;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (shape.isListSchema() && Array.isArray(value)) return value.map((item) => toJson(shape.getValueSchema(), item));
  if (shape.isMapSchema() && isRecord(value)) return mapValues(value, (item) => toJson(shape.getValueSchema(), item));
  if (shape.isStructSchema() && isRecord(value)) {
    const out: Record<string, unknown> = {};
    for (const [name, member] of shape.structIterator()) {
      const item = toJson(member, value[name]);
      if (item !== undefined) out[name] = item;
    }
    return out;
  }
  return value;
}

/** @throws MissingMembers for those that the shape requires and the value lacks */
export function requireMembers(shape: Shape, value: Readonly<Record<string, unknown>>, path: string): void {
  const missing = requiredMembers(shape).filter((name) => value[name] === undefined);
  if (missing.length > 0) throw new MissingMembers(path, missing);
}

function readTimestamp(value: unknown, path: string): Date {
  const date = new Date(typeof value === 'number' ? value * 1000 : expectType(value, 'string', path));
  if (Number.isNaN(date.getTime())) throw malformed(path, 'a timestamp');
  return date;
}

function readList(shape: Shape, value: unknown, path: string): unknown[] {
  if (!Array.isArray(value)) throw malformed(path, 'a list');
  return value.map((item, index) => fromJson(shape.getValueSchema(), item, `${path}[${index}]`));
}

function readMap(shape: Shape, value: unknown, path: string): Record<string, unknown> {
  if (!isRecord(value)) throw malformed(path, 'a map');
  return mapValues(value, (item, key) => fromJson(shape.getValueSchema(), item, `${path}.${key}`));
}

function readStructure(shape: Shape, value: unknown, path: string): Record<string, unknown> {
  if (!isRecord(value)) throw malformed(path, 'a structure');
  const out: Record<string, unknown> = {};
  for (const [name, member] of shape.structIterator()) {
    const item = fromJson(member, value[name], path === '' ? name : `${path}.${name}`);
    if (item !== undefined) out[name] = item;
  }
  requireMembers(shape, out, path);
  return out;
}

interface JsonTypes {
  readonly string: string;
  readonly number: number;
  readonly boolean: boolean;
}

function expectType<T extends keyof JsonTypes>(value: unknown, type: T, path: string): JsonTypes[T] {
  if (typeof value !== type) throw malformed(path, type);
  return value as JsonTypes[T];
}

/** Whether a value is an object that is not a list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapValues(
  value: Readonly<Record<string, unknown>>,
  convert: (item: unknown, key: string) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, convert(item, key)]));
}
