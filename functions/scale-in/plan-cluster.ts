import type { HeadroomView, ScaleInPlan } from './actions.ts';
import { ATTRIBUTES } from './attributes.ts';
import { type ClusterFacts, clusterFacts } from './cluster-facts.ts';
import { clusterHolds, hostsAllowedOut, terminatingInstances } from './cluster-holds.ts';
import { Draft } from './drafts.ts';
import { Fleet } from './fleet.ts';
import { followUp, isMarked } from './follow-up.ts';
import type { GroupLedger } from './group-ledger.ts';
import { groupObjection } from './host-nevers.ts';
import { forget, keepMemory } from './memory.ts';
import type { Planning } from './planning.ts';
import { planDisconnected, planUnjoined } from './replacements.ts';
import type { ClusterLook, ClusterView } from './snapshot.ts';
import { planStaleProtection } from './stale-protection.ts';
import type { ScaleInSettings } from './terms.ts';
import { chooseVictims } from './victims.ts';

/** What the clusters of a plan have in common: groups that several of them share. */
export interface Shared {
  readonly settings: ScaleInSettings;
  readonly now: number;
  readonly terminated: GroupLedger;
  readonly leaving: GroupLedger;
  /** Instances that were reported as never joined. */
  readonly unjoined: Set<string>;
}

/** Decides about a cluster in scope. */
export function planCluster(look: ClusterLook, shared: Shared): ScaleInPlan {
  const facts = clusterFacts(look, shared.settings, shared.now);
  const fleet = new Fleet(facts);
  const headroom = [headroomOf(facts, fleet)];
  const draft = new Draft(look.clusterArn);
  const { terminated, leaving } = shared;
  const planning: Planning = { facts, holds: clusterHolds(facts), fleet, draft, terminated, leaving };
  draft.warnings.push(...facts.warnings);
  const { roomWanted, waiting } = followUp(planning);
  for (const { group, member } of waiting) if (group && member) leaving.leave(group.group, member);
  const budget = hostsAllowedOut(facts) - onTheirWay(facts, draft);
  const disconnected = planDisconnected(planning, budget);
  const unjoined = planUnjoined(planning, budget - disconnected, shared.unjoined);
  // While any is replaced, nothing else goes.
  chooseVictims(planning, { left: budget, roomWanted, isReplacing: disconnected + unjoined > 0 });
  keepMemory(facts, draft);
  planStaleProtection(planning);
  const moves = fleet.moves.map(({ task: { task }, move: { to } }) => ({
    taskArn: task.taskArn,
    toContainerInstanceArn: facts.hosts[to]?.host.containerInstanceArn ?? '',
  }));
  const { actions, warnings } = draft;
  return { actions, heldBack: heldBack(planning), warnings, verdicts: draft.verdicts(facts), moves, headroom };
}

/** The room that there is before anything is done. */
function headroomOf({ hosts, look, terms }: ClusterFacts, fleet: Fleet): HeadroomView {
  const { freeCpu, usedCpu, freeMemory, usedMemory } = fleet.room;
  const wanted = (percent: number, used: number): number => (percent * used) / 100;
  return {
    clusterArn: look.clusterArn,
    hosts: hosts.filter(({ isCapacity }) => isCapacity).length,
    cpu: { free: freeCpu, used: usedCpu, wanted: wanted(terms.headroomCpuPercent, usedCpu) },
    memory: { free: freeMemory, used: usedMemory, wanted: wanted(terms.headroomMemoryPercent, usedMemory) },
    missing: fleet.missing,
  };
}

/** How many hosts are on their way out already, whoever sent them there. */
function onTheirWay(facts: ClusterFacts, draft: Draft): number {
  const draining = facts.hosts.filter(
    (each) => each.host.status === 'DRAINING' && draft.verdictOn(each)?.outcome !== 'give-back',
  );
  return new Set([...draining.map(({ host }) => host.ec2InstanceId), ...terminatingInstances(facts)]).size;
}

/** What keeps the whole cluster, and whole groups. */
function heldBack({ facts, holds }: Planning): ScaleInPlan['heldBack'] {
  const subject = facts.look.clusterArn;
  const ofGroups = facts.groups.flatMap((group) => {
    const objection = groupObjection(group, facts.now);
    return objection ? [{ subject: group.group.autoScalingGroupName, reason: objection.reason }] : [];
  });
  return [...(holds.removal ? [{ subject, ...holds.removal }] : []), ...ofGroups];
}

/** Gives back the hosts that were drained while a cluster was in scope that now is not; hosts forget what they remember. */
export function planOutOfScope({
  clusterArn,
  markedHosts,
  leaving,
}: Extract<ClusterView, { kind: 'out-of-scope' }>): ScaleInPlan {
  const draft = new Draft(clusterArn);
  const reason = 'cluster-out-of-scope';
  const inOrder = markedHosts.toSorted((a, b) => (a.containerInstanceArn < b.containerInstanceArn ? -1 : 1));
  const markName = ATTRIBUTES.drainedAt;
  for (const host of inOrder) {
    // A task that ECS placed on a host that is being terminated would be lost.
    if (leaving.has(host.ec2InstanceId)) continue;
    forget(host, draft);
    if (!isMarked(host)) continue;
    if (host.status === 'DRAINING')
      draft.doTo(host, { kind: 'give-back-hosts', reason, cooldown: undefined, markName });
    else if (host.status === 'ACTIVE') draft.doTo(host, { kind: 'unmark-hosts', reason: 'mark-left-over', markName });
  }
  const { actions } = draft;
  return { actions, heldBack: [{ subject: clusterArn, reason }], warnings: [], verdicts: [], moves: [], headroom: [] };
}
