import type { MetricDataQuery, MetricDataResult, ResultField } from '../../cli/dashboard/dashboard.ts';
import type { TimeRange } from '../../cli/page/moment.ts';
import { aWave, logRows } from '../builders/dashboards.ts';

/** Durations long enough for minutes, errors none, and one hour without values. */
export function answer(query: MetricDataQuery, range: TimeRange): MetricDataResult {
  const wave = aWave(query, range);
  const name = 'metricStat' in query ? query.metricStat.metricName : undefined;
  if (name === 'Errors') return { ...wave, timestamps: [], values: [] };
  if (name === 'Duration') return { ...wave, values: wave.values.map((value) => value * 640) };
  if (name === 'SentMessageSize') return { ...wave, values: wave.values.map((value) => value * 71) };
  if (name !== 'ApproximateNumberOfMessagesVisible') return wave;
  const kept = [...wave.timestamps.keys()].filter((at) => at < 20 || at > 32 || at === 26);
  return {
    ...wave,
    timestamps: kept.map((at) => wave.timestamps[at] ?? 0),
    values: kept.map((at) => wave.values[at] ?? 0),
  };
}

const two = (number: number): string => String(number).padStart(2, '0');

/** Rows for the sample's queries. */
export function insights(query: string): ResultField[][] {
  if (query.includes('stats')) {
    return logRows(
      Array.from({ length: 10 }, (_, at) => ({
        'bin(30m)': `2026-01-05 ${18 + Math.floor(at / 2)}:${two((at % 2) * 30)}:00.000`,
        'count(*)': String((at * 7) % 11),
      })),
    );
  }
  return logRows(
    Array.from({ length: 14 }, (_, at) => ({
      '@timestamp': `2026-01-05 22:${two(59 - at)}:04.000`,
      action: at % 3 === 0 ? 'terminate' : 'hold',
      host: `arn:aws:ecs:eu-central-1:123456789012:container-instance/shop/${'0123456789abcdef'.repeat(2)}`,
      reason: at % 3 === 0 ? 'idle for 15 minutes' : 'MINIMUM_SIZE',
      '@ptr': 'hidden',
    })),
  );
}
