import type { DurationName, MetricName } from '../../shared/runtime/metric-names.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';

/** Telemetry that remembers the sums of its metrics, and drops log lines. */
export class RecordedTelemetry implements Telemetry {
  readonly #sums = new Map<string, number>();
  /** Durations in the order in which they were measured. */
  readonly durations: [DurationName, number][] = [];
  readonly log = { debug() {}, info() {}, warn() {}, error() {} };

  count(metric: MetricName, amount: number, value?: string): void {
    this.#add(metric, amount);
    if (value !== undefined) this.#add(`${metric} ${value}`, amount);
  }

  measure(duration: DurationName, milliseconds: number): void {
    this.durations.push([duration, milliseconds]);
  }

  /** Sums that are not zero: by metric, and by metric and value of its second dimension. */
  get sums(): Record<string, number> {
    return Object.fromEntries([...this.#sums].filter(([, sum]) => sum !== 0));
  }

  #add(name: string, amount: number): void {
    this.#sums.set(name, (this.#sums.get(name) ?? 0) + amount);
  }
}
