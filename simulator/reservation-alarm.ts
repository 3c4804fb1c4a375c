import type { World } from './account/world.ts';
import type { Scheduled } from './kernel/virtual-clock.ts';
import type { AutoScalingSimulator } from './services/auto-scaling/auto-scaling-simulator.ts';
import type { ScalingPolicy } from './services/auto-scaling/scaling-policies.ts';
import type { EcsSimulator } from './services/ecs/ecs-simulator.ts';
import type { Reservation } from './services/ecs/reservation.ts';

/** The metrics of a cluster that an alarm can watch. Source: ECS developer guide, CloudWatch metrics. */
export type ReservationMetric = 'CPUReservation' | 'MemoryReservation';

/** A CloudWatch alarm on a cluster's reservation, and the scaling policy that it sets off. */
export interface ReservationAlarmSpecification {
  readonly cluster: string;
  /** Auto Scaling group that grows. */
  readonly groupName: string;
  /** Any of these over the threshold is enough; both unless given. */
  readonly metrics?: readonly ReservationMetric[];
  /** Percent; the metric must be greater. */
  readonly threshold: number;
  /** Minutes in a row; three unless given. */
  readonly evaluationPeriods?: number;
  readonly policy: ScalingPolicy;
}

/** State of an alarm. */
export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** What an alarm works with. */
export interface ReservationAlarmParts {
  readonly world: World;
  readonly ecs: EcsSimulator;
  readonly autoScaling: AutoScalingSimulator;
}

const MINUTE = 60_000;

/**
 * Scale-out as users set it up beside ECS: once a minute the alarm looks at the cluster's reservation, and for as long
 * as it is in ALARM it has the group's scaling policy executed.
 * Source: CloudWatch user guide, Using alarms; alarms repeat the actions of Auto Scaling once a minute.
 */
export class ReservationAlarm {
  readonly #parts: ReservationAlarmParts;
  readonly #specification: ReservationAlarmSpecification;
  #breaching = 0;
  #state: AlarmState = 'OK';
  #next: Scheduled | undefined;

  constructor(parts: ReservationAlarmParts, specification: ReservationAlarmSpecification) {
    this.#parts = parts;
    this.#specification = specification;
    this.#lookAfterAMinute();
  }

  get state(): AlarmState {
    return this.#state;
  }

  /** Deletes the alarm. */
  stop(): void {
    this.#next?.cancel();
  }

  #lookAfterAMinute(): void {
    const { cluster } = this.#specification;
    this.#next = this.#parts.world.clock.after(MINUTE, `alarm on the reservation of ${cluster}`, () => this.#look());
  }

  #look(): void {
    const { cluster, groupName, evaluationPeriods = 3, policy } = this.#specification;
    const reservation = this.#parts.ecs.reservation(cluster);
    this.#breaching = reservation !== undefined && this.#isOver(reservation) ? this.#breaching + 1 : 0;
    this.#state = this.#stateAfter(reservation, evaluationPeriods);
    if (this.#state === 'ALARM') {
      const cause = `an alarm on the reservation of cluster ${cluster} in state ALARM triggered a scaling policy.`;
      this.#parts.autoScaling.executePolicy(groupName, policy, cause);
    }
    this.#lookAfterAMinute();
  }

  #stateAfter(reservation: Reservation | undefined, evaluationPeriods: number): AlarmState {
    if (reservation === undefined) return 'INSUFFICIENT_DATA';
    return this.#breaching >= evaluationPeriods ? 'ALARM' : 'OK';
  }

  #isOver({ cpu, memory }: Reservation): boolean {
    const { metrics = ['CPUReservation', 'MemoryReservation'], threshold } = this.#specification;
    return metrics.some((metric) => (metric === 'CPUReservation' ? cpu : memory) > threshold);
  }
}
