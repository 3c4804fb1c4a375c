import { isRecord } from '../wire/json-codec.ts';

/** One value of a metric, as a function emitted it in the embedded metric format. */
export interface MetricDatum {
  /** Virtual time, epoch milliseconds. */
  readonly time: number;
  readonly functionName: string;
  readonly namespace: string;
  readonly name: string;
  readonly unit: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
}

/** One event of a function's log group: a line that it printed, a metric document, or a line of Lambda's own. */
export interface LogEvent {
  /** Virtual time, epoch milliseconds. */
  readonly time: number;
  readonly functionName: string;
  readonly text: string;
}

/** One line that a function logged. */
export interface LogLine extends LogEvent {
  /** The line's fields when it is a JSON object, else undefined. */
  readonly fields: Readonly<Record<string, unknown>> | undefined;
}

/** Bytes that CloudWatch bills for an event besides its message. Source: CloudWatch Logs API reference, PutLogEvents. */
const EVENT_OVERHEAD = 26;

/** Which metric values to take. */
export interface MetricFilter {
  readonly name?: string;
  readonly functionName?: string;
  readonly dimensions?: Readonly<Record<string, string>>;
}

/** What the functions printed: metrics and log lines, as CloudWatch would take them in. */
export class FunctionOutput {
  readonly metrics: MetricDatum[] = [];
  /** What the functions logged, without the documents that carry metrics. */
  readonly logs: LogLine[] = [];
  /** All that is in the log groups, in the order in which it came: `logs`, metric documents and Lambda's own lines. */
  readonly events: LogEvent[] = [];
  readonly #bytes = new Map<string, number>();
  readonly #listeners = new Set<(line: LogLine) => void>();
  readonly #metricListeners = new Set<(datum: MetricDatum) => void>();

  /** Calls back on every log line. @returns takes the listener back */
  onLog(listener: (line: LogLine) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Calls back on every value of a metric. @returns takes the listener back */
  onMetric(listener: (datum: MetricDatum) => void): () => void {
    this.#metricListeners.add(listener);
    return () => {
      this.#metricListeners.delete(listener);
    };
  }

  /** Takes in what a function printed, one JSON document or text a line. */
  add(functionName: string, output: string, time: number): void {
    for (const text of output.split('\n')) {
      if (text.trim() === '') continue;
      const fields = jsonObject(text);
      const data = fields === undefined ? [] : embeddedMetrics(fields, functionName, time);
      if (data.length === 0) this.#log({ time, functionName, fields, text });
      else {
        this.#keep({ time, functionName, text });
        this.#measure(data);
      }
    }
  }

  /** Takes in lines that Lambda itself writes about an invocation. */
  addPlatformLines(functionName: string, lines: readonly string[], time: number): void {
    for (const text of lines) this.#keep({ time, functionName, text });
  }

  /** Bytes that CloudWatch bills for taking logs in: of a function, or of all of them. */
  logBytes(functionName?: string): number {
    if (functionName !== undefined) return this.#bytes.get(functionName) ?? 0;
    return [...this.#bytes.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  /** Sum of a metric's values. */
  sum(filter: MetricFilter): number {
    return this.values(filter).reduce((sum, { value }) => sum + value, 0);
  }

  values({ name, functionName, dimensions = {} }: MetricFilter): readonly MetricDatum[] {
    return this.metrics.filter(
      (datum) =>
        (name === undefined || datum.name === name) &&
        (functionName === undefined || datum.functionName === functionName) &&
        Object.entries(dimensions).every(([key, value]) => datum.dimensions[key] === value),
    );
  }

  #measure(data: readonly MetricDatum[]): void {
    this.metrics.push(...data);
    for (const listener of this.#metricListeners) for (const datum of data) listener(datum);
  }

  #keep(event: LogEvent): void {
    const { functionName, text } = event;
    const bytes = Buffer.byteLength(text) + EVENT_OVERHEAD;
    this.#bytes.set(functionName, this.logBytes(functionName) + bytes);
    this.events.push(event);
  }

  #log(line: LogLine): void {
    this.#keep(line);
    this.logs.push(line);
    for (const listener of this.#listeners) listener(line);
  }
}

function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    // Not JSON: a plain line.
    return undefined;
  }
}

/**
 * Reads the metrics of a document in CloudWatch's embedded metric format: each dimension set of each directive gives a
 * value of its own. Source: CloudWatch user guide, "Embedded metric format specification".
 */
function embeddedMetrics(
  document: Readonly<Record<string, unknown>>,
  functionName: string,
  time: number,
): MetricDatum[] {
  const aws = document['_aws'];
  const directives = isRecord(aws) && Array.isArray(aws['CloudWatchMetrics']) ? aws['CloudWatchMetrics'] : [];
  return directives.filter(isRecord).flatMap((directive) => {
    const namespace = String(directive['Namespace']);
    const sets = arrayOf(directive['Dimensions']);
    return arrayOf(directive['Metrics'])
      .filter(isRecord)
      .flatMap(({ Name, Unit }) =>
        sets.flatMap((set) => {
          const name = String(Name);
          const dimensions = Object.fromEntries(
            arrayOf(set).map((key) => [String(key), String(document[String(key)])]),
          );
          const base = { time, functionName, namespace, name, unit: String(Unit ?? 'None'), dimensions };
          return numbers(document[name]).map((value) => ({ ...base, value }));
        }),
      );
  });
}

function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function numbers(value: unknown): readonly number[] {
  return (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'number');
}
