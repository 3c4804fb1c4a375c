import {
  equalityTest,
  isScalar,
  type OperatorTable,
  PatternError,
  SCALAR_OPERATORS,
  type Scalar,
  type ScalarTest,
  soleEntry,
} from './pattern-tests.ts';

/** Decides whether an event, or a part of one, matches. */
export type Matches = (value: unknown) => boolean;

/** One alternative of a leaf. */
interface LeafTest {
  readonly matches: ScalarTest;
  /** Whether a field that is not there matches. */
  readonly matchesAbsent: boolean;
}

/**
 * Compiles an event pattern. Fields of an object must all match, alternatives of a list need one match, and a field
 * that is a list in the event matches by any of its items.
 * Source: EventBridge user guide, "Amazon EventBridge event patterns".
 * @param operators what the service understands beside equality, `exists` and `$or`
 * @throws PatternError
 */
export function compilePattern(
  pattern: unknown,
  where = 'event pattern',
  operators: OperatorTable = SCALAR_OPERATORS,
): Matches {
  if (Object.keys(recordOf(pattern, where)).length === 0) throw new PatternError(`${where}: is empty`);
  return compileObject(pattern, where, operators);
}

function compileObject(pattern: unknown, where: string, operators: OperatorTable): Matches {
  const parts = Object.entries(recordOf(pattern, where)).map(([key, part]): Matches => {
    const path = `${where}.${key}`;
    if (key === '$or' && isAlternatives(part)) {
      const alternatives = part.map((alternative) => compileObject(alternative, path, operators));
      return (object) => alternatives.some((matches) => matches(object));
    }
    const matches = Array.isArray(part) ? compileLeaf(part, path, operators) : compileNested(part, path, operators);
    return (object) => matches(fieldOf(object, key));
  });
  return (object) => parts.every((matches) => matches(object));
}

/** An array of objects in the event matches by any of them; a missing object is one without fields. */
function compileNested(pattern: unknown, where: string, operators: OperatorTable): Matches {
  const matches = compileObject(pattern, where, operators);
  return (value) => (Array.isArray(value) && value.length > 0 ? value.some((item) => matches(item)) : matches(value));
}

function compileLeaf(alternatives: readonly unknown[], where: string, operators: OperatorTable): Matches {
  if (alternatives.length === 0) throw new PatternError(`${where}: an empty list matches nothing`);
  const tests = alternatives.map((alternative) => compileAlternative(alternative, where, operators));
  return (value) => {
    const leaves = leavesOf(value);
    if (leaves.length === 0) return tests.some(({ matchesAbsent }) => matchesAbsent);
    return leaves.some((leaf) => tests.some(({ matches }) => matches(leaf)));
  };
}

function compileAlternative(alternative: unknown, where: string, operators: OperatorTable): LeafTest {
  if (isScalar(alternative)) return { matches: equalityTest(alternative), matchesAbsent: false };
  const [operator, argument] = soleEntry(alternative, where);
  if (operator === 'exists') {
    if (typeof argument !== 'boolean') throw new PatternError(`${where}: exists takes true or false`);
    return { matches: () => argument, matchesAbsent: !argument };
  }
  const make = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  if (make === undefined) throw new PatternError(`${where}: operator ${operator} is not known`);
  return { matches: make(argument, where), matchesAbsent: false };
}

function leavesOf(value: unknown): readonly Scalar[] {
  if (Array.isArray(value)) return value.flatMap((item) => leavesOf(item));
  return isScalar(value) ? [value] : [];
}

function fieldOf(object: unknown, key: string): unknown {
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return undefined;
  return Object.hasOwn(object, key) ? (object as Readonly<Record<string, unknown>>)[key] : undefined;
}

/** `$or` is an operator when it holds objects, and an ordinary field's name otherwise. */
function isAlternatives(part: unknown): part is readonly unknown[] {
  return Array.isArray(part) && part.length > 0 && part.every((item) => typeof item === 'object' && item !== null);
}

function recordOf(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new PatternError(`${where}: expected an object or a list of values, got ${JSON.stringify(value)}`);
  }
  return value as Readonly<Record<string, unknown>>;
}
