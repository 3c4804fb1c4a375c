import { isCounted, isInPool, isLeaving, isReadyInPool, isRetained } from './lifecycle-states.ts';
import type { GroupSettings, Member, ProcessName, WarmPool } from './model.ts';
import { countByZone, type Placement, placeLaunches } from './placement.ts';
import { chooseVictims } from './scale-in-selection.ts';

/** What a group's next steps follow from. */
export interface GroupSnapshot {
  readonly settings: GroupSettings;
  readonly members: readonly Readonly<Member>[];
  readonly suspended: Pick<ReadonlySet<ProcessName>, 'has'>;
  readonly warmPool: WarmPool | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** A group's next steps. Empty lists: nothing to do. */
export interface GroupPlan {
  /** Unhealthy, or at risk and replaced already. */
  readonly replaced: readonly string[];
  /** From the warm pool into service. */
  readonly fromPool: readonly string[];
  /** New instances for the group. */
  readonly launches: readonly Placement[];
  readonly scaledIn: readonly string[];
  /** From service back into the warm pool. */
  readonly toPool: readonly string[];
  readonly poolLaunches: readonly Placement[];
  readonly poolTerminations: readonly string[];
  /** New instances that even out the zones; once they are in service, a scale-in takes the surplus elsewhere. */
  readonly rebalancing: readonly Placement[];
}

/** Decides what a group does next. */
export function planGroup(group: GroupSnapshot): GroupPlan {
  const { settings, members, suspended } = group;
  const launching = !suspended.has('Launch');
  const terminating = !suspended.has('Terminate');
  const replacing = terminating && !suspended.has('ReplaceUnhealthy');
  const counted = members.filter((member) => isCounted(member.state));
  const sound = counted.filter((member) => (member.health === 'Healthy' || !replacing) && !member.atRisk);
  const inService = sound.filter((member) => member.state === 'InService');
  const missing = Math.max(0, settings.desired - sound.length);
  const fromPool = launching ? readyInPool(members).slice(0, missing) : [];
  const launches = launching ? place(missing - fromPool.length, sound, settings) : [];
  const surplus = terminating ? Math.max(0, inService.length - settings.desired) : 0;
  const victims = chooseVictims(surplus, inService, settings, group.now);
  const room = Math.max(0, poolSize(group) - membersOfPool(members).length + fromPool.length);
  const toPool = group.warmPool?.reuseOnScaleIn ? victims.slice(0, room) : [];
  return {
    replaced: [
      ...(replacing ? unhealthy(members) : []),
      ...(terminating && inService.length >= settings.desired ? atRisk(members) : []),
    ].map(({ instanceId }) => instanceId),
    fromPool: fromPool.map(({ instanceId }) => instanceId),
    launches,
    scaledIn: victims.slice(toPool.length),
    toPool,
    ...planPool(group, fromPool.length, toPool.length),
    rebalancing: launching && terminating && missing === 0 && surplus === 0 ? rebalance(group, sound) : [],
  };
}

function place(count: number, present: readonly Readonly<Member>[], settings: GroupSettings): readonly Placement[] {
  return placeLaunches(count, present, settings.zones, settings.distribution);
}

function unhealthy(members: readonly Readonly<Member>[]): readonly Readonly<Member>[] {
  return members.filter(
    ({ health, state }) => health === 'Unhealthy' && !isLeaving(state) && !isRetained(state) && state !== 'Standby',
  );
}

function atRisk(members: readonly Readonly<Member>[]): readonly Readonly<Member>[] {
  return members.filter((member) => member.atRisk && member.health === 'Healthy' && member.state === 'InService');
}

function membersOfPool(members: readonly Readonly<Member>[]): readonly Readonly<Member>[] {
  return members.filter(({ state }) => isInPool(state) && !isLeaving(state) && !isRetained(state));
}

function readyInPool(members: readonly Readonly<Member>[]): readonly Readonly<Member>[] {
  return members.filter(({ state, health }) => isReadyInPool(state) && health === 'Healthy');
}

/** Size of the warm pool. Source: EC2 Auto Scaling user guide, warm pool core concepts. */
function poolSize({ settings, warmPool }: GroupSnapshot): number {
  if (warmPool === undefined || warmPool.pendingDelete) return 0;
  const prepared = warmPool.maxGroupPreparedCapacity ?? settings.max;
  return Math.max(prepared - settings.desired, warmPool.minSize, 0);
}

function planPool(
  group: GroupSnapshot,
  leaving: number,
  entering: number,
): Pick<GroupPlan, 'poolLaunches' | 'poolTerminations'> {
  const { settings, members, suspended } = group;
  const pool = membersOfPool(members);
  const difference = poolSize(group) - (pool.length - leaving + entering);
  const surplus = readyInPool(members).slice(leaving).slice(0, Math.max(0, -difference));
  return {
    poolLaunches: suspended.has('Launch') ? [] : place(Math.max(0, difference), pool, settings),
    poolTerminations: suspended.has('Terminate') ? [] : surplus.map(({ instanceId }) => instanceId),
  };
}

/** Zones may differ by one. Only what a scale-in can then take away elsewhere is launched. */
function rebalance(group: GroupSnapshot, sound: readonly Readonly<Member>[]): readonly Placement[] {
  const { zones, distribution } = group.settings;
  if (group.suspended.has('AZRebalance') || sound.some(({ state }) => state !== 'InService')) return [];
  const counts = countByZone(sound, zones);
  const movable = (zone: string): number =>
    sound.filter((member) => member.zone === zone && !member.protectedFromScaleIn).length;
  const most = Math.max(...zones.filter((zone) => movable(zone) > 0).map((zone) => counts.get(zone) ?? 0));
  const outside = sound.filter(({ zone, protectedFromScaleIn }) => !zones.includes(zone) && !protectedFromScaleIn);
  const fewest = Math.min(...counts.values());
  if (most - fewest < 2 && outside.length === 0) return [];
  return placeLaunches(1, sound, zones, distribution);
}
