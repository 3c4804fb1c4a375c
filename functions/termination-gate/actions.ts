import type { DrainHosts, StopTask } from '../../shared/domain/actions.ts';
import type { LifecycleActionName, LifecycleActionResult } from '../../shared/domain/auto-scaling.ts';
import type { Action } from '../../shared/domain/plan.ts';

/** The instances that an action is about: their messages come back when it fails. */
interface AboutHosts {
  readonly ec2InstanceIds: readonly string[];
}

/** Something done alike to at most ten hosts of one cluster, in one call. */
interface OfOneCluster extends Action, AboutHosts {
  readonly clusterArn: string;
  readonly containerInstanceArns: readonly string[];
}

/** Marks hosts on their way into a warm pool, so that they can be put back, and then sets them to DRAINING. */
export interface DrainHostsIntoPool extends OfOneCluster {
  readonly kind: 'drain-hosts-into-pool';
}

/** Lets tasks come to hosts again. */
export interface ActivateHosts extends OfOneCluster {
  readonly kind: 'activate-hosts';
}

/** Takes the mark off hosts that are back in service. */
export interface UnmarkHosts extends OfOneCluster {
  readonly kind: 'unmark-hosts';
}

/** Ends a lifecycle action, so that Auto Scaling goes on with the instance. */
export interface CompleteLifecycleAction extends Action, AboutHosts {
  readonly kind: 'complete-lifecycle-action';
  readonly action: LifecycleActionName;
  readonly result: LifecycleActionResult;
  /** It ends because its time is over, and not because the host is empty. */
  readonly isDeadline: boolean;
  /** Milliseconds for which the host was held; undefined when no notice says since when. */
  readonly waitedFor: number | undefined;
  /** Milliseconds from the notice until the last task stopped; undefined when that isn't known. */
  readonly drainedIn: number | undefined;
  /** Milliseconds from then on. */
  readonly emptyFor: number | undefined;
}

/** Starts the time-out of a hook anew. */
export interface RecordHeartbeat extends Action, AboutHosts {
  readonly kind: 'record-heartbeat';
  readonly action: LifecycleActionName;
  /** The half of the time-out for which it stands, counted from 0. */
  readonly period: number;
}

/** Tells the operator what stood in the way. */
export interface NotifyOperator extends Action, AboutHosts {
  readonly kind: 'notify-operator';
  readonly action: LifecycleActionName;
  readonly subject: string;
  readonly message: string;
}

/** Everything that termination-gate does. */
export type GateAction =
  | (DrainHosts & AboutHosts)
  | DrainHostsIntoPool
  | ActivateHosts
  | UnmarkHosts
  | CompleteLifecycleAction
  | RecordHeartbeat
  | StopTask
  | NotifyOperator;

/** The instances that an action is about. */
export function hostsOf(action: GateAction): readonly string[] {
  return action.kind === 'stop-task' ? [action.ec2InstanceId] : action.ec2InstanceIds;
}
