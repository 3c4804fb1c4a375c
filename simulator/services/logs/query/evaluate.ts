import { AGGREGATE_FUNCTIONS, type Sample, SCALAR_FUNCTIONS } from './functions.ts';
import { regexOf } from './patterns.ts';
import { periodOf } from './period.ts';
import type { BinaryOperator, Call, Expression, Pattern } from './query.ts';
import { areEqual, booleanValue, compare, isTrue, numberOf, textOf, type Value } from './value.ts';

/** Under this name, which no field can have, a record gives the time at which its query began, in epoch seconds. */
export const NOW = 'now()';

/** What an expression is evaluated on: a record, or a group of records. */
export interface Scope {
  /** A field's value. */
  get(name: string): Value;
  /** The value of an aggregate, in a group. */
  aggregate?(call: Call): Value;
}

/** A record of a group. */
export interface TimedScope extends Scope {
  /** Epoch milliseconds. */
  readonly time: number;
}

/** The value of a checked expression. */
export function evaluate(expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'field':
      return scope.get(expression.name);
    case 'not':
      return booleanValue(!isTrue(evaluate(expression.operand, scope)));
    case 'binary':
      return binary(expression.operator, expression.left, expression.right, scope);
    case 'match':
      return booleanValue(matches(evaluate(expression.subject, scope), expression.pattern));
    case 'in': {
      const subject = evaluate(expression.subject, scope);
      return booleanValue(expression.values.some((value) => areEqual(subject, evaluate(value, scope))));
    }
    case 'period':
      return periodOf(expression);
    case 'star':
      return 1;
    case 'call':
      return call(expression, scope);
  }
}

function call(expression: Call, scope: Scope): Value {
  const name = expression.name.toLowerCase();
  if (AGGREGATE_FUNCTIONS[name] !== undefined) return scope.aggregate?.(expression);
  const args = expression.args.map((argument) => evaluate(argument, scope));
  if (name === 'bin') return SCALAR_FUNCTIONS['datefloor']?.of([scope.get('@timestamp'), ...args]);
  if (name === 'now') return scope.get(NOW);
  return SCALAR_FUNCTIONS[name]?.of(args);
}

function matches(value: Value, pattern: Pattern): boolean {
  const text = textOf(value);
  if (text === undefined) return false;
  return 'text' in pattern ? text.includes(pattern.text) : regexOf(pattern).test(text);
}

function binary(operator: BinaryOperator, left: Expression, right: Expression, scope: Scope): Value {
  const first = evaluate(left, scope);
  if (operator === 'and') return booleanValue(isTrue(first) && isTrue(evaluate(right, scope)));
  if (operator === 'or') return booleanValue(isTrue(first) || isTrue(evaluate(right, scope)));
  const second = evaluate(right, scope);
  const comparison = COMPARISONS[operator];
  return comparison === undefined ? arithmetic(operator, first, second) : booleanValue(comparison(first, second));
}

/** A missing value equals nothing, differs from everything, and is neither less nor greater. */
const COMPARISONS: Partial<Record<BinaryOperator, (left: Value, right: Value) => boolean>> = {
  '=': areEqual,
  '!=': (left, right) => !areEqual(left, right),
  '<': (left, right) => (compare(left, right) ?? 0) < 0,
  '<=': (left, right) => (compare(left, right) ?? 1) <= 0,
  '>': (left, right) => (compare(left, right) ?? 0) > 0,
  '>=': (left, right) => (compare(left, right) ?? -1) >= 0,
};

const ARITHMETIC: Partial<Record<BinaryOperator, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
  '^': (left, right) => left ** right,
};

/** Missing as soon as one side is not a number, or the result is none. */
function arithmetic(operator: BinaryOperator, left: Value, right: Value): Value {
  const [first, second] = [numberOf(left), numberOf(right)];
  if (first === undefined || second === undefined) return undefined;
  const result = ARITHMETIC[operator]?.(first, second);
  return Number.isFinite(result) ? result : undefined;
}

/** A group of records as what a column of stats is evaluated on. */
export function groupScope(records: readonly TimedScope[], by: ReadonlyMap<string, Value>): Scope {
  return {
    get: (name) => by.get(name),
    aggregate: ({ name, args: [subject = { kind: 'star' }, parameter] }) => {
      const samples = records.map((record): Sample => ({ value: evaluate(subject, record), time: record.time }));
      const percent = parameter === undefined ? 0 : (numberOf(evaluate(parameter, { get: () => undefined })) ?? 0);
      return AGGREGATE_FUNCTIONS[name.toLowerCase()]?.of(samples, percent);
    },
  };
}
