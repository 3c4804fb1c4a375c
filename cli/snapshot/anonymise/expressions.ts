import type { Expression, Subject, Test } from '../../../simulator/services/ecs/query/expression.ts';
import { parseClusterExpression } from '../../../simulator/services/ecs/query/parse.ts';
import { keepsAttribute } from './kept.ts';
import type { Pseudonym } from './pseudonyms.ts';

/** What no host has. */
const NO_VALUE = 'no-value';

/** Values that hosts have, by the name of the attribute. */
export type AttributeValues = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * An expression of the cluster query language with pseudonyms for what it names. A pattern cannot be replaced: in its
 * place stands a list of those values, among the ones that hosts have, that it fits.
 * @returns undefined for what is no expression
 */
export function anonymousExpression(text: string, values: AttributeValues, pseudonym: Pseudonym): string | undefined {
  let tree: Expression;
  try {
    ({ tree } = parseClusterExpression(text));
  } catch {
    return undefined;
  }
  return rendered(tree, values, pseudonym);
}

function rendered(tree: Expression, values: AttributeValues, pseudonym: Pseudonym): string {
  switch (tree.kind) {
    case 'test':
      return renderedTest(tree, values, pseudonym);
    case 'not':
      return `!(${rendered(tree.operand, values, pseudonym)})`;
    case 'and':
    case 'or': {
      const operator = tree.kind === 'and' ? '&&' : '||';
      return `(${rendered(tree.left, values, pseudonym)}) ${operator} (${rendered(tree.right, values, pseudonym)})`;
    }
  }
}

function renderedTest(test: Test, values: AttributeValues, pseudonym: Pseudonym): string {
  const { subject, operator } = test;
  const named = subject.kind === 'field' ? subject.name : `${subject.kind}:${subject.name}`;
  const kept = keeps(subject);
  const replaced = (originals: readonly string[]): string[] =>
    originals.map((value) => quoted(kept ? value : anonymousValue(subject, value, pseudonym)));
  switch (operator) {
    case 'exists':
    case '!exists':
      return `${named} ${operator}`;
    case 'in':
    case '!in':
      return `${named} ${operator} [${replaced(test.values).join(', ')}]`;
    case '=~':
    case '!~': {
      if (kept) return `${named} ${operator} ${test.values[0]}`;
      const list = replaced(fitting(test, values)).join(', ');
      return `${named} ${operator === '=~' ? 'in' : '!in'} [${list || NO_VALUE}]`;
    }
    default:
      return `${named} ${operator} ${replaced(test.values)[0]}`;
  }
}

/** Versions, counts, dates and ECS's own attributes name nobody. */
function keeps(subject: Subject): boolean {
  if (subject.kind === 'attribute') return keepsAttribute(subject.name);
  return subject.kind === 'field' && subject.name !== 'ec2InstanceId';
}

function fitting({ subject, values: [pattern = ''] }: Test, values: AttributeValues): readonly string[] {
  const known = values.get(subject.kind === 'attribute' ? subject.name : '') ?? [];
  const expression = new RegExp(`^(?:${pattern})$`);
  return [...known].filter((value) => expression.test(value));
}

function anonymousValue(subject: Subject, value: string, pseudonym: Pseudonym): string {
  return subject.kind === 'task' && subject.name === 'group'
    ? anonymousGroup(value, pseudonym)
    : pseudonym(value, 'value');
}

/** `service:web`, `family:import`, or a name that RunTask was given. */
export function anonymousGroup(group: string, pseudonym: Pseudonym): string {
  const [kind = '', ...rest] = group.split(':');
  const named = rest.join(':').replaceAll('`', '');
  if ((kind === 'service' || kind === 'family') && named !== '') return `${kind}:${pseudonym(named, kind)}`;
  return pseudonym(group, 'task-group');
}

function quoted(value: string): string {
  return /^[A-Za-z0-9_./:-]+$/.test(value) ? value : `'${value}'`;
}
