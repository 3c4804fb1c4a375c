import type { Alarm, AlarmDefinition, AlarmState, AlarmStateChange } from './alarm-definition.ts';
import { type Datapoint, evaluateAlarm, evaluationRange } from './alarm-evaluation.ts';
import { watchedSeries } from './metric-data.ts';
import type { MetricStore } from './metric-store.ts';

/** An alarm at work: its state follows the metrics. */
export class MetricAlarm implements Alarm {
  readonly arn: string;
  readonly definition: AlarmDefinition;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly history: AlarmStateChange[] = [];
  state: AlarmState = 'INSUFFICIENT_DATA';
  stateReason = 'Unchecked: Initial alarm creation';
  stateUpdatedAt: number;

  constructor(arn: string, definition: AlarmDefinition, createdAt: number) {
    this.arn = arn;
    this.definition = definition;
    this.createdAt = createdAt;
    this.stateUpdatedAt = createdAt;
  }

  get name(): string {
    return this.definition.name;
  }

  /**
   * Looks at the periods that end by now. They begin with any minute: an alarm on five minutes looks at minutes 1 to 5,
   * then at 2 to 6. Source: CloudWatch user guide, "Alarm evaluation".
   * @param now a whole minute, epoch milliseconds
   * @returns the change, if there is one
   */
  evaluate(store: MetricStore, now: number): AlarmStateChange | undefined {
    const verdict = evaluateAlarm(this.definition, this.#range(store, now), this.state);
    if (verdict === undefined) return undefined;
    const change: AlarmStateChange = { time: now, from: this.state, to: verdict.state, reason: verdict.reason };
    this.state = change.to;
    this.stateReason = change.reason;
    this.stateUpdatedAt = now;
    this.history.push(change);
    return change;
  }

  #range(store: MetricStore, now: number): readonly Datapoint[] {
    const length = this.definition.period * 1000;
    const start = now - evaluationRange(this.definition) * length;
    const series = watchedSeries(store, this.definition, { start, end: now });
    return series.map((value, at) => ({ time: start + at * length, value }));
  }
}

/** ARNs that a change notifies. */
export function actionsFor({ definition }: Alarm, state: AlarmState): readonly string[] {
  if (!definition.actionsEnabled) return [];
  switch (state) {
    case 'ALARM':
      return definition.alarmActions;
    case 'OK':
      return definition.okActions;
    case 'INSUFFICIENT_DATA':
      return definition.insufficientDataActions;
  }
}
