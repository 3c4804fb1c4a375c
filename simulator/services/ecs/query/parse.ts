import { readFileSync } from 'node:fs';
import peggy from 'peggy';
import { ServiceError } from '../../../wire/service-error.ts';
import type { ClusterExpression, Expression, Operator, Subject, Test } from './expression.ts';

const parser = peggy.generate(readFileSync(new URL('./cluster-query.peggy', import.meta.url), 'utf8'));

/**
 * Parses an expression of the cluster query language.
 * @throws ServiceError InvalidParameterException when it is not one
 */
export function parseClusterExpression(text: string): ClusterExpression {
  const tree = parseTree(text);
  for (const test of testsOf(tree)) check(text, test);
  return { text, tree, isStatic: testsOf(tree).every(({ subject }) => isStatic(subject)) };
}

function parseTree(text: string): Expression {
  try {
    return parser.parse(text) as Expression;
  } catch (cause) {
    throw invalid(text, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function invalid(text: string, why: string, cause?: unknown): ServiceError {
  return new ServiceError('InvalidParameterException', `Invalid expression: '${text}' (${why})`, { cause });
}

/** The single expressions in a tree. */
export function testsOf(tree: Expression): readonly Test[] {
  switch (tree.kind) {
    case 'test':
      return [tree];
    case 'not':
      return testsOf(tree.operand);
    case 'and':
    case 'or':
      return [...testsOf(tree.left), ...testsOf(tree.right)];
  }
}

function isStatic(subject: Subject): boolean {
  return subject.kind === 'attribute' || (subject.kind === 'field' && subject.name === 'ec2InstanceId');
}

const MEMBERSHIP: readonly Operator[] = ['==', '!=', 'in', '!in', '=~', '!~'];
const ORDER: readonly Operator[] = ['==', '!=', '>', '>=', '<', '<='];

/** Operators by field, as the developer guide lists them; attributes and task groups take any. */
const OPERATORS: Readonly<Record<string, readonly Operator[]>> = {
  agentConnected: MEMBERSHIP,
  ec2InstanceId: MEMBERSHIP,
  agentVersion: ORDER,
  registeredAt: ORDER,
  runningTasksCount: ORDER,
  pendingTasksCount: ORDER,
};

function check(text: string, { subject, operator, values }: Test): void {
  if (subject.kind === 'field' && OPERATORS[subject.name]?.includes(operator) === false) {
    throw invalid(text, `${subject.name} does not support ${operator}`);
  }
  for (const value of values) {
    if ((operator === '=~' || operator === '!~') && !isPattern(value)) throw invalid(text, `bad pattern ${value}`);
    if (subject.kind === 'field' && !isValueOf(subject.name, value)) throw invalid(text, `bad value ${value}`);
  }
}

function isValueOf(field: string, value: string): boolean {
  if (field === 'runningTasksCount' || field === 'pendingTasksCount') return /^\d+$/.test(value);
  if (field === 'registeredAt') return !Number.isNaN(dateOf(value));
  return true;
}

function isPattern(value: string): boolean {
  try {
    patternOf(value);
    return true;
  } catch {
    return false;
  }
}

/**
 * The regular expression of `=~`: the whole value must match, as with Java's `matches()`.
 * @throws SyntaxError
 */
export function patternOf(value: string): RegExp {
  let pattern = patterns.get(value);
  if (pattern === undefined) {
    pattern = new RegExp(`^(?:${value})$`);
    patterns.set(value, pattern);
  }
  return pattern;
}

const patterns = new Map<string, RegExp>();

/** Epoch milliseconds of a `registeredAt` argument, UTC where no offset is given; NaN when it is no date. */
export function dateOf(value: string): number {
  const hasTime = value.includes('T');
  const hasOffset = /(?:Z|[+-]\d{2}:?\d{2})$/.test(value);
  return Date.parse(hasTime && !hasOffset ? `${value}Z` : value);
}
