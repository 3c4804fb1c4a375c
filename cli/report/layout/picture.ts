import type { TimeRange } from '../../page/moment.ts';
import type { HostState } from '../recording/recording.ts';

/** What the script of a report draws; times are epoch milliseconds. */
export interface Picture {
  readonly range: TimeRange;
  readonly lanes: readonly Lane[];
  readonly decisions: readonly PicturedDecision[];
  /** Reason codes and what they mean. */
  readonly meanings: Readonly<Record<string, string>>;
}

interface LaneBase {
  readonly id: string;
  readonly name: string;
  /** What it was and became, in a few words. */
  readonly about: string;
  readonly cluster: string | undefined;
  /** What others did here; functions' decisions are apart. */
  readonly events: readonly LaneEvent[];
  /** The higher, the more there is to see; 0 where nothing happened. */
  readonly weight: number;
}

export type LaneEventKind = 'notice' | 'state' | 'hook' | 'killed' | 'happening' | 'headroom';

/** Something that happened. */
export interface LaneEvent {
  readonly at: number;
  readonly kind: LaneEventKind;
  readonly what: string;
}

/** A number that changes. */
export interface Step {
  readonly at: number;
  readonly value: number;
}

/** A task on a host: name, placed, running, asked to stop, stopped; 0 where that did not happen. */
export type PicturedTask = readonly [
  name: string,
  placedAt: number,
  runningAt: number,
  stoppingAt: number,
  stoppedAt: number,
  end: TaskEnd,
];
/** How a task ended: of itself, killed with its host, or with its host as DAEMON tasks do; or it has not. */
export type TaskEnd = 'lasts' | 'stopped' | 'killed' | 'with-host';

/** A host over time. */
export interface HostLane extends LaneBase {
  readonly kind: 'host';
  readonly host: string;
  /** How it was bought and where it is, as short as can be. */
  readonly tag: string;
  readonly group: string | undefined;
  readonly phases: readonly (readonly [state: HostState, from: number, to: number])[];
  readonly tasks: readonly PicturedTask[];
}

/** A service over time. */
export interface ServiceLane extends LaneBase {
  readonly kind: 'service';
  readonly desired: readonly Step[];
  readonly running: readonly Step[];
}

/** The hosts of a cluster or a group together, by state. */
export interface SumLane extends LaneBase {
  readonly kind: 'cluster' | 'group';
}

/** What belongs to no cluster: the scenario, alarms. */
export interface RunLane extends LaneBase {
  readonly kind: 'run';
}

export type Lane = HostLane | ServiceLane | SumLane | RunLane;

export type DecisionKind = 'action' | 'held-back' | 'warning' | 'verdict';

/** A decision and the lane that it belongs to. */
export interface PicturedDecision {
  readonly at: number;
  readonly function: string;
  readonly kind: DecisionKind;
  /** In words. */
  readonly what: string;
  readonly outcome?: string;
  readonly reason: string;
  readonly detail?: string;
  readonly lane: string;
}
