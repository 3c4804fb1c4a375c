import type { Reason } from '../../shared/domain/reasons.ts';
import type { GroupLook, MemberLook } from './snapshot.ts';

/** Why an instance may not leave its group. */
export interface Refusal {
  readonly reason: Extract<Reason, 'group-minimum' | 'zone-minimum' | 'zone-balance'>;
  readonly detail: string;
}

/** What is left of a group while instances leave it. */
interface Account {
  readonly minSize: number;
  desiredCapacity: number;
  /** Instances in service, by zone; zones without any included. */
  readonly zones: Map<string, number>;
}

/** Keeps the books of groups, which several clusters may share. */
export class GroupLedger {
  readonly #accounts = new Map<string, Account>();

  /** Why the instance may not leave now; undefined when it may. */
  refusal(group: GroupLook, member: MemberLook, minimumPerZone: number): Refusal | undefined {
    const { minSize, desiredCapacity, zones } = this.#account(group);
    const left = desiredCapacity - member.weightedCapacity;
    if (left < minSize) return { reason: 'group-minimum', detail: `${group.autoScalingGroupName}: ${minSize}` };
    const zone = member.availabilityZone;
    const inZone = (zones.get(zone) ?? 0) - 1;
    // Written so that a minimum that is no number keeps the host.
    if (!(inZone >= minimumPerZone)) return { reason: 'zone-minimum', detail: `${zone}: ${minimumPerZone}` };
    const counts = [...zones.values()];
    const after = [...zones].map(([name, count]) => (name === zone ? count - 1 : count));
    if (skew(after) > Math.max(1, skew(counts))) {
      const detail = [...zones].map(([name, count]) => `${name}: ${count}`).join(', ');
      return { reason: 'zone-balance', detail };
    }
    return undefined;
  }

  /** The instance leaves, and the desired capacity is lowered by it. */
  leave(group: GroupLook, member: MemberLook): void {
    const account = this.#account(group);
    account.desiredCapacity -= member.weightedCapacity;
    account.zones.set(member.availabilityZone, (account.zones.get(member.availabilityZone) ?? 0) - 1);
  }

  #account(group: GroupLook): Account {
    const known = this.#accounts.get(group.autoScalingGroupName);
    if (known) return known;
    const zones = new Map(group.availabilityZones.toSorted().map((zone) => [zone, 0]));
    const inService = group.members.filter(isInService).map(({ availabilityZone }) => availabilityZone);
    for (const zone of inService.sort()) zones.set(zone, (zones.get(zone) ?? 0) + 1);
    const account = { minSize: group.minSize, desiredCapacity: group.desiredCapacity, zones };
    this.#accounts.set(group.autoScalingGroupName, account);
    return account;
  }
}

/** Tells whether an instance does its group's work. */
export function isInService({ lifecycleState }: MemberLook): boolean {
  return lifecycleState === 'InService';
}

/** Tells whether a group is getting instances, or is to get some. */
export function isGrowing({ members, desiredCapacity }: GroupLook): boolean {
  const capacity = members.filter(isInService).reduce((sum, { weightedCapacity }) => sum + weightedCapacity, 0);
  const isPending = members.some(({ lifecycleState }) => lifecycleState.startsWith('Pending'));
  return isPending || capacity < desiredCapacity;
}

function skew(counts: readonly number[]): number {
  return Math.max(...counts) - Math.min(...counts);
}
