import type { GroupFacts, HostFacts } from './cluster-facts.ts';
import { isInService } from './group-ledger.ts';
import {
  groupObjection,
  type Objection,
  protectionObjection,
  standingObjection,
  taskObjection,
  youth,
} from './host-nevers.ts';
import type { Planning } from './planning.ts';
import type { MemberLook } from './snapshot.ts';

/**
 * Reports hosts whose agent has been disconnected for long, and on request replaces them.
 *
 * @param budget how many more hosts may be on their way out
 * @returns how many are replaced
 */
export function planDisconnected(planning: Planning, budget: number): number {
  const { facts, draft } = planning;
  let replaced = 0;
  for (const each of facts.hosts) {
    if (!each.isLongDisconnected || each.isTerminating || each.terms.optIn !== 'in') continue;
    const objection = replacementObjection(each, planning, budget - replaced);
    const detail = objection ? `not replaced: ${objection.reason}` : 'replaced';
    draft.warnings.push({ subject: each.host.containerInstanceArn, reason: 'agent-disconnected', detail });
    if (objection || !each.group) continue;
    replaced += 1;
    draft.judge(each, 'replace', { reason: 'agent-disconnected' });
    const { autoScalingGroupName } = each.group.group;
    const action = { kind: 'replace-hosts', reason: 'agent-disconnected', autoScalingGroupName } as const;
    draft.doToInstance(each.host.ec2InstanceId, action);
  }
  return replaced;
}

function replacementObjection(each: HostFacts, { facts, holds }: Planning, left: number): Objection | undefined {
  if (!each.terms.replacesDisconnected) return { reason: 'agent-disconnected' };
  const objection =
    standingObjection(each, facts) ??
    holds.everything ??
    taskObjection(each) ??
    youth(each, facts.now) ??
    protectionObjection(each);
  if (objection) return objection;
  // What is being drained, by us or by others, is followed up there.
  if (each.host.status !== 'ACTIVE') return { reason: 'not-active' };
  return launchSuspended(each.group) ?? overBudget(left);
}

/**
 * Reports instances of the cluster's groups that never joined ECS, and on request replaces them.
 *
 * @param known instances that were reported already, for groups that several clusters share
 * @returns how many are replaced
 */
export function planUnjoined(planning: Planning, budget: number, known: Set<string>): number {
  const { facts, draft } = planning;
  let replaced = 0;
  const joined = new Set(facts.hosts.map(({ host }) => host.ec2InstanceId));
  for (const group of facts.groups) {
    if (group.terms.optIn !== 'in') continue;
    for (const member of group.group.members.toSorted((a, b) => (a.ec2InstanceId < b.ec2InstanceId ? -1 : 1))) {
      const { ec2InstanceId } = member;
      if (joined.has(ec2InstanceId) || known.has(ec2InstanceId) || !isUnjoined(member, group, facts.now)) continue;
      known.add(ec2InstanceId);
      const objection = unjoinedObjection(member, group, planning, budget - replaced);
      const detail = `${group.group.autoScalingGroupName}, ${objection ? `not replaced: ${objection.reason}` : 'replaced'}`;
      draft.warnings.push({ subject: ec2InstanceId, reason: 'never-joined', detail });
      if (objection) continue;
      replaced += 1;
      const { autoScalingGroupName } = group.group;
      draft.doToInstance(ec2InstanceId, { kind: 'replace-hosts', reason: 'never-joined', autoScalingGroupName });
    }
  }
  return replaced;
}

function isUnjoined(member: MemberLook, { terms }: GroupFacts, now: number): boolean {
  const { registration, launchedAt } = member;
  if (registration !== 'none' || !isInService(member) || launchedAt === undefined) return false;
  return now - launchedAt >= terms.unjoinedMinutes * 60_000;
}

function unjoinedObjection(
  member: MemberLook,
  group: GroupFacts,
  { facts, holds }: Planning,
  left: number,
): Objection | undefined {
  if (!group.terms.replacesUnjoined) return { reason: 'never-joined' };
  const objection = groupObjection(group, facts.now) ?? holds.everything;
  if (objection) return objection;
  if (member.protectedFromScaleIn) return { reason: 'scale-in-protected' };
  return launchSuspended(group) ?? overBudget(left);
}

function launchSuspended(group: GroupFacts | undefined): Objection | undefined {
  return group?.group.suspendedProcesses.includes('Launch') ? { reason: 'launch-suspended' } : undefined;
}

function overBudget(left: number): Objection | undefined {
  return left > 0 ? undefined : { reason: 'disruption-budget' };
}
