import type { Reason } from '../../shared/domain/reasons.ts';
import { ATTRIBUTES, remembered } from './attributes.ts';
import type { ClusterFacts, GroupFacts, HostFacts } from './cluster-facts.ts';
import { isInService } from './group-ledger.ts';
import type { HostLook } from './snapshot.ts';
import { KEEP_TAG } from './terms.ts';

/** Why something is not done. */
export interface Objection {
  readonly reason: Reason;
  readonly detail?: string;
}

/** Why a group's instances are left alone; undefined when they are not. */
export function groupObjection({ group, terms, isManaged }: GroupFacts, now: number): Objection | undefined {
  const detail = group.autoScalingGroupName;
  if (terms.optIn !== 'in') return { reason: 'scale-in-not-opted-in', detail };
  if (terms.pausedUntil > now) return { reason: 'scale-in-paused', detail };
  if (isKept(group.tags[KEEP_TAG])) return { reason: 'kept-by-owner', detail };
  if (isManaged) return { reason: 'managed-scaling', detail };
  if (group.status !== undefined || group.isRefreshing) return { reason: 'group-not-active', detail };
  if (group.hasWarmPool) return { reason: 'warm-pool', detail };
  if (group.suspendedProcesses.includes('Terminate')) return { reason: 'terminate-suspended', detail };
  return undefined;
}

/**
 * Why a host is left alone for as long as nobody changes something; undefined when it is not. A host that we drained
 * before is given back for such a reason.
 */
export function standingObjection(facts: HostFacts, cluster: ClusterFacts): Objection | undefined {
  const { host, group, member, terms } = facts;
  if (facts.isTerminating) return { reason: 'host-terminating' };
  if (!group || !member) return withoutGroup(terms.optIn, cluster);
  const ofGroup = groupObjection(group, cluster.now);
  if (ofGroup) return ofGroup;
  if (isKept(host.tags[KEEP_TAG]) || isKept(host.attributes[ATTRIBUTES.keep])) return { reason: 'kept-by-owner' };
  if (!isInService(member)) return { reason: 'not-in-service', detail: member.lifecycleState };
  if (member.protectedFromScaleIn) return { reason: 'scale-in-protected' };
  return undefined;
}

/** Why a host is not drained now, apart from what it is used for; undefined when it may be. */
export function passingObjection(
  facts: HostFacts,
  { now, terms: { disconnectedMinutes } }: ClusterFacts,
): Objection | undefined {
  const { host } = facts;
  if (host.status === 'DRAINING') return { reason: 'already-draining' };
  if (host.status !== 'ACTIVE') return { reason: 'not-active', detail: host.status };
  if (facts.isLongDisconnected) return { reason: 'agent-disconnected', detail: `${disconnectedMinutes} minutes` };
  if (!host.agentConnected) return { reason: 'agent-away' };
  return youth(facts, now) ?? taskObjection(facts) ?? ownCooldown(host, now);
}

/** Why the age of a host keeps it; undefined when it doesn't. */
export function youth({ host, terms }: HostFacts, now: number): Objection | undefined {
  if (host.registeredAt === undefined) return { reason: 'unreadable', detail: 'registeredAt' };
  // Written so that an age that is no number keeps the host.
  const isOldEnough = now - host.registeredAt >= terms.minimumAgeMinutes * 60_000;
  return isOldEnough ? undefined : { reason: 'too-young' };
}

/** Why a task on a host keeps it; undefined when none does. */
export function taskObjection(facts: HostFacts): Objection | undefined {
  for (const { task, taskClass } of facts.tasks) {
    const detail = task.taskArn;
    if (taskClass.belonging === 'standalone') return { reason: 'standalone-task', detail };
    if (taskClass.belonging === 'unknown') return { reason: 'unreadable', detail: `service of ${detail}` };
    if (task.protection === 'protected' && task.desiredStatus !== 'STOPPED')
      return { reason: 'task-protected', detail };
  }
  return undefined;
}

/**
 * A task of which nobody knows whether it is protected; undefined when there is none. Asked last: nobody asks about the
 * tasks of hosts that stay for another reason.
 */
export function protectionObjection({ tasks }: HostFacts): Objection | undefined {
  const unknown = tasks.find(
    ({ task, taskClass }) =>
      // ECS protects tasks of REPLICA services; nobody asks about those of DAEMON services.
      task.protection === 'unknown' && task.desiredStatus !== 'STOPPED' && !isDaemon(taskClass),
  );
  return unknown && { reason: 'task-protected', detail: unknown.task.taskArn };
}

function isDaemon({ service }: HostFacts['tasks'][number]['taskClass']): boolean {
  return service?.service.schedulingStrategy === 'DAEMON';
}

/** The host was given back not long ago. */
function ownCooldown(host: HostLook, now: number): Objection | undefined {
  const notBefore = remembered(host, ATTRIBUTES.notBefore);
  if (notBefore.kind === 'wrong') return { reason: 'invalid-mark', detail: ATTRIBUTES.notBefore };
  return notBefore.kind === 'at' && notBefore.at > now ? { reason: 'cooldown' } : undefined;
}

function withoutGroup(optIn: string, { look }: ClusterFacts): Objection {
  if (look.groups.some(({ kind }) => kind === 'unreadable')) return { reason: 'unreadable', detail: 'its group' };
  return { reason: optIn === 'in' ? 'no-group' : 'scale-in-not-opted-in' };
}

/** Whoever says anything but `false` wants the host to stay. */
function isKept(value: string | undefined): boolean {
  return value !== undefined && value !== 'false';
}
