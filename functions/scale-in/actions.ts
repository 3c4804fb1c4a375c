import type { Action, Plan } from '../../shared/domain/plan.ts';
import type { Reason } from '../../shared/domain/reasons.ts';

/** An attribute of container instances. */
export interface Mark {
  readonly name: string;
  readonly value: string;
}

/** Something done alike to at most ten hosts of one cluster. No host is in two actions that change its status. */
interface OfOneCluster extends Action {
  readonly clusterArn: string;
  readonly containerInstanceArns: readonly string[];
}

/** Puts an attribute on hosts (PutAttributes). Repeating it changes nothing. */
export interface MarkHosts extends OfOneCluster {
  readonly kind: 'mark-hosts';
  readonly reason: 'idle-begins' | 'agent-away';
  readonly mark: Mark;
}

/** Takes an attribute off hosts (DeleteAttributes). Repeating it changes nothing. */
export interface UnmarkHosts extends OfOneCluster {
  readonly kind: 'unmark-hosts';
  readonly reason: 'idle-over' | 'agent-back' | 'mark-left-over';
  readonly markName: string;
}

/**
 * Marks hosts, and only then sets them to DRAINING: whatever happens in between, the next look finds a host that is
 * ACTIVE and marked, and takes the mark off, or one that is marked and DRAINING, and follows it up.
 */
export interface MarkAndDrainHosts extends OfOneCluster {
  readonly kind: 'mark-and-drain-hosts';
  readonly reason: 'host-idle' | 'host-badly-used';
  readonly mark: Mark;
}

/**
 * Gives hosts back: puts the cooldown's mark on, if there is one, then sets them to ACTIVE, then takes our mark off.
 * In this order: a host that is DRAINING with both marks is found and given back by the next look.
 */
export interface GiveBackHosts extends OfOneCluster {
  readonly kind: 'give-back-hosts';
  /** Why it is not to go, which may be any of the reasons to keep a host. */
  readonly reason: Reason;
  readonly cooldown: Mark | undefined;
  readonly markName: string;
}

/** Something done to instances of one group. */
interface OfOneGroup extends Action {
  readonly clusterArn: string;
  readonly autoScalingGroupName: string;
  readonly ec2InstanceIds: readonly string[];
}

/**
 * Terminates empty hosts and lowers the desired capacity by them (TerminateInstanceInAutoScalingGroup with
 * ShouldDecrementDesiredCapacity). At most 100 instances; one action for each group and hundred.
 */
export interface TerminateHosts extends OfOneGroup {
  readonly kind: 'terminate-hosts';
  readonly reason: 'host-empty';
}

/** Terminates instances and leaves the desired capacity, so that Auto Scaling launches others. At most 100 instances. */
export interface ReplaceHosts extends OfOneGroup {
  readonly kind: 'replace-hosts';
  readonly reason: 'agent-disconnected' | 'never-joined';
}

/** Takes the scale-in protection off instances (SetInstanceProtection). At most 50 instances. */
export interface ClearScaleInProtection extends OfOneGroup {
  readonly kind: 'clear-scale-in-protection';
  readonly reason: 'stale-protection';
}

/** Everything that scale-in does. */
export type ScaleInAction =
  | MarkHosts
  | UnmarkHosts
  | MarkAndDrainHosts
  | GiveBackHosts
  | TerminateHosts
  | ReplaceHosts
  | ClearScaleInProtection;

/** What becomes of a host. */
export type Outcome =
  /** Is marked and drained now. */
  | 'drain'
  /** Was drained by us, and drains on. */
  | 'wait'
  /** Was drained by us, is empty and is terminated now. */
  | 'terminate'
  /** Was drained by us, and is set ACTIVE again. */
  | 'give-back'
  /** Is terminated now, and another is launched. */
  | 'replace'
  | 'keep';

/** What becomes of a host, and why. There is one for each host of a cluster that was read. */
export interface Verdict {
  readonly clusterArn: string;
  readonly containerInstanceArn: string;
  readonly ec2InstanceId: string;
  readonly outcome: Outcome;
  /** For a host that stays, the first reason that keeps it. */
  readonly reason: Reason;
  /** What a person needs to know besides. */
  readonly detail?: string;
}

/** Where a task of a host that goes would fit. It shows that there is room: ECS itself chooses where the task starts. */
export interface SimulatedMove {
  readonly taskArn: string;
  readonly toContainerInstanceArn: string;
}

/** How much of something a cluster has: CPU units or MiB of the hosts that count as capacity. */
export interface Headroom {
  readonly free: number;
  readonly used: number;
  /** What is to stay free. */
  readonly wanted: number;
}

/** The room that a cluster has before anything is done to it. */
export interface HeadroomView {
  readonly clusterArn: string;
  /** Hosts that count as capacity. */
  readonly hosts: number;
  readonly cpu: Headroom;
  readonly memory: Headroom;
  /** What is missing; undefined when there is enough. */
  readonly missing: string | undefined;
}

/**
 * What scale-in decided. Hosts are in the verdicts; what concerns clusters and groups as a whole is held back.
 * Wrong tags, and hosts that are only reported, are warnings.
 */
export interface ScaleInPlan extends Plan<ScaleInAction> {
  readonly verdicts: readonly Verdict[];
  /** For each task that is to leave a host, in the order in which they were planned. */
  readonly moves: readonly SimulatedMove[];
  /** One for each cluster that was read. */
  readonly headroom: readonly HeadroomView[];
}
