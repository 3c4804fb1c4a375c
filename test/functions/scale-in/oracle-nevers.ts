import type { ClusterLook, GroupLook, HostLook, MemberLook } from '../../../functions/scale-in/snapshot.ts';
import type { ScaleInSettings } from '../../../functions/scale-in/terms.ts';
import { NOW } from '../../builders/scale-in-settings.ts';
import { OracleFleet } from './oracle-fleet.ts';

/** The group that an instance is in, and its place there. */
export function homeOf(
  look: ClusterLook,
  ec2InstanceId: string,
): { readonly group: GroupLook; readonly member: MemberLook } | undefined {
  for (const group of look.groups) {
    if (group.kind !== 'read') continue;
    const member = group.members.find((each) => each.ec2InstanceId === ec2InstanceId);
    if (member) return { group, member };
  }
  return undefined;
}

/** Why nothing may be taken from a cluster at all. */
export function clusterNevers(look: ClusterLook, settings: ScaleInSettings): readonly string[] {
  const fleet = new OracleFleet(look, settings.clusterTerms);
  const staying = look.hosts.filter(({ ec2InstanceId }) => !stateOf(look, ec2InstanceId).startsWith('Terminating'));
  const away = staying.filter(({ agentConnected }) => !agentConnected).length;
  const isPending = look.tasks.some(
    (task) => task.lastStatus !== 'RUNNING' && task.desiredStatus === 'RUNNING' && !fleet.isHostBound(task),
  );
  const groups = look.groups.filter((group) => group.kind === 'read');
  return [
    ...(look.cluster.tags['ecs-ops:scale-in-budget'] === 'x' ? ['a wrong budget'] : []),
    ...(look.unread.length > 0 || groups.length < look.groups.length ? ['something unread'] : []),
    ...(away > staying.length * 0.45 ? ['too many are away'] : []),
    ...(look.services.some(({ isDeploying }) => isDeploying) ? ['a deployment'] : []),
    ...(isPending ? ['pending tasks'] : []),
    ...groups
      .filter((group) => hasGrown(group, settings))
      .map(({ autoScalingGroupName }) => `${autoScalingGroupName} has grown`),
    ...look.hosts
      .filter((host) => isFuture(host, 'ecs-ops.scale-in-cluster-not-before'))
      .map(() => 'the cooldown of the cluster'),
  ];
}

/** Why a host may not be taken. */
export function hostNevers(look: ClusterLook, host: HostLook, settings: ScaleInSettings): readonly string[] {
  const home = homeOf(look, host.ec2InstanceId);
  if (!home) return ['no group'];
  const { group, member } = home;
  const says = (name: string): readonly (string | undefined)[] => [look.cluster.tags[name], group.tags[name]];
  const fleet = new OracleFleet(look, settings.clusterTerms);
  const tasks = look.tasks.filter(({ containerInstanceArn }) => containerInstanceArn === host.containerInstanceArn);
  const isManaged = look.capacityProviders.some(
    (each) => each.hasManagedScaling && each.autoScalingGroupName === group.autoScalingGroupName,
  );
  const age = NOW - (host.registeredAt ?? NOW);
  return [
    ...(says('ecs-ops:scale-in').includes('true') && !says('ecs-ops:scale-in').includes('false')
      ? []
      : ['not opted in']),
    ...(says('ecs-ops:scale-in-paused').includes('true') ? ['paused'] : []),
    ...[group.tags['ecs-ops:keep'], host.tags['ecs-ops:keep'], host.attributes['ecs-ops.keep']]
      .filter((keep) => keep !== undefined)
      .map(() => 'keep'),
    ...(isManaged ? ['managed scaling'] : []),
    ...(group.hasWarmPool ? ['a warm pool'] : []),
    ...(group.suspendedProcesses.includes('Terminate') ? ['Terminate is suspended'] : []),
    ...(member.lifecycleState === 'InService' ? [] : [member.lifecycleState]),
    ...(member.protectedFromScaleIn ? ['scale-in protection'] : []),
    ...(age < settings.groupTerms.minimumAgeMinutes * 60_000 ? ['too young'] : []),
    ...(isFuture(host, 'ecs-ops.scale-in-not-before') ? ['its cooldown'] : []),
    ...tasks.filter((task) => fleet.serviceOf(task) === undefined).map(({ group: of }) => `a task of ${of}`),
    ...tasks.filter((task) => task.protection !== 'unprotected').map(({ taskArn }) => `protected ${taskArn}`),
  ];
}

/** Why groups may not be left so by these instances. */
export function groupNevers(
  look: ClusterLook,
  leaving: readonly string[],
  settings: ScaleInSettings,
): readonly string[] {
  return look.groups.flatMap((group) => {
    if (group.kind !== 'read') return [];
    const gone = group.members.filter(({ ec2InstanceId }) => leaving.includes(ec2InstanceId));
    const left = group.desiredCapacity - gone.reduce((sum, { weightedCapacity }) => sum + weightedCapacity, 0);
    const zones = [
      ...new Set([...group.availabilityZones, ...group.members.map(({ availabilityZone }) => availabilityZone)]),
    ];
    const count = (without: readonly MemberLook[]): number[] =>
      zones.map(
        (zone) =>
          group.members.filter(
            (each) => each.availabilityZone === zone && each.lifecycleState === 'InService' && !without.includes(each),
          ).length,
      );
    const skew = (counts: readonly number[]): number => Math.max(...counts) - Math.min(...counts);
    const [before, after] = [count([]), count(gone)];
    const belowZone = after.some(
      (each, index) => each < settings.groupTerms.minimumPerZone && each < (before[index] ?? 0),
    );
    return [
      ...(gone.length > 0 && left < group.minSize ? [`${group.autoScalingGroupName} is below its minimum`] : []),
      ...(belowZone ? [`${group.autoScalingGroupName} is below its minimum in a zone`] : []),
      ...(skew(after) > Math.max(1, skew(before))
        ? [`${group.autoScalingGroupName} is out of balance: ${before} ${after}`]
        : []),
    ];
  });
}

/** How many hosts of a cluster may be on their way out. */
export function mostOnTheirWay(look: ClusterLook, { clusterTerms: { budget } }: ScaleInSettings): number {
  const hosts = look.hosts.filter(({ status }) => status === 'ACTIVE' || status === 'DRAINING').length;
  return budget.kind === 'hosts' ? budget.hosts : Math.max(1, Math.floor((hosts * budget.percent) / 100));
}

/** Tells whether Auto Scaling is terminating an instance. */
export function isLeaving(look: ClusterLook, ec2InstanceId: string): boolean {
  return stateOf(look, ec2InstanceId).startsWith('Terminating');
}

function stateOf(look: ClusterLook, ec2InstanceId: string): string {
  return homeOf(look, ec2InstanceId)?.member.lifecycleState ?? '';
}

function hasGrown({ members, desiredCapacity, lastScaleOut }: GroupLook, { clusterTerms }: ScaleInSettings): boolean {
  const inService = members.filter(({ lifecycleState }) => lifecycleState === 'InService').length;
  const at = lastScaleOut.kind === 'read' ? (lastScaleOut.at ?? -Infinity) : NOW;
  return inService < desiredCapacity || NOW - at < clusterTerms.cooldownMinutes * 60_000;
}

function isFuture({ attributes }: HostLook, name: string): boolean {
  return Date.parse(attributes[name] ?? '') > NOW;
}
