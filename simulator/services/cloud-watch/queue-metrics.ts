import type { Queue, QueueMetrics } from '../sqs/queue.ts';
import type { MetricSeries, MetricStore } from './metric-store.ts';

/** A queue is active "for up to six hours from the last activity". Source: SQS developer guide, monitoring. */
const ACTIVE_FOR = 6 * 3_600_000;
/** A message received more often than this no longer counts for the age of the oldest one. */
const COUNTED_RECEIVES = 3;
const MINUTE = 60_000;

interface Sampled {
  readonly sent: number;
  readonly received: number;
  readonly deleted: number;
  /** Epoch milliseconds. */
  readonly lastActivity: number;
}

/** What sampling needs of the account. */
export interface QueueSource {
  readonly queues: () => readonly Queue[];
  /** Whether an event source mapping polls the queue, which keeps it active. */
  readonly isPolled: (queue: Queue) => boolean;
}

/**
 * AWS/SQS: what SQS sends of each active queue, once a minute.
 * Source: SQS developer guide, "Available CloudWatch metrics for Amazon SQS".
 */
export class QueueMetricsSampler {
  readonly #source: QueueSource;
  readonly #store: MetricStore;
  readonly #last = new Map<string, Sampled>();
  readonly #series = new Map<string, MetricSeries>();

  constructor(source: QueueSource, store: MetricStore) {
    this.#source = source;
    this.#store = store;
  }

  /** Notes from where the first minute's sums count. */
  begin(now: number): void {
    for (const queue of this.#source.queues()) this.#last.set(queue.name, sampled(queue.metrics, now));
  }

  /** @param now end of the minute that is sampled, epoch milliseconds */
  sample(now: number): void {
    for (const queue of this.#source.queues()) this.#sampleQueue(queue, now);
  }

  #sampleQueue(queue: Queue, now: number): void {
    const last = this.#last.get(queue.name) ?? { sent: 0, received: 0, deleted: 0, lastActivity: now };
    const { visible, notVisible, delayed } = queue.counts();
    const { sent, received, deleted } = queue.metrics;
    const moved = sent !== last.sent || received !== last.received || deleted !== last.deleted;
    const isBusy = moved || visible + notVisible + delayed > 0 || this.#source.isPolled(queue);
    const lastActivity = isBusy ? now : last.lastActivity;
    this.#last.set(queue.name, sampled(queue.metrics, lastActivity));
    if (now - lastActivity > ACTIVE_FOR) return;
    const values: Readonly<Record<string, number>> = {
      ApproximateNumberOfMessagesVisible: visible,
      ApproximateNumberOfMessagesNotVisible: notVisible,
      NumberOfMessagesSent: sent - last.sent,
      NumberOfMessagesReceived: received - last.received,
      NumberOfMessagesDeleted: deleted - last.deleted,
    };
    for (const [metricName, value] of Object.entries(values)) this.#add(queue, metricName, value, now);
    this.#add(queue, 'ApproximateAgeOfOldestMessage', ageOfOldestMessage(queue, now), now, 'Seconds');
  }

  #add(queue: Queue, metricName: string, value: number, now: number, unit = 'Count'): void {
    const key = `${queue.name} ${metricName}`;
    let series = this.#series.get(key);
    if (series === undefined) {
      const dimensions = { QueueName: queue.name };
      series = this.#store.series({ namespace: 'AWS/SQS', metricName, dimensions }, unit);
      this.#series.set(key, series);
    }
    series.add(value, now - MINUTE);
  }
}

function sampled({ sent, received, deleted }: QueueMetrics, lastActivity: number): Sampled {
  return { sent, received, deleted, lastActivity };
}

/**
 * Seconds since the oldest message came to the queue, those aside that were received more than three times: SQS moves
 * them to the back, and the metric "points at the second-oldest message that hasn't been received more than three
 * times". On a dead-letter queue both count from the message's move. 0 when there is none.
 */
export function ageOfOldestMessage(queue: Queue, now: number): number {
  let oldest = now;
  for (const { arrivedAt, receiveCount, receivesElsewhere } of queue.messages()) {
    if (receiveCount - receivesElsewhere <= COUNTED_RECEIVES) oldest = Math.min(oldest, arrivedAt);
  }
  return Math.floor((now - oldest) / 1000);
}
