import type { AlarmState } from '../../../simulator/services/cloud-watch/alarm-definition.ts';
import { CloudWatchSimulator } from '../../../simulator/services/cloud-watch/cloud-watch-simulator.ts';
import type { MetricDataQuery } from '../../../simulator/services/cloud-watch/metric-query.ts';
import { START, TestWorld } from '../ec2/test-world.ts';

/** CloudWatch by itself: no queues, and no topic that takes anything. */
export function aCloudWatch() {
  const world = new TestWorld();
  const refuse = { kind: 'refused', code: 'NO_RESOURCE', because: 'there are no topics' } as const;
  const topics = { deliver: () => refuse };
  const cloudWatch = new CloudWatchSimulator({ world, topics, queues: { queues: () => [], isPolled: () => false } });
  /** Sends values of a metric without dimensions, one a minute from the start on; undefined for a minute without. */
  const send = (metricName: string, values: readonly (number | undefined)[]): void => {
    for (const [minute, value] of values.entries()) {
      const time = START + minute * 60_000;
      if (value !== undefined) {
        cloudWatch.putMetricValue({ namespace: 'Shop', metricName, dimensions: {}, unit: 'Count', value, time });
      }
    }
  };
  return { world, cloudWatch, send };
}

/** Asks for the sums of a metric without dimensions. */
export function sumsOf(id: string, settings: { period?: number; returnData?: boolean } = {}): MetricDataQuery {
  return {
    id,
    period: 60,
    returnData: false,
    ...settings,
    metricStat: { namespace: 'Shop', metricName: id, stat: 'Sum' },
  };
}

/** Minutes from the start at which an alarm changed, and to what. */
export function timelineOf(history: readonly { readonly time: number; readonly to: AlarmState }[]): string[] {
  return history.map(({ time, to }) => `${(time - START) / 60_000} ${to}`);
}
