import type {
  AutoScalingGroup,
  GroupMember,
  LifecycleActionName,
  LifecycleHook,
} from '../../shared/domain/auto-scaling.ts';
import type { Tags } from '../../shared/domain/cluster.ts';
import type { Failure } from '../../shared/domain/errors.ts';
import type { HeldResources, Host } from '../../shared/domain/hosts.ts';
import type { NotifyOperator } from './actions.ts';
import type { DrainDefaults } from './drain-terms.ts';
import type { GateEvent, Irrelevant } from './event.ts';
import type { Hold } from './notice.ts';
import type { StandaloneChoice } from './standalone.ts';
import type { HostTask } from './tasks-left.ts';

/** What the settings say to a decision. */
export interface GateSettings extends DrainDefaults {
  /** What becomes of standalone tasks where no tag says otherwise. */
  readonly standalone: StandaloneChoice;
  /** Seconds for which a host may be in no cluster before it is let go. */
  readonly graceSeconds: number;
  readonly dryRun: boolean;
}

/** What deciding needs besides what was seen. */
export interface Deciding {
  /** Milliseconds since 1970. */
  readonly now: number;
  /**
   * Up to which moment something that is to be done counts as due: when the look began, in milliseconds since 1970.
   * What comes due while a look is being made may not have been read for.
   */
  readonly due: number;
  readonly settings: GateSettings;
}

/** A message as a decision sees it. */
export interface Mail<Event extends GateEvent = GateEvent> {
  readonly messageId: string;
  readonly receiveCount: number;
  readonly event: Event;
}

/** A message about a host, or about all of them. */
export type HostMail = Mail<Exclude<GateEvent, Irrelevant>>;

/** A group, and its hooks for terminating instances. */
export type GroupView =
  | { readonly kind: 'read'; readonly group: AutoScalingGroup; readonly hooks: readonly LifecycleHook[] }
  | { readonly kind: 'gone' }
  | { readonly kind: 'unreadable'; readonly failure: Failure }
  /** Not needed to let a host go that is empty. */
  | { readonly kind: 'not-asked' };

/** A lifecycle action of ours that holds a host. */
export interface Wait {
  readonly action: LifecycleActionName;
  /** What its notice says, or Auto Scaling itself where none came; undefined where neither says since when. */
  readonly notice: Hold | undefined;
  /** Messages of this look that gave that notice. */
  readonly messageIds: readonly string[];
  readonly group: GroupView;
  /** This process has completed it, or has been told that it is over. */
  readonly isOver: boolean;
  /** The half of the hook's time-out for which this process last sent a heartbeat. */
  readonly lastBeat: number | undefined;
  /** This process has told the operator. */
  readonly operatorTold: boolean;
  /** What this process could not tell the operator. */
  readonly untold: NotifyOperator | undefined;
}

/** The tasks on a host. */
export type TasksView =
  /** They were not needed, or the host's counts prove that some are left. */
  | { readonly kind: 'not-asked' }
  /** They are needed, and left to a look so many seconds later: this one has read those of many hosts. */
  | { readonly kind: 'put-off'; readonly seconds: number }
  | {
      readonly kind: 'read';
      readonly tasks: readonly HostTask[];
      /** Undefined where they were not needed or could not be read. */
      readonly clusterTags: Tags | undefined;
      /** No task is left but DAEMON ones, and something besides them held resources of the host a moment ago. */
      readonly isStillHeld: boolean;
    }
  | { readonly kind: 'unreadable'; readonly failure: Failure };

/** A host in its cluster. */
export type HostView =
  | {
      readonly kind: 'found';
      readonly clusterArn: string;
      readonly containerInstanceArn: string;
      readonly status: string;
      /** We drained it on its way into a warm pool. */
      readonly markedForPool: boolean;
      /** How many tasks are to run on it, those being stopped not counted; undefined where an event told of the host. */
      readonly counts: Pick<Host, 'runningTasksCount' | 'pendingTasksCount'> | undefined;
      /** What tasks hold of it, as it was described or as its latest event shows; undefined where neither says. */
      readonly held: HeldResources | undefined;
      readonly tasks: TasksView;
    }
  /** In no cluster; `wasKnown` when this process has seen it in one. */
  | { readonly kind: 'not-found'; readonly wasKnown: boolean }
  | { readonly kind: 'unreadable'; readonly failure: Failure }
  /** It is to be looked for so many seconds later: many are being looked for. */
  | { readonly kind: 'put-off'; readonly seconds: number }
  | { readonly kind: 'not-asked' };

/** What Auto Scaling says of a host. */
export type MemberView =
  | { readonly kind: 'read'; readonly member: GroupMember }
  /** In no group. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable'; readonly failure: Failure }
  | { readonly kind: 'not-asked' };

/** A task that stood in the way, for the operator. */
export interface Obstacle {
  readonly taskArn: string;
  /** `service web` or `family job`. */
  readonly owner: string;
  readonly lastStatus: string;
  /** Since when it has that status, in milliseconds since 1970, as far as ECS says. */
  readonly since: number | undefined;
  /** Until when it is protected from scale-in, in milliseconds since 1970; undefined when it is not. */
  readonly protectedUntil: number | undefined;
  /** The service's own last event message. */
  readonly serviceMessage: string | undefined;
}

/** One host, and everything a decision about it needs. */
export interface HostLook {
  readonly ec2InstanceId: string;
  readonly mails: readonly HostMail[];
  /** Its events say that something besides DAEMON tasks holds resources; nothing was read. */
  readonly stillHolds: boolean;
  readonly waits: readonly Wait[];
  readonly host: HostView;
  readonly member: MemberView;
  /** When EC2 gave notice of a Spot interruption, in milliseconds since 1970. */
  readonly interruptedAt: number | undefined;
  /** What stood in the way; undefined when it was not needed. */
  readonly obstacles: readonly Obstacle[] | undefined;
}

/** What a look found. */
export interface Snapshot {
  /** When the look began, in milliseconds since 1970. */
  readonly beganAt: number;
  readonly settings: GateSettings;
  readonly irrelevant: readonly Mail<Irrelevant>[];
  /** Why it could not be found out which hosts Auto Scaling holds, if that was asked. */
  readonly sweepFailure: Failure | undefined;
  readonly hosts: readonly HostLook[];
}
