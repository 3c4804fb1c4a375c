/** A moment: shown as a date, computed with as epoch milliseconds. */
export class Timestamp {
  /** Epoch milliseconds. */
  readonly milliseconds: number;

  constructor(milliseconds: number) {
    this.milliseconds = milliseconds;
  }
}

/** A value in a query; undefined where a field is missing. Booleans are the numbers 1 and 0. */
export type Value = string | number | Timestamp | undefined;

const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** The value as a number, as far as it is one: fields have no type, so a text of digits is a number too. */
export function numberOf(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (value instanceof Timestamp) return value.milliseconds;
  return value !== undefined && NUMBER.test(value) ? Number(value) : undefined;
}

/** The value as results show it; undefined for a missing one. */
export function textOf(value: Value): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  if (value instanceof Timestamp) return new Date(value.milliseconds).toISOString().replace('T', ' ').replace('Z', '');
  // Four decimals, without zeros at the end.
  return String(Number(value.toFixed(4)));
}

/** 1 and 0: what a boolean is in results and for aggregates. */
export function booleanValue(value: boolean): number {
  return value ? 1 : 0;
}

/** Whether a value counts as true for `filter`, `and`, `or` and `not`. */
export function isTrue(value: Value): boolean {
  const number = numberOf(value);
  return number !== undefined && number !== 0 && !Number.isNaN(number);
}

/** Whether two values are the same; a missing one equals nothing. */
export function areEqual(left: Value, right: Value): boolean {
  return compare(left, right) === 0;
}

/** Negative, zero or positive; undefined when one is missing. Numbers where both are, else by code unit. */
export function compare(left: Value, right: Value): number | undefined {
  if (left === undefined || right === undefined) return undefined;
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined && b !== undefined) return a - b;
  const [first, second] = [textOf(left) ?? '', textOf(right) ?? ''];
  return first === second ? 0 : first < second ? -1 : 1;
}

/**
 * The order of `sort`: missing values, then texts, then numbers; in texts runs of digits by length, then by value.
 * Source: CloudWatch Logs user guide, "sort". Where missing values stand is not documented.
 */
export function naturalOrder(left: Value, right: Value): number {
  const byKind = kindOf(left) - kindOf(right);
  if (byKind !== 0 || left === undefined || right === undefined) return byKind;
  const [a, b] = [numberOf(left), numberOf(right)];
  return a !== undefined && b !== undefined ? a - b : byChunks(textOf(left) ?? '', textOf(right) ?? '');
}

function kindOf(value: Value): number {
  if (value === undefined) return 0;
  return numberOf(value) === undefined ? 1 : 2;
}

const CHUNKS = /\d+|\D+/g;

function byChunks(left: string, right: string): number {
  const [a, b] = [left.match(CHUNKS) ?? [], right.match(CHUNKS) ?? []];
  for (const [index, chunk] of a.entries()) {
    const order = byChunk(chunk, b[index]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function byChunk(left: string, right: string | undefined): number {
  if (right === undefined) return 1;
  const areDigits = /^\d/.test(left) && /^\d/.test(right);
  if (areDigits && left.length !== right.length) return left.length - right.length;
  return left === right ? 0 : left < right ? -1 : 1;
}
