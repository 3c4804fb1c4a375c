import { booleanValue, compare, numberOf, Timestamp, textOf, type Value } from './value.ts';

/** A function of a record's values. */
export interface ScalarFunction {
  /** How many arguments it takes, at least and at most. */
  readonly takes: readonly [number, number];
  /** Index of the argument that is a period such as `5m`, which comes as milliseconds. */
  readonly period?: number;
  readonly of: (args: readonly Value[]) => Value;
}

const MANY = Number.POSITIVE_INFINITY;

/** Of numbers; missing as soon as one argument is not a number, or the result is none. */
function numeric(takes: readonly [number, number], of: (...numbers: readonly number[]) => number): ScalarFunction {
  return {
    takes,
    of: (args) => {
      const numbers = args.map(numberOf).filter((value) => value !== undefined);
      const result = numbers.length === args.length ? of(...numbers) : Number.NaN;
      return Number.isFinite(result) ? result : undefined;
    },
  };
}

/** Of texts; missing as soon as one argument is. */
function textual(takes: readonly [number, number], of: (...texts: readonly string[]) => Value): ScalarFunction {
  return {
    takes,
    of: (args) => {
      const texts = args.map(textOf).filter((value) => value !== undefined);
      return texts.length === args.length ? of(...texts) : undefined;
    },
  };
}

function rounded(round: (value: number) => number): ScalarFunction {
  return {
    takes: [2, 2],
    period: 1,
    of: ([value, period]) => {
      const [time, length] = [numberOf(value), numberOf(period)];
      if (time === undefined || length === undefined) return undefined;
      return new Timestamp(round(time / length) * length);
    },
  };
}

const upperCase = textual([1, 1], (text = '') => text.toUpperCase());
const lowerCase = textual([1, 1], (text = '') => text.toLowerCase());

/**
 * Functions by name in lower case: the case of a name does not count.
 * Source: CloudWatch Logs user guide, "Boolean, comparison, numeric, datetime, and other functions".
 */
export const SCALAR_FUNCTIONS: Readonly<Record<string, ScalarFunction>> = {
  abs: numeric([1, 1], (value = 0) => Math.abs(value)),
  ceil: numeric([1, 1], (value = 0) => Math.ceil(value)),
  floor: numeric([1, 1], (value = 0) => Math.floor(value)),
  greatest: numeric([1, MANY], (...values) => Math.max(...values)),
  least: numeric([1, MANY], (...values) => Math.min(...values)),
  log: numeric([1, 1], (value = 0) => Math.log(value)),
  sqrt: numeric([1, 1], (value = 0) => Math.sqrt(value)),
  datefloor: rounded(Math.floor),
  dateceil: rounded(Math.ceil),
  frommillis: {
    takes: [1, 1],
    of: ([value]) => {
      const time = numberOf(value);
      return time === undefined ? undefined : new Timestamp(time);
    },
  },
  // The query's own, not a record's: `LogRecord` knows it.
  now: { takes: [0, 0], of: () => undefined },
  tomillis: { takes: [1, 1], of: ([value]) => (value instanceof Timestamp ? value.milliseconds : undefined) },
  ispresent: { takes: [1, 1], of: ([value]) => booleanValue(value !== undefined) },
  isempty: { takes: [1, 1], of: ([value]) => booleanValue((textOf(value) ?? '') === '') },
  isblank: { takes: [1, 1], of: ([value]) => booleanValue((textOf(value) ?? '').trim() === '') },
  coalesce: { takes: [1, MANY], of: (args) => args.find((value) => value !== undefined) },
  // A missing argument adds nothing.
  concat: { takes: [1, MANY], of: (args) => args.map((value) => textOf(value) ?? '').join('') },
  strlen: textual([1, 1], (text = '') => [...text].length),
  toupper: upperCase,
  upper: upperCase,
  tolower: lowerCase,
  lower: lowerCase,
  trim: textual([1, 1], (text = '') => text.trim()),
  ltrim: textual([1, 1], (text = '') => text.trimStart()),
  rtrim: textual([1, 1], (text = '') => text.trimEnd()),
  replace: textual([3, 3], (text = '', searched = '', replacement = '') =>
    text.replaceAll(searched, () => replacement),
  ),
  strcontains: textual([2, 2], (text = '', searched = '') => booleanValue(text.includes(searched))),
  substr: {
    takes: [2, 3],
    of: ([value, from, length]) => {
      const [text, start] = [textOf(value), numberOf(from)];
      if (text === undefined || start === undefined) return undefined;
      const count = numberOf(length);
      return text.slice(start, count === undefined ? undefined : start + count);
    },
  },
};

/** What an aggregate reduces: the values of its argument with the times of their records, latest first. */
export interface Sample {
  readonly value: Value;
  readonly time: number;
}

/** A function of a group's records. */
export interface AggregateFunction {
  readonly takes: readonly [number, number];
  readonly of: (samples: readonly Sample[], parameter: number) => Value;
}

/** Of the samples that are numbers; missing when there are none. */
function ofNumbers(of: (numbers: readonly number[], parameter: number) => number, parameters = 0): AggregateFunction {
  return {
    takes: [1 + parameters, 1 + parameters],
    of: (samples, parameter) => {
      const numbers = samples.map(({ value }) => numberOf(value)).filter((value) => value !== undefined);
      return numbers.length === 0 ? undefined : of(numbers, parameter);
    },
  };
}

/** Of the samples that are there; missing when there are none. */
function ofPresent(better: (sample: Sample, best: Sample) => boolean): AggregateFunction {
  return {
    takes: [1, 1],
    of: (samples) => {
      const present = samples.filter(({ value }) => value !== undefined);
      const [first, ...others] = present;
      return first && others.reduce((best, sample) => (better(sample, best) ? sample : best), first).value;
    },
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, value) => total + value, 0);

/** Aggregates by name in lower case. Source: CloudWatch Logs user guide, "stats". */
export const AGGREGATE_FUNCTIONS: Readonly<Record<string, AggregateFunction>> = {
  count: { takes: [0, 1], of: (samples) => samples.filter(({ value }) => value !== undefined).length },
  count_distinct: {
    takes: [1, 1],
    of: (samples) => new Set(samples.map(({ value }) => textOf(value)).filter((text) => text !== undefined)).size,
  },
  sum: ofNumbers(sum),
  avg: ofNumbers((numbers) => sum(numbers) / numbers.length),
  min: ofPresent(({ value }, best) => (compare(value, best.value) ?? 0) < 0),
  max: ofPresent(({ value }, best) => (compare(value, best.value) ?? 0) > 0),
  latest: ofPresent(({ time }, best) => time > best.time),
  earliest: ofPresent(({ time }, best) => time <= best.time),
  // The nearest rank, which is a value of the sample.
  pct: ofNumbers((numbers, percent) => {
    const sorted = numbers.toSorted((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
  }, 1),
};
