import type { Statistic } from './metric.ts';

/** Distinct values that are kept apart; past it they are rounded, so that the memory of a busy minute has a limit. */
const EXACT_VALUES = 256;
const SIGNIFICANT_DIGITS = 3;

/** The values of a metric in a stretch of time, without their order. */
export class Distribution {
  sum = 0;
  count = 0;
  minimum = Number.POSITIVE_INFINITY;
  maximum = Number.NEGATIVE_INFINITY;
  /** How often each value came; undefined while all are the same. */
  #values: Map<number, number> | undefined;
  #rounds = false;

  add(value: number, times = 1): void {
    if (this.count > 0 && this.#values === undefined && value !== this.minimum) {
      this.#values = new Map([[this.minimum, this.count]]);
    }
    this.sum += value * times;
    this.count += times;
    this.minimum = Math.min(this.minimum, value);
    this.maximum = Math.max(this.maximum, value);
    if (this.#values !== undefined) this.#note(this.#values, value, times);
  }

  /** Takes in all values of another. */
  merge(other: Distribution): void {
    if (other.#values === undefined) {
      if (other.count > 0) this.add(other.minimum, other.count);
      return;
    }
    const { sum, minimum, maximum } = this;
    for (const [value, times] of other.#values) this.add(value, times);
    // What was rounded for percentiles stays exact for these.
    this.sum = sum + other.sum;
    this.minimum = Math.min(minimum, other.minimum);
    this.maximum = Math.max(maximum, other.maximum);
  }

  /** Undefined when there is no value. */
  statistic(statistic: Statistic): number | undefined {
    if (this.count === 0) return undefined;
    if (statistic.kind === 'percentile') return this.#percentile(statistic.percent);
    switch (statistic.name) {
      case 'SampleCount':
        return this.count;
      case 'Sum':
        return this.sum;
      case 'Average':
        return this.sum / this.count;
      case 'Minimum':
        return this.minimum;
      case 'Maximum':
        return this.maximum;
    }
  }

  #note(values: Map<number, number>, value: number, times: number): void {
    const kept = this.#rounds ? rounded(value) : value;
    values.set(kept, (values.get(kept) ?? 0) + times);
    if (this.#rounds || values.size <= EXACT_VALUES) return;
    this.#rounds = true;
    const all = [...values];
    values.clear();
    for (const [each, count] of all) values.set(rounded(each), (values.get(rounded(each)) ?? 0) + count);
  }

  /** The smallest value that at least so many percent of all are at or under. */
  #percentile(percent: number): number {
    if (this.#values === undefined) return this.minimum;
    const rank = Math.max(1, Math.ceil((percent / 100) * this.count));
    let passed = 0;
    for (const [value, times] of [...this.#values].toSorted(([a], [b]) => a - b)) {
      passed += times;
      if (passed >= rank) return Math.min(this.maximum, Math.max(this.minimum, value));
    }
    return this.maximum;
  }
}

function rounded(value: number): number {
  return Number(value.toPrecision(SIGNIFICANT_DIGITS));
}
