import { arnOf } from '../../account/account.ts';
import type { World } from '../../account/world.ts';
import type { InvocationRecord } from '../lambda/lambda-parts.ts';
import type { DeliveryTarget } from '../service-delivery.ts';
import type { Alarm, AlarmDefinition, AlarmStateChange, FailedAlarmAction } from './alarm-definition.ts';
import { alarmNotification } from './alarm-notification.ts';
import { type Dashboard, parseDashboard } from './dashboard.ts';
import { FunctionMetrics } from './function-metrics.ts';
import type { MetricIdentity, MetricSummary } from './metric.ts';
import { actionsFor, MetricAlarm } from './metric-alarm.ts';
import { checkQueries, metricData, watchedSeries } from './metric-data.ts';
import type { Alignment, MetricDataQuery, MetricDataResult, TimeRange } from './metric-query.ts';
import { MetricStore } from './metric-store.ts';
import { QueueMetricsSampler, type QueueSource } from './queue-metrics.ts';

const MINUTE = 60_000;
const SERVICE = 'cloudwatch.amazonaws.com';

/** What CloudWatch needs of its surroundings. */
export interface CloudWatchParts {
  readonly world: Pick<World, 'account' | 'clock'>;
  /** Takes the notifications of alarms. */
  readonly topics: DeliveryTarget;
  readonly queues: QueueSource;
}

/** One value of a metric. */
export interface MetricValue extends MetricIdentity {
  readonly unit: string;
  readonly value: number;
  /** Epoch milliseconds. */
  readonly time: number;
}

/** CloudWatch: metrics, alarms and dashboards. Queues are sampled and alarms evaluated once somebody watches. */
export class CloudWatchSimulator {
  /** Notifications that topics did not take: a policy or a topic is missing. */
  readonly failures: FailedAlarmAction[] = [];
  readonly #parts: CloudWatchParts;
  readonly #store = new MetricStore();
  readonly #functions = new FunctionMetrics(this.#store);
  readonly #sampler: QueueMetricsSampler;
  readonly #alarms = new Map<string, MetricAlarm>();
  readonly #dashboards = new Map<string, Dashboard>();
  #watching = false;

  constructor(parts: CloudWatchParts) {
    this.#parts = parts;
    this.#sampler = new QueueMetricsSampler(parts.queues, this.#store);
  }

  /**
   * Answers as GetMetricData does; what has no data is left out. A dashboard's single values over its whole time are of
   * one period that begins with the time.
   * @throws RangeError, MetricMathError for what GetMetricData or the simulator refuses
   */
  getMetricData(
    queries: readonly MetricDataQuery[],
    range: TimeRange,
    alignment: Alignment = {},
  ): readonly MetricDataResult[] {
    return metricData(this.#store, queries, range, alignment);
  }

  /** Every metric that has had data so far, those of AWS included, in the order in which they came. */
  listMetrics(): readonly MetricSummary[] {
    return this.#store.list();
  }

  alarms(): readonly Alarm[] {
    return [...this.#alarms.values()];
  }

  /** @throws RangeError when there is none of that name */
  alarm(name: string): Alarm {
    const alarm = this.#alarms.get(name);
    if (alarm === undefined) throw new RangeError(`There is no alarm ${name}`);
    return alarm;
  }

  dashboards(): readonly Dashboard[] {
    return [...this.#dashboards.values()];
  }

  /** Samples queues and evaluates alarms each minute from now on. An alarm or a dashboard has it begin by itself. */
  watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    this.#sampler.begin(this.#parts.world.clock.now());
    this.#awaitMinute();
  }

  /** Takes in a value. */
  putMetricValue({ value, time, unit, ...identity }: MetricValue): void {
    this.#store.series(identity, unit).add(value, time);
  }

  /** Takes in an invocation that has ended. */
  invocationEnded(record: InvocationRecord): void {
    this.#functions.ended(record);
  }

  /** Takes in how many invocations of a function run at once. */
  invocationsRunning(functionName: string, count: number): void {
    this.#functions.running(functionName, count, this.#parts.world.clock.now());
  }

  /** Creates an alarm. @throws RangeError, MetricMathError for what PutMetricAlarm or the simulator refuses */
  createAlarm(definition: AlarmDefinition): Alarm {
    checkQueries(definition.queries);
    if (this.#alarms.has(definition.name)) throw new RangeError(`There is an alarm ${definition.name} already`);
    const { account, clock } = this.#parts.world;
    // What the expression comes to is the same with and without data: a number is refused now, not when it is due.
    watchedSeries(this.#store, definition, { start: clock.now(), end: clock.now() });
    const arn = arnOf(account, 'cloudwatch', `alarm:${definition.name}`);
    const alarm = new MetricAlarm(arn, definition, clock.now());
    this.#alarms.set(definition.name, alarm);
    this.watch();
    return alarm;
  }

  /** An alarm that is deleted tells nobody. */
  deleteAlarm(name: string): void {
    this.#alarms.delete(name);
  }

  deleteDashboard(name: string): void {
    this.#dashboards.delete(name);
  }

  /** Creates a dashboard. @throws TypeError when its body is none */
  createDashboard(name: string, body: string): Dashboard {
    const dashboard = parseDashboard(name, body);
    this.#dashboards.set(name, dashboard);
    this.watch();
    return dashboard;
  }

  #awaitMinute(): void {
    const { clock } = this.#parts.world;
    const next = (Math.floor(clock.now() / MINUTE) + 1) * MINUTE;
    clock.at(next, 'metrics and alarms of a minute', () => this.#look(next));
  }

  #look(now: number): void {
    this.#sampler.sample(now);
    for (const alarm of this.#alarms.values()) {
      const change = alarm.evaluate(this.#store, now);
      if (change !== undefined) this.#notify(alarm, change);
    }
    this.#awaitMinute();
  }

  #notify(alarm: MetricAlarm, change: AlarmStateChange): void {
    const { topics, world } = this.#parts;
    const about = { ...change, configuredAt: alarm.createdAt };
    const { subject, message: body } = alarmNotification(world.account, alarm.definition, about);
    for (const targetArn of actionsFor(alarm, change.to)) {
      const result = topics.deliver({ targetArn, service: SERVICE, sourceArn: alarm.arn, body, subject });
      if (result.kind === 'delivered') continue;
      this.failures.push({
        time: change.time,
        alarmName: alarm.name,
        topicArn: targetArn,
        because: result.because,
      });
    }
  }
}
