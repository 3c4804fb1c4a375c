import type { MetricDatum } from './function-output.ts';

const HOUR = 3_600_000;

/**
 * Hours in which each custom metric had values, which is what CloudWatch charges for, by `name key=value`.
 * Source: CloudWatch pricing, "All custom metrics charges are prorated by the hour and metered only when you send metrics".
 */
export function metricHours(
  data: readonly Pick<MetricDatum, 'name' | 'dimensions' | 'time'>[],
): Readonly<Record<string, number>> {
  const hours = new Map<string, Set<number>>();
  for (const { name, dimensions, time } of data) {
    const values = Object.entries(dimensions).map(([key, value]) => `${key}=${value}`);
    const metric = [name, ...values.toSorted()].join(' ');
    hours.set(metric, (hours.get(metric) ?? new Set()).add(Math.floor(time / HOUR)));
  }
  return Object.fromEntries(Array.from(hours, ([metric, { size }]) => [metric, size]));
}
