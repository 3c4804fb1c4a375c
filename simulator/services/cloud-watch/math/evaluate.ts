import { type Expression, type MathOperator, type MathValue, MetricMathError, type NamedSeries } from './expression.ts';
import { FUNCTIONS, type MathContext } from './functions.ts';

/** What an expression needs of the request that it is in. */
export interface Request extends Omit<MathContext, 'evaluate'> {
  /** What a query comes to. */
  readonly valueOf: (id: string) => MathValue;
}

/** @throws MetricMathError */
export function evaluateExpression(tree: Expression, request: Request): MathValue {
  const evaluate = (part: Expression): MathValue => evaluateExpression(part, request);
  switch (tree.kind) {
    case 'number':
      return { kind: 'scalar', value: tree.value };
    case 'reference':
      return request.valueOf(tree.id);
    case 'operation':
      return combine(tree.operator, evaluate(tree.left), evaluate(tree.right));
    case 'call':
      return functionNamed(tree.name)(tree.parameters, { ...request, evaluate });
    case 'list':
      return { kind: 'list', members: tree.members.flatMap((member) => membersOf(evaluate(member), member)) };
    case 'text':
    case 'repeat':
      throw new MetricMathError('A text in quotes and REPEAT stand only as parameters of METRICS and FILL');
  }
}

function functionNamed(name: string): (typeof FUNCTIONS)[string] {
  const found = FUNCTIONS[name];
  if (found === undefined) throw new MetricMathError(`The simulator does not have the function ${name}`);
  return found;
}

function membersOf(value: MathValue, tree: Expression): readonly NamedSeries[] {
  if (value.kind === 'list') return value.members;
  if (value.kind === 'series') return [{ label: tree.kind === 'reference' ? tree.id : '', series: value.series }];
  throw new MetricMathError('An array is made of time series, not of numbers');
}

const OPERATORS: Readonly<Record<MathOperator, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '<': (left, right) => Number(left < right),
  '<=': (left, right) => Number(left <= right),
  '>': (left, right) => Number(left > right),
  '>=': (left, right) => Number(left >= right),
  '==': (left, right) => Number(left === right),
  '!=': (left, right) => Number(left !== right),
  '&&': (left, right) => Number(left !== 0 && right !== 0),
  '||': (left, right) => Number(left !== 0 || right !== 0),
};

/** Where a side has no value, there is none; neither is there one for a division by zero. */
function calculate(operator: MathOperator, left: number | undefined, right: number | undefined): number | undefined {
  if (left === undefined || right === undefined) return undefined;
  const value = OPERATORS[operator](left, right);
  return Number.isFinite(value) ? value : undefined;
}

function combine(operator: MathOperator, left: MathValue, right: MathValue): MathValue {
  if (left.kind === 'list' || right.kind === 'list') return combineLists(operator, left, right);
  if (left.kind === 'series') {
    const other = (at: number) => (right.kind === 'series' ? right.series[at] : right.value);
    return { kind: 'series', series: left.series.map((value, at) => calculate(operator, value, other(at))) };
  }
  if (right.kind === 'series') {
    return { kind: 'series', series: right.series.map((value) => calculate(operator, left.value, value)) };
  }
  return { kind: 'scalar', value: calculate(operator, left.value, right.value) };
}

function combineLists(operator: MathOperator, left: MathValue, right: MathValue): MathValue {
  if (left.kind === 'list' && right.kind === 'list' && left.members.length !== right.members.length) {
    throw new MetricMathError(`${operator} takes arrays of the same length`);
  }
  const length = left.kind === 'list' ? left.members.length : right.kind === 'list' ? right.members.length : 0;
  const members = Array.from({ length }, (_, at) => {
    const value = combine(operator, memberAt(left, at), memberAt(right, at));
    const label = labelAt(left, at) ?? labelAt(right, at) ?? '';
    return { label, series: value.kind === 'series' ? value.series : [] };
  });
  return { kind: 'list', members };
}

function memberAt(value: MathValue, at: number): MathValue {
  return value.kind === 'list' ? { kind: 'series', series: value.members[at]?.series ?? [] } : value;
}

function labelAt(value: MathValue, at: number): string | undefined {
  return value.kind === 'list' ? value.members[at]?.label : undefined;
}
