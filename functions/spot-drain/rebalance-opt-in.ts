import type { AutoScalingGroup } from '../../shared/domain/auto-scaling.ts';
import { asFailure } from '../../shared/domain/errors.ts';
import type { Reason } from '../../shared/domain/reasons.ts';
import type { Reads } from './reads.ts';
import type { LeftAlone, Notice } from './snapshot.ts';

/** Tag on an Auto Scaling group: drain its hosts at a rebalance recommendation. */
export const REBALANCE_TAG = 'ecs-ops:drain-on-rebalance';

/** Recommendations to act upon, and those that are left alone. */
export interface OptIns {
  readonly wanted: readonly Notice[];
  readonly leftAlone: readonly LeftAlone[];
}

/** Asks the groups of these instances whether a rebalance recommendation is to drain them. Nothing is thrown. */
export async function askGroups(
  notices: readonly Notice[],
  reads: Pick<Reads, 'describeGroupMembers' | 'describeGroups'>,
  signal: AbortSignal,
): Promise<OptIns> {
  if (notices.length === 0) return { wanted: [], leftAlone: [] };
  try {
    const ids = notices.map(({ ec2InstanceId }) => ec2InstanceId);
    const members = await reads.describeGroupMembers(ids, signal);
    const names = [...new Set(members.map(({ autoScalingGroupName }) => autoScalingGroupName))];
    const groups = names.length === 0 ? [] : await reads.describeGroups(names, signal);
    const byName = new Map(groups.map((group) => [group.autoScalingGroupName, group]));
    const byId = new Map(members.map((member) => [member.ec2InstanceId, byName.get(member.autoScalingGroupName)]));
    const asked = notices.map((notice) => ({ notice, reason: reasonNot(byId.get(notice.ec2InstanceId)) }));
    return {
      wanted: asked.flatMap(({ notice, reason }) => (reason ? [] : [notice])),
      leftAlone: asked.flatMap(({ notice, reason }) => (reason ? [{ notice, reason }] : [])),
    };
  } catch (error) {
    const failure = asFailure(error);
    return { wanted: [], leftAlone: notices.map((notice) => ({ notice, reason: 'unreadable', failure })) };
  }
}

/** Why a group does not want it; undefined when it does. */
function reasonNot(group: Pick<AutoScalingGroup, 'tags'> | undefined): Reason | undefined {
  switch (group?.tags[REBALANCE_TAG]) {
    case 'true':
      return undefined;
    case 'false':
    case undefined:
      return 'rebalance-not-opted-in';
    default:
      return 'invalid-drain-on-rebalance';
  }
}
