import type { ClusterFacts, HostFacts } from './cluster-facts.ts';
import { type Objection, passingObjection, protectionObjection, standingObjection } from './host-nevers.ts';
import { idleness, isIdleForLong } from './occupancy.ts';
import { freeShare } from './placement.ts';

/** A host that may go, as far as it alone is concerned. */
export interface Candidate {
  readonly facts: HostFacts;
  readonly reason: 'host-idle' | 'host-badly-used';
  /** What is paid for nothing: the host's cost, times the share of it that is free. */
  readonly waste: number;
}

/** How many GiB of memory weigh as much as a vCPU, and how many vCPUs as much as a GPU: EC2's prices, roughly. */
const GIB_PER_VCPU = 10;
const VCPUS_PER_GPU = 16;

/** Whether a host may go, as far as it alone is concerned, or why it stays. */
export function candidacy(facts: HostFacts, cluster: ClusterFacts): Candidate | Objection {
  const found = unlessProtected(facts, cluster);
  return 'waste' in found ? (protectionObjection(facts) ?? found) : found;
}

/** The same when no task is protected of which it isn't known. */
export function unlessProtected(facts: HostFacts, cluster: ClusterFacts): Candidate | Objection {
  const objection = standingObjection(facts, cluster) ?? passingObjection(facts, cluster);
  if (objection) return objection;
  const idle = idleness(facts, cluster.now);
  const { terms } = facts;
  if (idle.kind !== 'busy') {
    const reason = isIdleForLong(idle, facts, cluster.now) ? 'host-idle' : 'not-idle-for-long';
    return reason === 'host-idle' ? { facts, reason, waste: wasteOf(facts) } : { reason };
  }
  // What its tasks, counts and resources disagree on can't be planned elsewhere.
  if (idle.reason !== 'tasks-left') return { reason: idle.reason };
  if (!terms.consolidates) return { reason: 'consolidation-off' };
  const used = usedPercent(facts);
  if (!(used < terms.thresholdPercent)) return { reason: 'in-use', detail: `${Math.floor(used)} %` };
  const stuck = stuckService(facts);
  if (stuck !== undefined) return { reason: 'drain-cannot-end', detail: stuck };
  return { facts, reason: 'host-badly-used', waste: wasteOf(facts) };
}

/** Idle hosts before others, the most expensive waste first; among equals the oldest host, and then the ARN, decides. */
export function inOrderOfRemoval(a: Candidate, b: Candidate): number {
  const byReason = Number(b.reason === 'host-idle') - Number(a.reason === 'host-idle');
  const age = (a.facts.host.registeredAt ?? 0) - (b.facts.host.registeredAt ?? 0);
  return byReason || b.waste - a.waste || age || a.facts.index - b.facts.index;
}

/** The larger of the percentages of CPU and memory that are in use. */
function usedPercent({ host: { resources } }: HostFacts): number {
  const { registeredCpu, remainingCpu, registeredMemory, remainingMemory } = resources;
  // A host that has none of something is fully used.
  const percent = (free: number, all: number): number => (all > 0 ? ((all - free) * 100) / all : 100);
  return Math.max(percent(remainingCpu, registeredCpu), percent(remainingMemory, registeredMemory));
}

function wasteOf(facts: HostFacts): number {
  const { hourlyCost, resources } = facts.host;
  const size =
    resources.registeredCpu / 1024 + resources.registeredMemory / 1024 / GIB_PER_VCPU + resources.gpus * VCPUS_PER_GPU;
  return (hourlyCost ?? size) * freeShare(facts);
}

/**
 * A service with tasks on the host that may neither stop one nor start one more, so that a drain never ends: its
 * minimumHealthyPercent and maximumPercent leave nothing between them (ECS developer guide, Container instance draining).
 */
function stuckService({ tasks }: HostFacts): string | undefined {
  for (const { taskClass } of tasks) {
    if (taskClass.belonging !== 'service' || !taskClass.service) continue;
    const { service, minimumHealthyPercent, maximumPercent } = taskClass.service;
    const most = Math.floor((service.desiredCount * maximumPercent) / 100);
    const least = Math.ceil((service.desiredCount * minimumHealthyPercent) / 100);
    if (most <= service.desiredCount && least >= service.desiredCount) return service.serviceName;
  }
  return undefined;
}
