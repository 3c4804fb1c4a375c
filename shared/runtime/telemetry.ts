import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import type { ApiAttempt } from '../aws/attempts.ts';
import type { CommonConfig } from './config.ts';
import {
  type DurationName,
  FUNCTION_DIMENSION,
  METRICS,
  type MetricName,
  NAMESPACE,
  SECOND_DIMENSIONS,
} from './metric-names.ts';

/** What a log line has besides its message. */
export type LogFields = object;

/** Where log lines go. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** What a run tells the outside about itself. */
export interface Telemetry {
  readonly log: Log;
  /** Adds to a metric. `value` is that of the metric's second dimension, if it has one. */
  count(metric: MetricName, amount: number, value?: string): void;
  /** Adds a value to those of a duration. */
  measure(duration: DurationName, milliseconds: number): void;
}

/** Keys of a line that Powertools' Logger fills itself. It drops a field of that name, and warns of it in a line more. */
const KEPT_BY_LOGGER: ReadonlySet<string> = new Set(['level', 'message', 'sampling_rate', 'service', 'timestamp']);

/** The fields as they are logged: one whose name the logger keeps for itself has an underscore before it. */
function loggable(fields: LogFields = {}): Record<string, unknown> {
  const entries = Object.entries(fields).map(([key, value]) => [KEPT_BY_LOGGER.has(key) ? `_${key}` : key, value]);
  return Object.fromEntries(entries);
}

/** Telemetry through Powertools: JSON lines and Embedded Metric Format on standard output. */
export class PowertoolsTelemetry implements Telemetry {
  readonly log: Log;
  /** For the middleware that adds the invocation's context to each line. */
  readonly logger: Logger;
  readonly #metrics: Metrics;
  /** Sums by second dimension value, '' for none, then by metric. */
  readonly #sums = new Map<string, Map<MetricName, number>>();
  readonly #durations: [DurationName, number][] = [];

  constructor(functionName: string, config: Pick<CommonConfig, 'logLevel'>) {
    this.logger = new Logger({ serviceName: functionName, logLevel: config.logLevel });
    this.log = {
      debug: (message, fields) => this.logger.debug(message, loggable(fields)),
      info: (message, fields) => this.logger.info(message, loggable(fields)),
      warn: (message, fields) => this.logger.warn(message, loggable(fields)),
      error: (message, fields) => this.logger.error(message, loggable(fields)),
    };
    this.#metrics = new Metrics({ namespace: NAMESPACE, serviceName: functionName });
    // Powertools' own dimension `service` would say the same as ours.
    this.#metrics.clearDefaultDimensions();
    this.#metrics.setDefaultDimensions({ [FUNCTION_DIMENSION]: functionName });
    this.#reset();
  }

  count(metric: MetricName, amount: number, value?: string): void {
    this.#add('', metric, amount);
    const dimension = (SECOND_DIMENSIONS as Partial<Record<MetricName, string>>)[metric];
    if (dimension && value && amount > 0) this.#add(`${dimension}=${value}`, metric, amount);
  }

  measure(duration: DurationName, milliseconds: number): void {
    this.#durations.push([duration, milliseconds]);
  }

  /** Counts a request to AWS. */
  readonly attempt = ({ service, operation, outcome }: ApiAttempt): void => {
    const fields = { call: `${service}:${operation}`, outcome };
    this.count(METRICS.apiCalls, 1);
    if (outcome === 'throttled') this.count(METRICS.throttles, 1);
    if (outcome === 'denied') {
      this.count(METRICS.accessDenied, 1);
      this.log.error('access denied', fields);
    } else {
      this.log.debug('api call', fields);
    }
  };

  /** Sends what was counted, one line for each set of dimensions, and begins anew. */
  readonly publish = (): void => {
    for (const [name, value] of this.#durations) this.#metrics.addMetric(name, 'Milliseconds', value);
    for (const [dimension, sums] of this.#sums) {
      const [name, value] = dimension.split('=');
      if (name && value) this.#metrics.addDimension(name, value);
      for (const [metric, sum] of sums) this.#metrics.addMetric(metric, 'Count', sum);
      this.#metrics.publishStoredMetrics();
    }
    this.#reset();
  };

  #add(dimension: string, metric: MetricName, amount: number): void {
    const sums = this.#sums.get(dimension) ?? new Map<MetricName, number>();
    this.#sums.set(dimension, sums.set(metric, (sums.get(metric) ?? 0) + amount));
  }

  #reset(): void {
    this.#sums.clear();
    this.#durations.length = 0;
    for (const metric of Object.values(METRICS)) this.#add('', metric, 0);
  }
}
