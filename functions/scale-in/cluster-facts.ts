import type { Tags } from '../../shared/domain/cluster.ts';
import type { Remark } from '../../shared/domain/plan.ts';
import { ATTRIBUTES, remembered } from './attributes.ts';
import type { ClusterLook, GroupLook, HostLook, MemberLook, TaskLook } from './snapshot.ts';
import { compare, type TaskClass, TaskClasses } from './task-classes.ts';
import { type ClusterTerms, clusterTermsOf, type GroupTerms, groupTermsOf, type ScaleInSettings } from './terms.ts';

/** A task on a host. */
export interface PlacedTask {
  readonly task: TaskLook;
  readonly taskClass: TaskClass;
}

/** A host with everything that was found about it. */
export interface HostFacts {
  /** Its place among the cluster's hosts. */
  readonly index: number;
  readonly host: HostLook;
  readonly group: GroupFacts | undefined;
  readonly member: MemberLook | undefined;
  readonly zone: string;
  readonly terms: GroupTerms;
  /** Ordered by class and ARN. */
  readonly tasks: readonly PlacedTask[];
  /** Auto Scaling is terminating it. */
  readonly isTerminating: boolean;
  /** Its agent has been disconnected for as long as makes it no capacity any more. */
  readonly isLongDisconnected: boolean;
  /** It counts as capacity: ACTIVE, staying, and not disconnected for long. */
  readonly isCapacity: boolean;
}

/** A group, and what holds for it. */
export interface GroupFacts {
  readonly group: GroupLook;
  readonly terms: GroupTerms;
  /** ECS sets its size. */
  readonly isManaged: boolean;
}

/** A cluster in the order and form in which it is planned. */
export interface ClusterFacts {
  readonly look: ClusterLook;
  readonly now: number;
  readonly terms: ClusterTerms;
  /** Terms of hosts without a group. */
  readonly groupTerms: GroupTerms;
  /** Ordered by ARN. */
  readonly hosts: readonly HostFacts[];
  /** Ordered by name. */
  readonly groups: readonly GroupFacts[];
  readonly classes: TaskClasses;
  /** Tasks without a host. */
  readonly unplaced: readonly PlacedTask[];
  /** Wrong tags. */
  readonly warnings: readonly Remark[];
}

/** Tells whether Auto Scaling is terminating an instance. */
export function isTerminating(member: Pick<MemberLook, 'lifecycleState'> | undefined): boolean {
  return member !== undefined && /^(Warmed:)?Terminat/.test(member.lifecycleState);
}

/** Puts together what belongs together, in an order that does not depend on the one it was read in. */
export function clusterFacts(look: ClusterLook, settings: ScaleInSettings, now: number): ClusterFacts {
  const { tags } = look.cluster;
  const cluster = clusterTermsOf(look.clusterArn, tags, settings.clusterTerms);
  const ofHosts = groupTermsOf(look.clusterArn, tags, settings.groupTerms);
  const resolved = readGroups(look).map((group) => groupFacts(group, ofHosts.terms, look));
  const groups = resolved.map(({ facts }) => facts);
  const classes = new TaskClasses(look);
  const tasks = tasksByHost(look.tasks, classes);
  const homes = new Map(
    groups.flatMap((group) => group.group.members.map((member) => [member.ec2InstanceId, { group, member }])),
  );
  const longAgo = now - cluster.terms.disconnectedMinutes * 60_000;
  const hosts = look.hosts
    .toSorted((a, b) => compare(a.containerInstanceArn, b.containerInstanceArn))
    .map((host, index): HostFacts => {
      const home = homes.get(host.ec2InstanceId);
      const terminating = isTerminating(home?.member);
      const isLongDisconnected = !host.agentConnected && isSince(host, longAgo);
      return {
        index,
        host,
        group: home?.group,
        member: home?.member,
        zone: home?.member.availabilityZone ?? host.availabilityZone ?? '',
        terms: home?.group.terms ?? ofHosts.terms,
        tasks: tasks.get(host.containerInstanceArn) ?? [],
        isTerminating: terminating,
        isLongDisconnected,
        isCapacity: host.status === 'ACTIVE' && !terminating && !isLongDisconnected,
      };
    });
  const warnings = [...cluster.warnings, ...ofHosts.warnings, ...resolved.flatMap((each) => each.warnings)];
  const unplaced = tasks.get(undefined) ?? [];
  return { look, now, terms: cluster.terms, groupTerms: ofHosts.terms, hosts, groups, classes, unplaced, warnings };
}

function isSince(host: HostLook, longAgo: number): boolean {
  const since = remembered(host, ATTRIBUTES.disconnectedSince);
  return since.kind === 'at' && since.at <= longAgo;
}

function readGroups({ groups }: ClusterLook): GroupLook[] {
  const read = groups.filter((view) => view.kind === 'read');
  return read.sort((a, b) => compare(a.autoScalingGroupName, b.autoScalingGroupName));
}

function groupFacts(group: GroupLook, fallback: GroupTerms, { capacityProviders }: ClusterLook) {
  const { terms, warnings } = groupTermsOf(group.autoScalingGroupName, group.tags, fallback);
  const providers = capacityProviders.filter((each) => each.autoScalingGroupName === group.autoScalingGroupName);
  const isManaged =
    providers.length > 0 ? providers.some(({ hasManagedScaling }) => hasManagedScaling) : isTaggedManaged(group.tags);
  const facts: GroupFacts = { group, terms, isManaged };
  return { facts, warnings };
}

/** The tag by which ECS knows groups that it manages, if the provider is one of another cluster. */
function isTaggedManaged(tags: Tags): boolean {
  return tags['AmazonECSManaged'] !== undefined;
}

function tasksByHost(tasks: readonly TaskLook[], classes: TaskClasses): Map<string | undefined, PlacedTask[]> {
  const byHost = new Map<string | undefined, PlacedTask[]>();
  for (const task of tasks) {
    const placed = { task, taskClass: classes.of(task) };
    const others = byHost.get(task.containerInstanceArn);
    if (others) others.push(placed);
    else byHost.set(task.containerInstanceArn, [placed]);
  }
  for (const ofHost of byHost.values()) ofHost.sort(inOrder);
  return byHost;
}

/** Larger tasks first, for they are harder to place. */
export function inOrder(a: PlacedTask, b: PlacedTask): number {
  return byClass(a.taskClass, b.taskClass) || compare(a.task.taskArn, b.task.taskArn);
}

/** Larger classes first. */
export function byClass(a: TaskClass, b: TaskClass): number {
  const memory = (b.needs?.memory ?? 0) - (a.needs?.memory ?? 0);
  return memory || (b.needs?.cpu ?? 0) - (a.needs?.cpu ?? 0) || compare(a.key, b.key);
}
