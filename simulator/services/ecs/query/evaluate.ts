import type { Expression, Operator, QueriedInstance, Subject, SubjectField, Test } from './expression.ts';
import { dateOf, patternOf } from './parse.ts';

/**
 * Tells whether a container instance matches an expression.
 * A subject without a value (a missing attribute, no task) equals nothing: `==`, `in`, `=~` and the orders are false,
 * and their negations true.
 */
export function matches(tree: Expression, instance: QueriedInstance): boolean {
  switch (tree.kind) {
    case 'test':
      return passes(tree, instance);
    case 'not':
      return !matches(tree.operand, instance);
    case 'and':
      return matches(tree.left, instance) && matches(tree.right, instance);
    case 'or':
      return matches(tree.left, instance) || matches(tree.right, instance);
  }
}

/** Negations and what they negate. */
const NEGATED: Partial<Record<Operator, Operator>> = {
  '!=': '==',
  '!in': 'in',
  '!~': '=~',
  '!exists': 'exists',
};

function passes({ subject, operator, values }: Test, instance: QueriedInstance): boolean {
  const positive = NEGATED[operator];
  const test = { subject, operator: positive ?? operator, values };
  const passed = operator === 'exists' || positive === 'exists' ? exists(subject, instance) : some(test, instance);
  return positive === undefined ? passed : !passed;
}

function exists(subject: Subject, instance: QueriedInstance): boolean {
  return subject.kind === 'attribute' ? instance.attributes.has(subject.name) : actual(subject, instance).length > 0;
}

function some(test: Omit<Test, 'kind'>, instance: QueriedInstance): boolean {
  return actual(test.subject, instance).some((value) => holds(test, value));
}

/** The values of a subject: none, one, or one per task. */
function actual(subject: Subject, instance: QueriedInstance): readonly string[] {
  switch (subject.kind) {
    case 'field':
      return [fieldOf(subject.name, instance)];
    case 'attribute': {
      const value = instance.attributes.get(subject.name);
      return value === undefined ? [] : [value];
    }
    case 'task':
      return Array.from(instance.tasks)
        .filter(({ desiredStatus }) => desiredStatus === 'RUNNING')
        .map((task) => (subject.name === 'group' ? task.group : task.taskDefinition.family));
  }
}

function fieldOf(name: SubjectField, instance: QueriedInstance): string {
  if (name === 'runningTasksCount') return String(instance.counts.running);
  if (name === 'pendingTasksCount') return String(instance.counts.pending);
  return String(instance[name]);
}

function holds({ subject, operator, values }: Omit<Test, 'kind'>, value: string): boolean {
  switch (operator) {
    case 'in':
      return values.includes(value);
    case '=~':
      return values.some((pattern) => patternOf(pattern).test(value));
    case '==':
      return isOrdered(subject) ? order(subject, value, values[0]) === 0 : value === values[0];
    case '>':
      return order(subject, value, values[0]) > 0;
    case '>=':
      return order(subject, value, values[0]) >= 0;
    case '<':
      return order(subject, value, values[0]) < 0;
    case '<=':
      return order(subject, value, values[0]) <= 0;
    default:
      throw new TypeError(`${operator} is evaluated by its positive form`);
  }
}

/** Fields whose text is not what is compared. */
function isOrdered(subject: Subject): boolean {
  return subject.kind === 'field' && subject.name !== 'agentConnected' && subject.name !== 'ec2InstanceId';
}

function order(subject: Subject, actualValue: string, argument = ''): number {
  if (subject.kind === 'field' && subject.name === 'registeredAt') return Number(actualValue) - dateOf(argument);
  if (subject.kind === 'field' && subject.name === 'agentVersion') return versionOrder(actualValue, argument);
  const [left, right] = [Number(actualValue), Number(argument)];
  if (!Number.isNaN(left) && !Number.isNaN(right)) return left - right;
  return actualValue < argument ? -1 : Number(actualValue > argument);
}

/** Compares `1.14.5` with `1.9`. */
function versionOrder(left: string, right: string): number {
  const [a, b] = [left.split('.').map(Number), right.split('.').map(Number)];
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
