import type { LogEvent } from '../../telemetry/function-output.ts';
import { isRecord } from '../../wire/json-codec.ts';
import { NOW, type TimedScope } from './query/evaluate.ts';
import { booleanValue, Timestamp, type Value } from './query/value.ts';

/** Fields taken from one JSON event; more stay in the message only. Source: CloudWatch Logs user guide, "Supported logs and discovered fields". */
const MAXIMUM_FIELDS = 200;
const MEGABYTE = 1_000_000;

/** What a record is read for. */
interface RecordOf {
  readonly accountId: string;
  readonly logGroup: string;
  /** When the query began: epoch milliseconds. */
  readonly now: number;
}

/** A log event with the fields that CloudWatch Logs Insights discovers in it. */
export class LogRecord implements TimedScope {
  readonly #event: LogEvent;
  readonly #system: Readonly<Record<string, () => Value>>;
  #discovered: ReadonlyMap<string, Value> | undefined;

  constructor(event: LogEvent, { accountId, logGroup, now }: RecordOf) {
    this.#event = event;
    this.#system = {
      '@timestamp': () => new Timestamp(event.time),
      '@ingestionTime': () => new Timestamp(event.time),
      '@message': () => event.text,
      '@log': () => `${accountId}:${logGroup}`,
      '@logStream': () => logStreamOf(event),
      [NOW]: () => Math.floor(now / 1_000),
    };
  }

  get time(): number {
    return this.#event.time;
  }

  get(name: string): Value {
    const system = this.#system[name];
    if (system !== undefined) return system();
    this.#discovered ??= discover(this.#event.text);
    return this.#discovered.get(name);
  }
}

/** A function's stream of the day, where Lambda has one for each execution environment. */
function logStreamOf({ time }: LogEvent): string {
  return `${new Date(time).toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]simulated`;
}

function discover(text: string): ReadonlyMap<string, Value> {
  return text.startsWith('{') ? jsonFields(text) : lambdaFields(text);
}

function jsonFields(text: string): ReadonlyMap<string, Value> {
  const fields = new Map<string, Value>();
  try {
    flatten(JSON.parse(text), '', fields);
  } catch {
    // Not JSON: a plain line, which has no fields of its own.
    return new Map();
  }
  return fields;
}

/** Nested members by dots, items of lists by their index; the object itself is no field. */
function flatten(value: unknown, name: string, fields: Map<string, Value>): void {
  if (isRecord(value) || Array.isArray(value)) {
    for (const [key, member] of Object.entries(value)) flatten(member, memberName(name, key), fields);
  } else if (fields.size < MAXIMUM_FIELDS) {
    if (typeof value === 'boolean') fields.set(name, booleanValue(value));
    else if (typeof value === 'string' || typeof value === 'number') fields.set(name, value);
  }
}

/** A name that begins with @ gets another, so that it is none of the system's. */
function memberName(parent: string, key: string): string {
  if (parent !== '') return `${parent}.${key}`;
  return key.startsWith('@') ? `@${key}` : key;
}

const PLATFORM_LINE = /^(START|END|REPORT) RequestId: (\S+)/;
/** What a report line says, by field, with the factor to the field's unit: milliseconds, bytes. */
const REPORTED: readonly (readonly [field: string, label: RegExp, factor: number])[] = [
  ['@duration', /\tDuration: ([\d.]+) ms/, 1],
  ['@billedDuration', /\tBilled Duration: ([\d.]+) ms/, 1],
  ['@memorySize', /\tMemory Size: ([\d.]+) MB/, MEGABYTE],
  ['@maxMemoryUsed', /\tMax Memory Used: ([\d.]+) MB/, MEGABYTE],
  ['@initDuration', /\tInit Duration: ([\d.]+) ms/, 1],
];

function lambdaFields(text: string): ReadonlyMap<string, Value> {
  const fields = new Map<string, Value>();
  const [, type, requestId] = PLATFORM_LINE.exec(text) ?? [];
  if (type === undefined || requestId === undefined) return fields;
  fields.set('@type', type).set('@requestId', requestId);
  for (const [field, label, factor] of REPORTED) {
    const value = label.exec(text)?.[1];
    if (value !== undefined) fields.set(field, Number(value) * factor);
  }
  return fields;
}
