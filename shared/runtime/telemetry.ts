import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import type { ApiAttempt } from '../aws/attempts.ts';
import type { CommonConfig } from './config.ts';
import {
  FUNCTION_DIMENSION,
  HOUSEKEEPING,
  METRIC_SHAPES,
  METRICS,
  type MeasureName,
  type MetricName,
  NAMESPACE,
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
  /** Adds a value to those that a run measures. */
  measure(measure: MeasureName, value: number): void;
}

/** Keys of a line that Powertools' Logger fills itself. It drops a field of that name, and warns of it in a line more. */
const KEPT_BY_LOGGER: ReadonlySet<string> = new Set(['level', 'message', 'sampling_rate', 'service', 'timestamp']);

/** The fields as they are logged: one whose name the logger keeps for itself has an underscore before it. */
function loggable(fields: LogFields = {}): Record<string, unknown> {
  const entries = Object.entries(fields).map(([key, value]) => [KEPT_BY_LOGGER.has(key) ? `_${key}` : key, value]);
  return Object.fromEntries(entries);
}

/** Dimensions by name. */
type Dimensions = Readonly<Record<string, string>>;

/** Values by metric: one sum of what is counted, each value of what is measured. */
type Values = Map<MetricName | MeasureName, number[]>;

/** CloudWatch takes 100 values of a metric in a document; Powertools sends a full one by itself, which is not wanted. */
const VALUES_PER_DOCUMENT = 90;
/** Values of a measure that the line of a run names. */
const VALUES_SHOWN = 20;

/** Telemetry through Powertools: JSON lines and Embedded Metric Format on standard output. */
export class PowertoolsTelemetry implements Telemetry {
  readonly log: Log;
  readonly #logger: Logger;
  /** Made with the first metric: in most runs of most accounts there is none. */
  #metrics: Metrics | undefined;
  readonly #functionName: string;
  readonly #isDetailed: boolean;
  /** What this run counted and measured, whatever the dimensions. */
  readonly #run: Values = new Map();
  /** What of it is sent as metrics, by dimensions as JSON. */
  readonly #sent = new Map<string, Values>();
  #isFirstRun = true;

  constructor(functionName: string, { logLevel, metricDetail }: Pick<CommonConfig, 'logLevel' | 'metricDetail'>) {
    this.#functionName = functionName;
    this.#isDetailed = metricDetail === 'detailed';
    this.#logger = new Logger({ serviceName: functionName, logLevel });
    this.log = {
      debug: (message, fields) => this.#logger.debug(message, loggable(fields)),
      info: (message, fields) => this.#logger.info(message, loggable(fields)),
      warn: (message, fields) => this.#logger.warn(message, loggable(fields)),
      error: (message, fields) => this.#logger.error(message, loggable(fields)),
    };
  }

  /** Begins a run. @param plan the invocation's id: every line of the run, and so of its plan, has it */
  begin(plan: string): void {
    this.#logger.appendKeys({ plan });
  }

  count(metric: MetricName, amount: number, value?: string): void {
    if (amount === 0) return;
    const add = (values: Values): unknown => values.set(metric, [(values.get(metric)?.[0] ?? 0) + amount]);
    add(this.#run);
    for (const values of this.#valuesSent(metric, value)) add(values);
  }

  measure(measure: MeasureName, value: number): void {
    const add = (values: Values): unknown => values.set(measure, [...(values.get(measure) ?? []), value]);
    add(this.#run);
    for (const values of this.#valuesSent(measure)) add(values);
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

  /**
   * Ends a run: a line with everything that it counted and measured, and a document of metrics for each set of
   * dimensions. What was not counted is not sent as zero: CloudWatch charges for the hours in which a metric has values.
   */
  readonly publish = (): void => {
    this.log.info('run', { ...(this.#isFirstRun ? { coldStart: true } : {}), ...summary(this.#run) });
    this.#isFirstRun = false;
    for (const [dimensions, values] of this.#sent) this.#send(JSON.parse(dimensions) as Dimensions, values);
    this.#run.clear();
    this.#sent.clear();
  };

  #valuesSent(metric: MetricName | MeasureName, value?: string): readonly Values[] {
    const { isDetailed, dimensions } = METRIC_SHAPES[metric];
    if ((isDetailed || HOUSEKEEPING.has(value ?? '')) && !this.#isDetailed) return [];
    return dimensions.map((names) => {
      const dimensionOf = (name: string): string =>
        name === FUNCTION_DIMENSION ? this.#functionName : (value ?? 'none');
      const key = JSON.stringify(Object.fromEntries(names.map((name) => [name, dimensionOf(name)])));
      const values = this.#sent.get(key) ?? new Map();
      this.#sent.set(key, values);
      return values;
    });
  }

  #metricsMade(): Metrics {
    const metrics = new Metrics({ namespace: NAMESPACE, serviceName: this.#functionName });
    // Powertools' own dimension `service` would say the same as ours.
    metrics.clearDefaultDimensions();
    return metrics;
  }

  #send(dimensions: Dimensions, all: Values): void {
    this.#metrics ??= this.#metricsMade();
    const documents = Math.ceil(Math.max(...Array.from(all.values(), ({ length }) => length)) / VALUES_PER_DOCUMENT);
    for (let document = 0; document < documents; document += 1) {
      this.#metrics.addDimensions(dimensions);
      const from = document * VALUES_PER_DOCUMENT;
      for (const [metric, values] of all) {
        const { unit } = METRIC_SHAPES[metric];
        for (const value of values.slice(from, from + VALUES_PER_DOCUMENT))
          this.#metrics.addMetric(metric, unit, value);
      }
      this.#metrics.publishStoredMetrics();
    }
  }
}

/** What the line of a run says: `eventsTaken: 3`; several values of a measure as a list, its beginning at least. */
function summary(run: Values): Record<string, unknown> {
  return Object.fromEntries(
    Array.from(run, ([name, values]) => [
      `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
      values.length === 1 ? values[0] : values.slice(0, VALUES_SHOWN),
    ]),
  );
}
