import { type Expression, type MathValue, MetricMathError, type NamedSeries, type Series } from './expression.ts';

/** What functions need of the query that they are in. */
export interface MathContext {
  /** Number of periods. */
  readonly length: number;
  /** Seconds. */
  readonly period: number;
  readonly evaluate: (tree: Expression) => MathValue;
  /** Every metric of the request, expressions not among them. */
  readonly metrics: () => readonly { readonly id: string; readonly label: string; readonly series: Series }[];
  /** Seconds of a query's period. */
  readonly periodOf: (id: string) => number;
}

type MathFunction = (parameters: readonly Expression[], context: MathContext) => MathValue;

/** The functions by name. Source: CloudWatch user guide, "Metric math syntax and functions". */
export const FUNCTIONS: Readonly<Record<string, MathFunction>> = {
  METRICS: metrics,
  SUM: aggregate('SUM', (values) => values.reduce((sum, value) => sum + value, 0)),
  MAX: aggregate('MAX', (values) => values.reduce((a, b) => Math.max(a, b))),
  MIN: aggregate('MIN', (values) => values.reduce((a, b) => Math.min(a, b))),
  AVG: aggregate('AVG', (values) => values.reduce((sum, value) => sum + value, 0) / values.length),
  FILL: fill,
  RUNNING_SUM: runningSum,
  PERIOD: period,
  IF: choose,
};

function metrics(parameters: readonly Expression[], context: MathContext): MathValue {
  const [wanted] = counted('METRICS', parameters, 0, 1);
  if (wanted !== undefined && wanted.kind !== 'text') throw new MetricMathError('METRICS takes a text in quotes');
  const members = context.metrics().filter(({ id }) => wanted === undefined || id.includes(wanted.text));
  return { kind: 'list', members };
}

/** Of a list: in each period over the series that have a value. Of one series: over all of its periods. */
function aggregate(name: string, of: (values: readonly number[]) => number): MathFunction {
  return (parameters, context) => {
    const [operand] = counted(name, parameters, 1, 1).map(context.evaluate);
    if (operand?.kind === 'list') {
      const inPeriod = (at: number) => present(operand.members.map(({ series }) => series[at]));
      const series = Array.from({ length: context.length }, (_, at) => ofSome(inPeriod(at), of));
      return { kind: 'series', series };
    }
    if (operand?.kind === 'series') return { kind: 'scalar', value: ofSome(present(operand.series), of) };
    throw new MetricMathError(`${name} takes a time series or an array of them`);
  };
}

function fill(parameters: readonly Expression[], context: MathContext): MathValue {
  const [operand, filler] = counted('FILL', parameters, 2, 2);
  if (operand === undefined || filler === undefined) throw new MetricMathError('FILL takes two parameters');
  const values = context.evaluate(operand);
  if (filler.kind === 'repeat') return eachSeries('FILL', values, repeatLast);
  const by = context.evaluate(filler);
  if (by.kind === 'list') throw new MetricMathError('FILL takes a number, a time series or REPEAT');
  return eachSeries('FILL', values, (series) =>
    series.map((value, at) => value ?? (by.kind === 'scalar' ? by.value : by.series[at])),
  );
}

/** What lies before the first value stays missing. */
function repeatLast(series: Series): Series {
  let last: number | undefined;
  return series.map((value) => {
    last = value ?? last;
    return last;
  });
}

function runningSum(parameters: readonly Expression[], context: MathContext): MathValue {
  const [operand] = counted('RUNNING_SUM', parameters, 1, 1).map(context.evaluate);
  return eachSeries('RUNNING_SUM', operand, (series) => {
    let sum = 0;
    return series.map((value) => {
      sum += value ?? 0;
      return value === undefined ? undefined : sum;
    });
  });
}

function period(parameters: readonly Expression[], context: MathContext): MathValue {
  const [operand] = counted('PERIOD', parameters, 1, 1);
  if (operand?.kind !== 'reference') throw new MetricMathError('PERIOD takes the id of a query');
  return { kind: 'scalar', value: context.periodOf(operand.id) };
}

function choose(parameters: readonly Expression[], context: MathContext): MathValue {
  const [condition, yes, no] = counted('IF', parameters, 2, 3).map((each) => choice(context.evaluate(each)));
  if (condition === undefined || yes === undefined) throw new MetricMathError('IF takes two or three parameters');
  const at = (index: number): number | undefined => {
    const decides = valueAt(condition, index);
    if (decides === undefined) return undefined;
    const chosen = decides === 0 ? no : yes;
    return chosen === undefined ? undefined : valueAt(chosen, index);
  };
  const all = [condition, yes, ...(no === undefined ? [] : [no])];
  if (all.every(({ kind }) => kind === 'scalar')) return { kind: 'scalar', value: at(0) };
  return { kind: 'series', series: Array.from({ length: context.length }, (_, index) => at(index)) };
}

type Single = Exclude<MathValue, { kind: 'list' }>;

function choice(value: MathValue): Single {
  if (value.kind === 'list') throw new MetricMathError('IF takes numbers and time series, no array');
  return value;
}

function valueAt(value: Single, at: number): number | undefined {
  return value.kind === 'scalar' ? value.value : value.series[at];
}

function eachSeries(name: string, value: MathValue | undefined, change: (series: Series) => Series): MathValue {
  if (value?.kind === 'series') return { kind: 'series', series: change(value.series) };
  if (value?.kind !== 'list') throw new MetricMathError(`${name} takes a time series or an array of them`);
  const members: NamedSeries[] = value.members.map(({ label, series }) => ({ label, series: change(series) }));
  return { kind: 'list', members };
}

function counted(name: string, parameters: readonly Expression[], least: number, most: number): readonly Expression[] {
  if (parameters.length >= least && parameters.length <= most) return parameters;
  const wanted = least === most ? String(least) : `${least} to ${most}`;
  throw new MetricMathError(`${name} takes ${wanted} parameters, not ${parameters.length}`);
}

function present(series: Series): readonly number[] {
  return series.filter((value) => value !== undefined);
}

function ofSome(values: readonly number[], of: (values: readonly number[]) => number): number | undefined {
  return values.length === 0 ? undefined : of(values);
}
