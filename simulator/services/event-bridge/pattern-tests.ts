/** A value at a leaf of an event. */
export type Scalar = string | number | boolean | null;

/** Judges one leaf value. */
export type ScalarTest = (value: Scalar) => boolean;

/** An event pattern or filter policy that is malformed, or uses an operator that does not exist or is not modelled. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}

/** Which operators a service understands, and what each makes of its argument. */
export type OperatorTable = Readonly<Record<string, (argument: unknown, where: string) => ScalarTest>>;

const onText =
  (test: (text: string) => boolean): ScalarTest =>
  (value) =>
    typeof value === 'string' && test(value);

/** Operators on scalars. Source: EventBridge user guide, "Comparison operators for use in event patterns". */
export const SCALAR_OPERATORS: OperatorTable = {
  prefix: (argument, where) => affix(argument, where, (text, wanted) => text.startsWith(wanted)),
  suffix: (argument, where) => affix(argument, where, (text, wanted) => text.endsWith(wanted)),
  'equals-ignore-case': (argument, where) => {
    const wanted = textOf(argument, where).toLowerCase();
    return onText((text) => text.toLowerCase() === wanted);
  },
  wildcard: (argument, where) => {
    const expression = wildcardExpression(textOf(argument, where), where);
    return onText((text) => expression.test(text));
  },
  numeric: (argument, where) => numericTest(argument, where),
  'anything-but': (argument, where) => anythingBut(argument, where),
  cidr: (_argument, where) => {
    throw new PatternError(`${where}: the operator cidr is not modelled`);
  },
};

/** Reads an argument that is a scalar: compared for equality, text and numbers apart. */
export function equalityTest(wanted: Scalar): ScalarTest {
  return (value) => value === wanted;
}

export function isScalar(value: unknown): value is Scalar {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function affix(argument: unknown, where: string, holds: (text: string, wanted: string) => boolean): ScalarTest {
  if (typeof argument === 'string') return onText((text) => holds(text, argument));
  const [operator, wanted] = soleEntry(argument, where);
  if (operator !== 'equals-ignore-case') throw new PatternError(`${where}: operator ${operator} is not known here`);
  const lowered = textOf(wanted, where).toLowerCase();
  return onText((text) => holds(text.toLowerCase(), lowered));
}

const COMPARISONS: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  '=': (value, limit) => value === limit,
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
};

/** `["=", 5]`, `[">", 0, "<=", 5]`. */
function numericTest(argument: unknown, where: string): ScalarTest {
  const parts = Array.isArray(argument) ? (argument as readonly unknown[]) : [];
  if (parts.length !== 2 && parts.length !== 4)
    throw new PatternError(`${where}: numeric needs one or two comparisons`);
  const tests = [0, 2]
    .filter((index) => index < parts.length)
    .map((index) => {
      const compare = COMPARISONS[String(parts[index])];
      const limit = parts[index + 1];
      if (compare === undefined || typeof limit !== 'number') {
        throw new PatternError(`${where}: numeric does not know ${JSON.stringify(parts)}`);
      }
      return (value: number) => compare(value, limit);
    });
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

const NEGATABLE = ['prefix', 'suffix', 'equals-ignore-case', 'wildcard'];

/** A scalar, a list of scalars, or a prefix, suffix, … with one text or several. */
function anythingBut(argument: unknown, where: string): ScalarTest {
  const excluded = exclusions(argument, where);
  return (value) => !excluded.some((test) => test(value));
}

function exclusions(argument: unknown, where: string): readonly ScalarTest[] {
  if (isScalar(argument) || Array.isArray(argument)) {
    const values: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
    return values.map((value) => {
      if (!isScalar(value)) throw new PatternError(`${where}: anything-but takes values, not ${JSON.stringify(value)}`);
      return equalityTest(value);
    });
  }
  const [operator, given] = soleEntry(argument, where);
  const make = NEGATABLE.includes(operator) ? SCALAR_OPERATORS[operator] : undefined;
  if (make === undefined) throw new PatternError(`${where}: anything-but does not know the operator ${operator}`);
  return (Array.isArray(given) ? (given as readonly unknown[]) : [given]).map((text) => make(text, where));
}

/** The one operator of an operator object. */
export function soleEntry(value: unknown, where: string): readonly [string, unknown] {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const [entry] = entries;
  if (entry === undefined || entries.length > 1 || Array.isArray(value)) {
    throw new PatternError(`${where}: expected one operator, got ${JSON.stringify(value)}`);
  }
  return entry;
}

function textOf(value: unknown, where: string): string {
  if (typeof value !== 'string') throw new PatternError(`${where}: expected text, got ${JSON.stringify(value)}`);
  return value;
}

/** `*` stands for any run of characters; `\*` and `\\` for themselves. */
function wildcardExpression(pattern: string, where: string): RegExp {
  if (/(^|[^\\])\*\*/.test(pattern)) throw new PatternError(`${where}: consecutive wildcard characters`);
  const source = pattern.replaceAll(/\\[*\\]|[.+?^${}()|[\]\\]|\*/g, (token) => {
    if (token === '*') return '.*';
    return token.length === 2 ? token : `\\${token}`;
  });
  return new RegExp(`^${source}$`, 's');
}
