import type { ClusterFacts, HostFacts } from './cluster-facts.ts';
import { standingObjection } from './host-nevers.ts';
import { idleness, isIdleForLong } from './occupancy.ts';
import type { Planning } from './planning.ts';

/** Reports hosts that are protected from scale-in and long idle, and on request takes the protection off. */
export function planStaleProtection({ facts, holds, draft }: Planning): void {
  for (const each of facts.hosts) {
    if (!isStale(each, facts)) continue;
    const clears = each.terms.clearsProtection && holds.everything === undefined;
    const detail = clears ? 'cleared' : 'not cleared';
    draft.warnings.push({ subject: each.host.containerInstanceArn, reason: 'stale-protection', detail });
    if (!clears || !each.group) continue;
    const { autoScalingGroupName } = each.group.group;
    const action = { kind: 'clear-scale-in-protection', reason: 'stale-protection', autoScalingGroupName } as const;
    draft.doToInstance(each.host.ec2InstanceId, action);
  }
}

/** The protection is the only thing that keeps the host, as far as it alone is concerned. */
function isStale(each: HostFacts, facts: ClusterFacts): boolean {
  if (each.host.status !== 'ACTIVE' || standingObjection(each, facts)?.reason !== 'scale-in-protected') return false;
  return isIdleForLong(idleness(each, facts.now), each, facts.now);
}
