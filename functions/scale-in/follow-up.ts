import type { Host } from '../../shared/domain/hosts.ts';
import type { Reason } from '../../shared/domain/reasons.ts';
import { ATTRIBUTES, asValue, remembered } from './attributes.ts';
import type { HostFacts } from './cluster-facts.ts';
import { giveBack } from './give-back.ts';
import { type Objection, standingObjection } from './host-nevers.ts';
import { occupation } from './occupancy.ts';
import type { Planning } from './planning.ts';
import { saysUnplaceable, unplacedTasks } from './unplaced.ts';

/** Milliseconds from a drain to what may be read as its outcome: less than until the second look. */
const READS_CATCH_UP = 10_000;

/** A host that we drained. */
interface Drained {
  readonly facts: HostFacts;
  /** When, in milliseconds since 1970. */
  readonly at: number;
  /** Why it is not empty; undefined when it is. */
  readonly left: Objection | undefined;
}

/** What became of the hosts that we drained. */
export interface FollowedUp {
  /** Hosts were given back because room was wanted. */
  readonly roomWanted: boolean;
  /** Hosts that drain on, or wait for their termination. */
  readonly waiting: readonly HostFacts[];
}

/** Tells whether a host carries the mark of a drain of ours. */
export function isMarked({ attributes }: Pick<Host, 'attributes'>): boolean {
  return attributes[ATTRIBUTES.drainedAt] !== undefined;
}

/**
 * Decides about the hosts that we drained before: those that are not to go any more, whose drain has stalled, or whose
 * room is wanted, are given back; empty ones are terminated; the others drain on.
 */
export function followUp(planning: Planning): FollowedUp {
  const { facts, fleet } = planning;
  const marked = facts.hosts.filter(
    ({ host, isTerminating }) => host.status === 'DRAINING' && isMarked(host) && !isTerminating,
  );
  const wanted = wantedStill(marked, planning);
  const forTasks = wantedByTasks(wanted, planning);
  for (const each of facts.hosts) if (!fleet.room.isCapacity(each.index)) fleet.depart(each);
  const forHeadroom = wantedForHeadroom(forTasks, planning);
  const roomWanted = forHeadroom.length < wanted.length;
  const waiting = terminateEmpty(forHeadroom, planning, roomWanted);
  return { roomWanted, waiting };
}

/** Gives back what is not to go any more, and gives the others. */
function wantedStill(marked: readonly HostFacts[], planning: Planning): readonly Drained[] {
  const { now } = planning.facts;
  return marked.flatMap((facts) => {
    const at = remembered(facts.host, ATTRIBUTES.drainedAt);
    const objection = at.kind === 'at' ? notWanted(facts, at.at, planning) : WRONG_MARK;
    if (objection) giveBack(planning, [facts], objection, PASSES.has(objection.reason) ? 'host' : 'nobody');
    if (objection || at.kind !== 'at') return [];
    const left = leftOn(facts);
    if (left && isOverdue(facts, at.at, now)) {
      giveBack(planning, [facts], { reason: 'drain-stalled', detail: left.detail ?? left.reason }, 'host');
      return [];
    }
    return [{ facts, at: at.at, left }];
  });
}

/** Reasons that don't keep the host once it is given back. */
const PASSES: ReadonlySet<Reason> = new Set(['invalid-mark', 'scaling-out']);

/** It can't be told how long the host has been draining. */
const WRONG_MARK: Objection = { reason: 'invalid-mark', detail: ATTRIBUTES.drainedAt };

/** Why a host that we drained is not to go any more; undefined when it is. What can't be read may be read next time. */
function notWanted(host: HostFacts, drainedAt: number, { facts, holds }: Planning): Objection | undefined {
  const objection = standingObjection(host, facts) ?? holds.everything;
  if (objection && objection.reason !== 'unreadable') return objection;
  if (hasBegunToReturn(host, facts.now)) return { reason: 'cooldown' };
  // A group that only gets a replacement keeps the host waiting; one that grew wants it back.
  const { lastScaleOut } = holds;
  const hasGrown = lastScaleOut !== undefined && lastScaleOut > drainedAt;
  return hasGrown ? { reason: 'scaling-out', detail: asValue(lastScaleOut) } : undefined;
}

/** A run that gave the host back was cut short after it had put the cooldown's mark on. */
function hasBegunToReturn({ host }: HostFacts, now: number): boolean {
  return [ATTRIBUTES.notBefore, ATTRIBUTES.clusterNotBefore].some((name) => {
    const notBefore = remembered(host, name);
    return notBefore.kind === 'wrong' || (notBefore.kind === 'at' && notBefore.at > now);
  });
}

function isOverdue({ terms }: HostFacts, drainedAt: number, now: number): boolean {
  return now - drainedAt >= terms.drainMinutes * 60_000;
}

/** What keeps a drained host from being empty. */
function leftOn(facts: HostFacts): Objection | undefined {
  const reason = occupation(facts);
  if (!reason && !facts.host.stoppingTasksRead) return { reason: 'unreadable', detail: 'tasks that are being stopped' };
  const first = facts.tasks.find(
    ({ taskClass, task }) => taskClass.belonging !== 'host-bound' || task.desiredStatus === 'STOPPED',
  );
  return reason && { reason, ...(first && { detail: first.task.taskArn }) };
}

/** Gives back hosts on which waiting tasks find room that the others don't have, and gives the hosts left. */
function wantedByTasks(drained: readonly Drained[], planning: Planning): readonly Drained[] {
  let left = drained;
  const { fleet } = planning;
  for (const taskClass of unplacedTasks(planning.facts)) {
    if (fleet.takeIn(taskClass)) continue;
    const isUnknown = taskClass.unevaluated !== undefined;
    if (isUnknown && !saysUnplaceable(taskClass)) continue;
    const objection: Objection = { reason: 'no-room', detail: taskClass.key };
    const wanted = left.filter(({ facts }) => isUnknown || fleet.couldTake(facts, taskClass));
    if (wanted.length === 0) continue;
    giveBack(
      planning,
      wanted.map(({ facts }) => facts),
      objection,
      'cluster',
    );
    fleet.takeIn(taskClass);
    left = left.filter((each) => !wanted.includes(each));
  }
  return left;
}

/**
 * Gives hosts back until there is headroom, and gives the hosts left: first those that still have tasks, drained last.
 * Each time twice as many, for a cluster that lacks room is not to wait for it.
 */
function wantedForHeadroom(drained: readonly Drained[], planning: Planning): readonly Drained[] {
  let left = drained.toSorted((a, b) => Number(a.left === undefined) - Number(b.left === undefined) || b.at - a.at);
  for (let count = 1; left.length > 0; count *= 2) {
    const { missing } = planning.fleet;
    if (missing === undefined) break;
    const given = left.slice(0, count).map(({ facts }) => facts);
    giveBack(planning, given, { reason: 'headroom-gone', detail: missing }, 'cluster');
    left = left.slice(count);
  }
  return left;
}

/** Terminates what is empty, and gives what drains on. */
function terminateEmpty(drained: readonly Drained[], planning: Planning, roomWanted: boolean): readonly HostFacts[] {
  const { facts, holds, draft, fleet } = planning;
  const hold: Objection | undefined = roomWanted ? { reason: 'cooldown' } : holds.removal;
  const unevaluated: Objection | undefined =
    fleet.unevaluated === undefined ? undefined : { reason: 'not-evaluated', detail: fleet.unevaluated };
  const waiting: HostFacts[] = [];
  let blocked: { readonly each: Drained; readonly objection: Objection }[] = [];
  let left = drained.toSorted((a, b) => a.facts.index - b.facts.index);
  // A host that zones hold back may go once one of another zone has gone.
  do {
    const count = left.length;
    blocked = left.flatMap((each) => {
      const objection =
        each.left ?? tooEarly(each, facts.now) ?? hold ?? unevaluated ?? terminate(each.facts, planning);
      return objection ? [{ each, objection }] : [];
    });
    left = blocked.map(({ each }) => each);
    if (left.length === count) break;
  } while (left.length > 0);
  for (const { each, objection } of blocked) {
    const isEmptyAndOverdue = each.left === undefined && isOverdue(each.facts, each.at, facts.now);
    if (isEmptyAndOverdue) giveBack(planning, [each.facts], objection, 'host');
    else {
      draft.judge(each.facts, 'wait', objection);
      waiting.push(each.facts);
    }
  }
  return waiting;
}

/** Another run may look right after this one has drained: ECS's reads have not caught up by then. */
function tooEarly({ at }: Drained, now: number): Objection | undefined {
  return now - at >= READS_CATCH_UP ? undefined : { reason: 'first-look' };
}

function terminate(each: HostFacts, { draft, terminated, leaving }: Planning): Objection | undefined {
  const { group, member, terms } = each;
  if (!group || !member) return { reason: 'no-group' };
  const refusal = terminated.refusal(group.group, member, terms.minimumPerZone);
  if (refusal) return refusal;
  terminated.leave(group.group, member);
  leaving.leave(group.group, member);
  const { autoScalingGroupName } = group.group;
  draft.judge(each, 'terminate', { reason: 'host-empty' });
  draft.doToInstance(each.host.ec2InstanceId, { kind: 'terminate-hosts', reason: 'host-empty', autoScalingGroupName });
  return undefined;
}
