import { type Condition, parseCondition } from './policy-condition.ts';
import { PolicyPattern } from './policy-pattern.ts';

/** A policy that is malformed, or uses something that the simulator does not model. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
}

/** Action/NotAction or Resource/NotResource. */
export interface Selection {
  /** True for the `Not…` form. */
  readonly inverted: boolean;
  readonly patterns: readonly PolicyPattern[];
}

/** One statement, read and checked. */
export interface Statement {
  /** Names the statement in explanations: its Sid, or its place. */
  readonly label: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: Selection;
  /** Undefined in trust policies. */
  readonly resources: Selection | undefined;
  /** By kind (`Service`, `AWS`, …; `*` for anyone); undefined in identity policies. */
  readonly principals: ReadonlyMap<string, readonly string[]> | undefined;
  readonly conditions: readonly Condition[];
}

/** Where a policy is used, which decides the elements that it must have. */
export type PolicyKind = 'identity' | 'resource' | 'trust';

const ELEMENTS = new Set('Sid Effect Principal Action NotAction Resource NotResource Condition'.split(' '));

/**
 * Reads a policy document, given as an object or as JSON text.
 * @param where names the policy in errors
 * @throws PolicyError
 */
export function parsePolicy(document: unknown, kind: PolicyKind, where: string): readonly Statement[] {
  const policy = recordOf(typeof document === 'string' ? parseJson(document, where) : document, where);
  const version = policy.Version ?? '2008-10-17';
  if (version !== '2012-10-17' && version !== '2008-10-17') {
    throw new PolicyError(`${where}: unknown policy version ${JSON.stringify(version)}`);
  }
  const variables = version === '2012-10-17';
  return listOf(policy.Statement).map((statement, index) =>
    parseStatement(recordOf(statement, where), kind, `${where}, statement ${index + 1}`, variables),
  );
}

function parseStatement(
  statement: Readonly<Record<string, unknown>>,
  kind: PolicyKind,
  where: string,
  variables: boolean,
): Statement {
  for (const element of Object.keys(statement)) {
    if (!ELEMENTS.has(element)) throw new PolicyError(`${where}: element ${element} is not known`);
  }
  const { Effect: effect, Sid: sid } = statement;
  if (effect !== 'Allow' && effect !== 'Deny') throw new PolicyError(`${where}: Effect must be Allow or Deny`);
  const actions = selection(statement, 'Action', where, false);
  if (actions === undefined) throw new PolicyError(`${where}: Action is missing`);
  const resources = selection(statement, 'Resource', where, variables);
  if (resources === undefined && kind !== 'trust') throw new PolicyError(`${where}: Resource is missing`);
  if ((statement.Principal !== undefined) !== (kind !== 'identity')) {
    throw new PolicyError(`${where}: Principal ${kind === 'identity' ? 'is not allowed' : 'is missing'}`);
  }
  return {
    label: typeof sid === 'string' ? sid : where,
    effect,
    actions,
    resources,
    principals: kind === 'identity' ? undefined : principalsOf(statement.Principal, where),
    conditions: conditionsOf(statement.Condition, where, variables),
  };
}

function selection(
  statement: Readonly<Record<string, unknown>>,
  element: 'Action' | 'Resource',
  where: string,
  variables: boolean,
): Selection | undefined {
  const positive = statement[element];
  const inverse = statement[`Not${element}`];
  if (positive !== undefined && inverse !== undefined) {
    throw new PolicyError(`${where}: ${element} and Not${element} exclude each other`);
  }
  const given = positive ?? inverse;
  if (given === undefined) return undefined;
  const patterns = listOf(given).map((item) => {
    if (typeof item !== 'string')
      throw new PolicyError(`${where}: ${element} must be text, not ${JSON.stringify(item)}`);
    return new PolicyPattern(element === 'Action' ? item.toLowerCase() : item, variables);
  });
  if (patterns.length === 0) throw new PolicyError(`${where}: ${element} is empty`);
  return { inverted: inverse !== undefined, patterns };
}

function principalsOf(principal: unknown, where: string): ReadonlyMap<string, readonly string[]> {
  if (principal === '*') return new Map([['*', ['*']]]);
  return new Map(Object.entries(recordOf(principal, where)).map(([kind, names]) => [kind, listOf(names).map(String)]));
}

function conditionsOf(condition: unknown, where: string, variables: boolean): readonly Condition[] {
  if (condition === undefined) return [];
  return Object.entries(recordOf(condition, where)).flatMap(([operator, keys]) =>
    Object.entries(recordOf(keys, where)).map(([key, values]) => {
      const parsed = parseCondition(operator, key, listOf(values).map(String), variables);
      if (parsed === undefined) throw new PolicyError(`${where}: condition operator ${operator} is not known`);
      return parsed;
    }),
  );
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PolicyError(`${where}: the policy is not JSON`, { cause });
  }
}

function recordOf(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new PolicyError(`${where}: expected an object, got ${JSON.stringify(value)}`);
  }
  return value as Readonly<Record<string, unknown>>;
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
