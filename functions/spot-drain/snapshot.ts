import type { Tags } from '../../shared/domain/cluster.ts';
import type { Failure } from '../../shared/domain/errors.ts';
import type { Reason } from '../../shared/domain/reasons.ts';
import type { Task } from '../../shared/domain/tasks.ts';
import type { Cause, SpotDrainEvent } from './event.ts';

/** The one notice that counts for an instance: an interruption rather than a recommendation, the earliest of its kind. */
export type Notice = SpotDrainEvent;

/** Why nothing is done about an instance. */
export interface LeftAlone {
  readonly notice: Notice;
  readonly reason: Reason;
  /** Why that could not be told for certain. */
  readonly failure?: Failure;
}

/** A host that a notice is about. */
export interface FoundHost {
  readonly cause: Cause;
  readonly clusterArn: string;
  readonly containerInstanceArn: string;
  /** Undefined while only the ARN is known; the answer to the drain tells the rest. */
  readonly ec2InstanceId: string | undefined;
  /** DRAINING as far as this process knows. */
  readonly isDraining: boolean;
  /** It was found by an earlier search, and the instance may have been registered anew since. */
  readonly isRemembered: boolean;
}

/** What a first look finds: hosts to drain. */
export interface HostsFound {
  readonly kind: 'hosts-found';
  /** One for each instance. */
  readonly notices: readonly Notice[];
  readonly hosts: readonly FoundHost[];
  readonly leftAlone: readonly LeftAlone[];
  /** Why parts of the clusters could not be searched for the hosts of these notices. */
  readonly failures: readonly { readonly cause: Cause; readonly failure: Failure }[];
}

/** What became of a host, or of the search for it. */
export type HostState =
  | {
      readonly kind: 'draining';
      readonly clusterArn: string;
      readonly containerInstanceArn: string;
      /** When this run set it, in milliseconds since 1970; undefined when it was DRAINING before. */
      readonly drainedAt: number | undefined;
    }
  | {
      readonly kind: 'not-draining';
      readonly clusterArn: string;
      readonly containerInstanceArn: string;
      /** Undefined in a dry run. */
      readonly failure: Failure | undefined;
    }
  | { readonly kind: 'deregistered'; readonly containerInstanceArn: string }
  | { readonly kind: 'not-in-ecs' }
  | { readonly kind: 'unknown'; readonly failure: Failure };

/** A notice and its host. An instance that is registered twice has two. */
export interface HostView {
  readonly notice: Notice;
  readonly state: HostState;
}

/** A standalone task on a host that is about to vanish. */
export interface StandaloneTask {
  readonly notice: Notice;
  readonly clusterArn: string;
  /** Undefined when they could not be read, or need not be: the task has a tag of its own. */
  readonly clusterTags: Tags | undefined;
  readonly task: Task;
}

/** What a second look finds, once hosts are DRAINING: tasks that a drain does not touch. */
export interface HostsDrained {
  readonly kind: 'hosts-drained';
  readonly views: readonly HostView[];
  readonly tasks: readonly StandaloneTask[];
  /** Notices whose host may have standalone tasks that were not seen, or not decided on. */
  readonly unreadable: readonly { readonly notice: Notice; readonly failure: Failure }[];
}

/** What spot-drain decides upon. */
export type Snapshot = HostsFound | HostsDrained;
