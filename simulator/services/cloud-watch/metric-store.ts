import { Distribution } from './distribution.ts';
import { type MetricIdentity, type MetricSummary, metricKey } from './metric.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;

/** One metric: its values by minute. */
export class MetricSeries {
  readonly identity: MetricIdentity;
  readonly unit: string;
  readonly #minutes = new Map<number, Distribution>();
  readonly #hours = new Set<number>();

  constructor(identity: MetricIdentity, unit: string) {
    this.identity = identity;
    this.unit = unit;
  }

  /** @param time epoch milliseconds */
  add(value: number, time: number): void {
    const minute = Math.floor(time / MINUTE);
    let distribution = this.#minutes.get(minute);
    if (distribution === undefined) {
      distribution = new Distribution();
      this.#minutes.set(minute, distribution);
      this.#hours.add(Math.floor(time / HOUR));
    }
    distribution.add(value);
  }

  /** Values from `start` up to, without, `end`; both whole minutes. Undefined when there are none. */
  between(start: number, end: number): Distribution | undefined {
    const [first, afterLast] = [Math.floor(start / MINUTE), Math.ceil(end / MINUTE)];
    if (afterLast - first === 1) return this.#minutes.get(first);
    let all: Distribution | undefined;
    for (let minute = first; minute < afterLast; minute += 1) {
      const distribution = this.#minutes.get(minute);
      if (distribution === undefined) continue;
      all ??= new Distribution();
      all.merge(distribution);
    }
    return all;
  }

  get summary(): MetricSummary {
    const custom = !this.identity.namespace.startsWith('AWS/');
    return { ...this.identity, unit: this.unit, custom, clockHours: this.#hours.size };
  }
}

/** Every metric of the account, a minute being the finest that it keeps. */
export class MetricStore {
  readonly #series = new Map<string, MetricSeries>();

  /** The metric, made when it is new. The unit is that of its first value. */
  series(identity: MetricIdentity, unit: string): MetricSeries {
    const key = metricKey(identity);
    let series = this.#series.get(key);
    if (series === undefined) {
      series = new MetricSeries(identity, unit);
      this.#series.set(key, series);
    }
    return series;
  }

  /** The metric; undefined when it never had data. */
  find(identity: MetricIdentity): MetricSeries | undefined {
    return this.#series.get(metricKey(identity));
  }

  /** In the order in which they were first seen. */
  list(): readonly MetricSummary[] {
    return [...this.#series.values()].map((series) => series.summary);
  }
}
