import { PolicyPattern, type VariableLookup } from './policy-pattern.ts';

/** Values of a request's condition keys, by key in lower case. */
export type RequestContext = ReadonlyMap<string, readonly string[]>;

/** One key of one operator of a statement's Condition. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
  readonly holds: (context: RequestContext) => boolean;
}

/** Compares one value of the request with one value of the policy. */
type Comparison = (actual: string, expected: PolicyPattern, lookup: VariableLookup) => boolean;

interface Operator {
  readonly compare: Comparison;
  /** `…Not…` operators: no value of the policy may match, and an absent key satisfies them. */
  readonly negated: boolean;
}

const equals: Comparison = (actual, expected, lookup) => actual === expected.literal(lookup);
const equalsIgnoringCase: Comparison = (actual, expected, lookup) =>
  actual.toLowerCase() === expected.literal(lookup)?.toLowerCase();
const like: Comparison = (actual, expected, lookup) => expected.matches(actual, lookup);

/** Each of an ARN's six parts is compared by itself. */
const arnLike: Comparison = (actual, expected, lookup) => {
  const wanted = arnParts(expected.text);
  const given = arnParts(actual);
  return (
    wanted.length === given.length &&
    wanted.every((part, index) => new PolicyPattern(part, true).matches(given[index] ?? '', lookup))
  );
};

function arnParts(arn: string): readonly string[] {
  const parts = arn.replaceAll('${aws:', '${aws\u0000').split(':');
  return [...parts.slice(0, 5), ...(parts.length > 5 ? [parts.slice(5).join(':')] : [])].map((part) =>
    part.replaceAll('${aws\u0000', '${aws:'),
  );
}

function ordered(read: (text: string) => number, holds: (actual: number, expected: number) => boolean): Comparison {
  return (actual, expected, lookup) => {
    const wanted = read(expected.literal(lookup) ?? '');
    const given = read(actual);
    return !Number.isNaN(wanted) && !Number.isNaN(given) && holds(given, wanted);
  };
}

const number = (text: string): number => (text === '' ? Number.NaN : Number(text));
/** ISO 8601 or seconds of the epoch, in milliseconds. */
const date = (text: string): number => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text));

/** Source: IAM User Guide, "IAM JSON policy elements: Condition operators". IpAddress and Binary are not modelled. */
const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['StringEquals', { compare: equals, negated: false }],
  ['StringNotEquals', { compare: equals, negated: true }],
  ['StringEqualsIgnoreCase', { compare: equalsIgnoringCase, negated: false }],
  ['StringNotEqualsIgnoreCase', { compare: equalsIgnoringCase, negated: true }],
  ['StringLike', { compare: like, negated: false }],
  ['StringNotLike', { compare: like, negated: true }],
  ['ArnEquals', { compare: arnLike, negated: false }],
  ['ArnLike', { compare: arnLike, negated: false }],
  ['ArnNotEquals', { compare: arnLike, negated: true }],
  ['ArnNotLike', { compare: arnLike, negated: true }],
  ['Bool', { compare: equalsIgnoringCase, negated: false }],
  ...comparisonsOf('Numeric', number),
  ...comparisonsOf('Date', date),
]);

function comparisonsOf(prefix: string, read: (text: string) => number): readonly [string, Operator][] {
  return [
    [`${prefix}Equals`, { compare: ordered(read, (a, b) => a === b), negated: false }],
    [`${prefix}NotEquals`, { compare: ordered(read, (a, b) => a === b), negated: true }],
    [`${prefix}LessThan`, { compare: ordered(read, (a, b) => a < b), negated: false }],
    [`${prefix}LessThanEquals`, { compare: ordered(read, (a, b) => a <= b), negated: false }],
    [`${prefix}GreaterThan`, { compare: ordered(read, (a, b) => a > b), negated: false }],
    [`${prefix}GreaterThanEquals`, { compare: ordered(read, (a, b) => a >= b), negated: false }],
  ];
}

type Quantifier = 'ForAllValues' | 'ForAnyValue' | undefined;

/**
 * Reads one operator and key of a Condition.
 * @returns undefined when the operator is unknown
 */
export function parseCondition(
  operator: string,
  key: string,
  values: readonly string[],
  variables: boolean,
): Condition | undefined {
  const [, quantifier, name = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/.exec(operator) ?? [];
  const lowered = key.toLowerCase();
  if (name === 'Null') {
    const absent = values.map((value) => value.toLowerCase() === 'true');
    return { operator, key, values, holds: (context) => absent.includes(!context.has(lowered)) };
  }
  const definition = OPERATORS.get(name);
  if (definition === undefined) return undefined;
  const patterns = values.map((value) => new PolicyPattern(value, variables));
  const holds = (context: RequestContext): boolean => {
    const actual = context.get(lowered);
    if (actual === undefined && ifExists !== undefined) return true;
    return quantified(quantifier as Quantifier, actual, definition, patterns, lookupIn(context));
  };
  return { operator, key, values, holds };
}

function quantified(
  quantifier: Quantifier,
  actual: readonly string[] | undefined,
  { compare, negated }: Operator,
  patterns: readonly PolicyPattern[],
  lookup: VariableLookup,
): boolean {
  const satisfies = (value: string): boolean => patterns.some((pattern) => compare(value, pattern, lookup)) !== negated;
  if (quantifier === 'ForAllValues') return actual === undefined || actual.every(satisfies);
  if (quantifier === 'ForAnyValue') return actual?.some(satisfies) ?? false;
  if (actual === undefined) return negated;
  return negated ? actual.every(satisfies) : actual.some(satisfies);
}

/** Policy variables are the single-valued condition keys of the request. */
export function lookupIn(context: RequestContext): VariableLookup {
  return (name) => {
    const values = context.get(name.toLowerCase());
    return values?.length === 1 ? values[0] : undefined;
  };
}
