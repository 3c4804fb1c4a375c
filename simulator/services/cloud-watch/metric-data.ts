import { evaluateExpression } from './math/evaluate.ts';
import { callsIn, type MathValue, MetricMathError, referencesOf, type Series } from './math/expression.ts';
import { parseExpression } from './math/parse.ts';
import { statisticOf } from './metric.ts';
import type {
  Alignment,
  ExpressionQuery,
  MetricDataQuery,
  MetricDataResult,
  MetricStatQuery,
  TimeRange,
} from './metric-query.ts';
import type { MetricStore } from './metric-store.ts';

/** Answers the queries; one whose expression gives several series has several answers of its id. */
export function metricData(
  store: MetricStore,
  queries: readonly MetricDataQuery[],
  range: TimeRange,
  alignment: Alignment = {},
): readonly MetricDataResult[] {
  checkQueries(queries);
  const request = new MetricRequest(store, queries, range, alignment);
  return queries.filter(({ returnData = true }) => returnData).flatMap((query) => request.resultsOf(query));
}

/**
 * The periods that begin at `range.start` and lie before `range.end`, each with a query's value or undefined, for an
 * alarm, whose periods begin with any minute.
 */
export function watchedSeries(
  store: MetricStore,
  { queries, watched }: { readonly queries: readonly MetricDataQuery[]; readonly watched: string },
  range: TimeRange,
): Series {
  const value = new MetricRequest(store, queries, range, { aligned: false }).valueOf(watched);
  if (value.kind !== 'series') throw new MetricMathError(`${watched} must come to one time series`);
  return value.series;
}

/** @throws RangeError, MetricMathError for queries that GetMetricData or the simulator would refuse */
export function checkQueries(queries: readonly MetricDataQuery[]): void {
  const ids = new Set<string>();
  for (const query of queries) {
    if (!/^[a-z]\w{0,254}$/.test(query.id)) throw new RangeError(`${query.id} is no id for a query`);
    if (ids.has(query.id)) throw new RangeError(`Two queries have the id ${query.id}`);
    ids.add(query.id);
    if (query.period !== undefined && !(query.period > 0 && query.period % 60 === 0)) {
      throw new RangeError(`${query.id}: the period must be a multiple of 60 seconds, not ${query.period}`);
    }
    if ('metricStat' in query) statisticOf(query.metricStat.stat);
  }
  const expressions = new Map(queries.flatMap((query) => ('expression' in query ? [[query.id, query] as const] : [])));
  for (const { id, expression } of expressions.values()) {
    const unknown = referencesOf(parseExpression(expression)).find((name) => !ids.has(name));
    if (unknown !== undefined) throw new MetricMathError(`${id}: ${expression}: no query has the id ${unknown}`);
  }
  for (const id of expressions.keys()) checkNoCircle(id, expressions, []);
}

function checkNoCircle(id: string, expressions: ReadonlyMap<string, ExpressionQuery>, path: readonly string[]): void {
  if (path.includes(id)) throw new MetricMathError(`${id} depends on itself`);
  const query = expressions.get(id);
  if (query === undefined) return;
  for (const next of referencesOf(parseExpression(query.expression))) checkNoCircle(next, expressions, [...path, id]);
}

/** One request: each query is worked out once. */
class MetricRequest {
  readonly #store: MetricStore;
  readonly #queries: ReadonlyMap<string, MetricDataQuery>;
  readonly #range: TimeRange;
  readonly #aligned: boolean;
  readonly #values = new Map<string, MathValue>();

  constructor(
    store: MetricStore,
    queries: readonly MetricDataQuery[],
    range: TimeRange,
    { aligned = true }: Alignment = {},
  ) {
    this.#store = store;
    this.#queries = new Map(queries.map((query) => [query.id, query]));
    this.#range = range;
    this.#aligned = aligned;
  }

  resultsOf(query: MetricDataQuery): readonly MetricDataResult[] {
    const value = this.valueOf(query.id);
    const { id, label = 'metricStat' in query ? query.metricStat.metricName : id } = query;
    if (value.kind === 'scalar') {
      throw new MetricMathError(`${id}: an expression must come to a time series, not to a number`);
    }
    const members = value.kind === 'series' ? [{ label, series: value.series }] : value.members;
    const starts = this.#starts(this.periodOf(id));
    return members.map((member) => {
      const present = starts.flatMap((start, at) => {
        const one = member.series[at];
        return one === undefined ? [] : [[start, one] as const];
      });
      const timestamps = present.map(([start]) => start);
      return { id, label: member.label, timestamps, values: present.map(([, one]) => one) };
    });
  }

  valueOf(id: string): MathValue {
    const known = this.#values.get(id);
    if (known !== undefined) return known;
    const query = this.#query(id);
    const value: MathValue =
      'metricStat' in query ? { kind: 'series', series: this.#metric(query) } : this.#expression(query);
    this.#values.set(id, value);
    return value;
  }

  /** Seconds. @throws MetricMathError when what an expression names has several periods */
  periodOf(id: string): number {
    const query = this.#query(id);
    if ('metricStat' in query) return query.period;
    const given = query.period === undefined ? [] : [query.period];
    const periods = new Set([...given, ...this.#operands(query).map((operand) => this.periodOf(operand))]);
    const [period] = periods;
    if (period === undefined || periods.size > 1) {
      const found = [...periods].join(', ') || 'none';
      throw new MetricMathError(`${id}: ${query.expression}: everything in it must have one period (found ${found})`);
    }
    return period;
  }

  #operands({ expression }: ExpressionQuery): readonly string[] {
    const tree = parseExpression(expression);
    const takesAll = callsIn(tree).some(({ name }) => name === 'METRICS');
    return takesAll ? [...referencesOf(tree), ...this.#metricQueries().map(({ id }) => id)] : referencesOf(tree);
  }

  #metricQueries(): readonly MetricStatQuery[] {
    return [...this.#queries.values()].filter((query) => 'metricStat' in query);
  }

  #query(id: string): MetricDataQuery {
    const query = this.#queries.get(id);
    if (query === undefined) throw new MetricMathError(`No query has the id ${id}`);
    return query;
  }

  #expression(query: ExpressionQuery): MathValue {
    const period = this.periodOf(query.id);
    const metrics = () =>
      this.#metricQueries().map((each) => {
        const { id, label = each.metricStat.metricName } = each;
        return { id, label, series: this.#metric(each) };
      });
    const periodOf = (id: string) => this.periodOf(id);
    const value = (id: string) => this.valueOf(id);
    const length = this.#starts(period).length;
    return evaluateExpression(parseExpression(query.expression), { length, period, metrics, periodOf, valueOf: value });
  }

  #metric({ metricStat, period }: MetricStatQuery): Series {
    const { namespace, metricName, dimensions = {}, stat, unit } = metricStat;
    const found = this.#store.find({ namespace, metricName, dimensions });
    const series = unit === undefined || found?.unit === unit ? found : undefined;
    const statistic = statisticOf(stat);
    return this.#starts(period).map((start) => series?.between(start, start + period * 1000)?.statistic(statistic));
  }

  /** Starts of the periods, epoch milliseconds. */
  #starts(period: number): readonly number[] {
    const { start, end } = this.#range;
    const length = period * 1000;
    const first = this.#aligned ? Math.floor(start / length) * length : start;
    return Array.from({ length: Math.max(0, Math.ceil((end - first) / length)) }, (_, at) => first + at * length);
  }
}
