import type { InvocationRecord } from '../lambda/lambda-parts.ts';
import type { MetricSeries, MetricStore } from './metric-store.ts';

interface FunctionSeries {
  readonly invocations: MetricSeries;
  readonly errors: MetricSeries;
  readonly throttles: MetricSeries;
  readonly duration: MetricSeries;
  readonly concurrentExecutions: MetricSeries;
}

/**
 * AWS/Lambda: what Lambda sends of each function. A value's time is that at which the function was invoked.
 * Source: Lambda developer guide, "Types of metrics for Lambda functions".
 */
export class FunctionMetrics {
  readonly #store: MetricStore;
  readonly #functions = new Map<string, FunctionSeries>();

  constructor(store: MetricStore) {
    this.#store = store;
  }

  /** Takes in an invocation that has ended. */
  ended({ functionName, start, end, outcome }: InvocationRecord): void {
    const series = this.#of(functionName);
    const isThrottled = outcome.kind === 'throttled';
    series.throttles.add(Number(isThrottled), start);
    // A throttled request counts neither as an invocation nor as an error.
    if (isThrottled) return;
    series.invocations.add(1, start);
    series.errors.add(Number(outcome.kind !== 'succeeded'), start);
    series.duration.add(end - start, start);
  }

  /** Takes in how many invocations of a function run at once. */
  running(functionName: string, count: number, time: number): void {
    this.#of(functionName).concurrentExecutions.add(count, time);
  }

  #of(functionName: string): FunctionSeries {
    let series = this.#functions.get(functionName);
    if (series === undefined) {
      const dimensions = { FunctionName: functionName };
      const metric = (metricName: string, unit: string) =>
        this.#store.series({ namespace: 'AWS/Lambda', metricName, dimensions }, unit);
      series = {
        invocations: metric('Invocations', 'Count'),
        errors: metric('Errors', 'Count'),
        throttles: metric('Throttles', 'Count'),
        duration: metric('Duration', 'Milliseconds'),
        concurrentExecutions: metric('ConcurrentExecutions', 'Count'),
      };
      this.#functions.set(functionName, series);
    }
    return series;
  }
}
