import type { LifecycleNotice } from '../../functions/termination-gate/notice.ts';
import type {
  GateSettings,
  GroupView,
  HostLook,
  HostMail,
  HostView,
  Mail,
  MemberView,
  Snapshot,
  TasksView,
  Wait,
} from '../../functions/termination-gate/snapshot.ts';
import type { HostTask } from '../../functions/termination-gate/tasks-left.ts';
import type { LifecycleHook } from '../../shared/domain/auto-scaling.ts';
import type { Tags } from '../../shared/domain/cluster.ts';
import { RetryableError } from '../../shared/domain/errors.ts';
import { clusterArn } from './clusters.ts';
import { GROUP, HELD_AT, HOOK, TOPIC, tokenOf } from './gate-events.ts';
import { aTask, hostArn, instanceId } from './hosts.ts';

/** What could not be read. */
export const UNREADABLE = { kind: 'unreadable', failure: new RetryableError('throttled', 'Rate exceeded') } as const;

/** The settings that a stack has unless told otherwise. */
export function gateSettings(overrides: Partial<GateSettings> = {}): GateSettings {
  return {
    deadlineMinutes: 15,
    outcome: 'continue',
    standalone: 'wait',
    stopSeconds: 30,
    graceSeconds: 120,
    dryRun: false,
    ...overrides,
  };
}

/** A running task of the service `web` on a host, unless told otherwise. */
export function aHostTask(overrides: Partial<HostTask> = {}): HostTask {
  return { ...aTask(), isDaemon: false, ...overrides };
}

/** Tasks that were read, of a cluster without tags. */
export function tasksRead(tasks: readonly HostTask[], clusterTags: Tags | undefined = {}): TasksView {
  return { kind: 'read', tasks, clusterTags, isStillHeld: false };
}

/** A notice about the instance with this number, on its way from its group to its end. */
export function aLifecycleNotice(number = 1, overrides: Partial<LifecycleNotice> = {}): LifecycleNotice {
  return {
    token: tokenOf(number),
    autoScalingGroupName: GROUP,
    lifecycleHookName: HOOK,
    ec2InstanceId: instanceId(number),
    origin: 'AutoScalingGroup',
    destination: 'EC2',
    startedAt: HELD_AT,
    metadata: {},
    ...overrides,
  };
}

/** Our hook, with the topic for its target and Auto Scaling's default time-out. */
export function aHook(overrides: Partial<LifecycleHook> = {}): LifecycleHook {
  return {
    lifecycleHookName: HOOK,
    heartbeatTimeout: 3600,
    notificationTargetArn: TOPIC,
    notificationMetadata: undefined,
    ...overrides,
  };
}

/** A group with our hook. */
export function groupRead(
  tags: Tags = {},
  {
    hooks = [aHook()],
    retains = false,
  }: { readonly hooks?: readonly LifecycleHook[]; readonly retains?: boolean } = {},
): GroupView {
  return { kind: 'read', group: { autoScalingGroupName: GROUP, tags, retainsAbandoned: retains }, hooks };
}

/** An open wait of the instance with this number, of which a message of that number tells. */
export function aWait(
  overrides: Partial<Omit<Wait, 'notice'>> & { readonly number?: number; readonly notice?: LifecycleNotice } = {},
): Wait {
  const { number = 1, notice = aLifecycleNotice(number), ...rest } = overrides;
  const action = { autoScalingGroupName: GROUP, lifecycleHookName: notice.lifecycleHookName, token: notice.token };
  return {
    action,
    notice,
    messageIds: [`notice ${number}`],
    group: groupRead(),
    isOver: false,
    lastBeat: undefined,
    operatorTold: false,
    untold: undefined,
    ...rest,
  };
}

/** A wait that is known from Auto Scaling alone. */
export function anUnnotedWait(number = 1, overrides: Partial<Wait> = {}): Wait {
  const action = { autoScalingGroupName: GROUP, lifecycleHookName: HOOK, ec2InstanceId: instanceId(number) };
  return { ...aWait({ number }), action, notice: undefined, messageIds: [], ...overrides };
}

type FoundHost = Extract<HostView, { kind: 'found' }>;

/** A DRAINING host whose one task runs, unless told otherwise. */
export function hostFound(
  overrides: Partial<FoundHost> & { readonly number?: number; readonly cluster?: string } = {},
): FoundHost {
  const { number = 1, cluster = 'default', ...rest } = overrides;
  return {
    kind: 'found',
    clusterArn: clusterArn(cluster),
    containerInstanceArn: hostArn(number, cluster),
    status: 'DRAINING',
    markedForPool: false,
    counts: { runningTasksCount: 1, pendingTasksCount: 0 },
    held: undefined,
    tasks: tasksRead([aHostTask()]),
    ...rest,
  };
}

/** What Auto Scaling says of an instance in a state. */
export function memberRead(number: number, lifecycleState: string): MemberView {
  return { kind: 'read', member: { ec2InstanceId: instanceId(number), autoScalingGroupName: GROUP, lifecycleState } };
}

/** The message of a notice. */
export function noticeMail(number = 1, overrides: Partial<HostMail> = {}): HostMail {
  const notice = aLifecycleNotice(number);
  const event = { kind: 'lifecycle-notice', ec2InstanceId: notice.ec2InstanceId, notice } as const;
  return { messageId: `notice ${number}`, receiveCount: 1, event, ...overrides };
}

/** A look at a host that is held, and DRAINING, and whose task runs. */
export function aLook(overrides: Partial<HostLook> & { readonly number?: number } = {}): HostLook {
  const { number = 1, ...rest } = overrides;
  return {
    ec2InstanceId: instanceId(number),
    mails: [noticeMail(number)],
    stillHolds: false,
    waits: [aWait({ number })],
    host: hostFound({ number }),
    member: { kind: 'not-asked' },
    interruptedAt: undefined,
    obstacles: undefined,
    ...rest,
  };
}

/** What a look found. */
export function aSnapshot(
  hosts: readonly HostLook[],
  overrides: Partial<GateSettings> = {},
  irrelevant: Snapshot['irrelevant'] = [],
): Snapshot {
  // Nothing came due meanwhile.
  return {
    beganAt: Number.POSITIVE_INFINITY,
    settings: gateSettings(overrides),
    irrelevant,
    sweepFailure: undefined,
    hosts,
  };
}

/** Another kind of message about the instance with this number. */
export function aMail<Event extends HostMail['event']>(messageId: string, event: Event, receiveCount = 1): Mail<Event> {
  return { messageId, receiveCount, event };
}
