import { MEASURES, type MeasureName, type MetricName } from '../../shared/runtime/metric-names.ts';
import type { Log, Telemetry } from '../../shared/runtime/telemetry.ts';

/** Telemetry that remembers the sums of its metrics, and drops log lines. */
export class RecordedTelemetry implements Telemetry {
  readonly #sums = new Map<string, number>();
  /** What was measured, in that order; the age of messages, which every run measures, apart. */
  readonly measures: [MeasureName, number][] = [];
  readonly messageAges: number[] = [];
  readonly log: Log = { debug() {}, info() {}, warn() {}, error() {} };

  count(metric: MetricName, amount: number, value?: string): void {
    this.#add(metric, amount);
    if (value !== undefined) this.#add(`${metric} ${value}`, amount);
  }

  measure(measure: MeasureName, value: number): void {
    if (measure === MEASURES.oldestMessageAge) this.messageAges.push(value);
    else this.measures.push([measure, value]);
  }

  /** Sums that are not zero: by metric, and by metric and value of its second dimension. */
  get sums(): Record<string, number> {
    return Object.fromEntries([...this.#sums].filter(([, sum]) => sum !== 0));
  }

  #add(name: string, amount: number): void {
    this.#sums.set(name, (this.#sums.get(name) ?? 0) + amount);
  }
}
