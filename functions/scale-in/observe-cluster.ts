import type { PlacedTask } from '../../shared/aws/cluster-tasks.ts';
import type { DescribedHost } from '../../shared/aws/described-hosts.ts';
import type { ApiFailure } from '../../shared/aws/ecs-shapes.ts';
import type { TaskNeeds } from '../../shared/aws/task-definitions.ts';
import type { Cluster } from '../../shared/domain/cluster.ts';
import { allEnded, mapAtMost } from '../../shared/domain/concurrency.ts';
import type { Remark } from '../../shared/domain/plan.ts';
import { Expressions } from './expressions.ts';
import { isMarked } from './follow-up.ts';
import { mostNetworkInterfaces } from './network-interfaces.ts';
import type { AccountGroups } from './observe-groups.ts';
import { type ProtectionDependencies, withProtections } from './protection.ts';
import type { Reads } from './reads.ts';
import type { ClusterLook, HostLook, Requirements, ServiceLook, TaskLook } from './snapshot.ts';
import { type ReadAllowance, readStoppingTasks } from './stopping-tasks.ts';
import { runsOnHosts } from './task-classes.ts';
import type { TaskDefinitions } from './task-definitions.ts';

/** What reading a cluster needs. */
export interface ClusterDependencies extends ProtectionDependencies {
  readonly reads: Reads;
  readonly definitions: TaskDefinitions;
}

/** Expressions asked side by side. */
const AT_ONCE = 4;

/**
 * Reads a cluster. Its hosts come first and their tasks later: a host that is DRAINING gets no task any more, so what is
 * found on it then is all that there will be.
 *
 * @throws what any of its parts failed with
 */
export async function observeCluster(
  cluster: Cluster,
  groups: AccountGroups,
  dependencies: ClusterDependencies & { readonly allowance: ReadAllowance },
  signal: AbortSignal,
): Promise<ClusterLook> {
  const { clusterArn } = cluster;
  const { reads } = dependencies;
  const described = await reads.describeHosts({ cluster: clusterArn }, signal);
  const [{ tasks, read }, services, capacityProviders] = await allEnded([
    readTasks(clusterArn, described.hosts, dependencies, signal),
    reads.describeAllServices(clusterArn, signal),
    reads.describeGroupProviders(providersOf(cluster, described.hosts), signal),
  ]);
  const hosts = described.hosts.map((host) => toHostLook(host, read));
  const onHosts = services.services.filter(({ service }) => runsOnHosts(service));
  const arns = [...tasks, ...onHosts].map(({ taskDefinitionArn }) => taskDefinitionArn);
  const needs = await dependencies.definitions.read(arns, signal);
  const expressions = new Expressions(clusterArn, reads, signal);
  const [serviceLooks, requirements, groupViews] = await allEnded([
    mapAtMost(AT_ONCE, services.services, (each) => withEligibleHosts(each, expressions)),
    mapAtMost(AT_ONCE, needs, (each) => toRequirements(each, expressions)),
    groups.of({ cluster, hosts, capacityProviders }),
  ]);
  const look: ClusterLook = {
    kind: 'read',
    clusterArn,
    cluster,
    hosts,
    tasks,
    services: serviceLooks,
    requirements,
    groups: groupViews,
    capacityProviders,
    unread: [...described.failures, ...services.failures].map(toRemark),
  };
  return withProtections(look, dependencies, signal);
}

/** The cluster's capacity providers, and those of its hosts that it may have had before. */
function providersOf({ capacityProviders = [] }: Cluster, hosts: readonly DescribedHost[]): readonly string[] {
  const ofHosts = hosts.flatMap(({ capacityProviderName }) => capacityProviderName ?? []);
  const names = new Set([...capacityProviders, ...ofHosts]);
  return [...names].filter((name) => name !== 'FARGATE' && name !== 'FARGATE_SPOT');
}

/** The tasks of a cluster, and the hosts of which those that are being stopped were read as well. */
interface TasksRead {
  readonly tasks: readonly TaskLook[];
  readonly read: ReadonlySet<string>;
}

/**
 * First the tasks that are to run, then those that are being stopped: a task that is stopped in between is in both
 * lists, and in the other order might be in neither.
 */
async function readTasks(
  cluster: string,
  hosts: readonly DescribedHost[],
  dependencies: { readonly reads: Reads; readonly allowance: ReadAllowance },
  signal: AbortSignal,
): Promise<TasksRead> {
  const running = await dependencies.reads.describeTasks({ cluster, desiredStatus: 'RUNNING' }, signal);
  const marked = hosts.filter((host) => host.status === 'DRAINING' && isMarked(host));
  const { tasks: stopping, read } = await readStoppingTasks(cluster, marked, dependencies, signal);
  const latest = new Map([...running, ...stopping].map((task) => [task.taskArn, task]));
  const tasks = [...latest.values()].filter(isOnHosts).map(toTaskLook);
  return { tasks, read };
}

function isOnHosts({ launchType, lastStatus }: PlacedTask): boolean {
  return launchType !== 'FARGATE' && launchType !== 'EXTERNAL' && lastStatus !== 'STOPPED';
}

function toTaskLook({ launchType: _, ...task }: PlacedTask): TaskLook {
  return { ...task, protection: 'unknown' };
}

function toHostLook(host: DescribedHost, read: ReadonlySet<string>): HostLook {
  return {
    ...host,
    mostNetworkInterfaces: mostNetworkInterfaces(host),
    // EC2's prices are not asked for: what a host wastes is measured by its size.
    hourlyCost: undefined,
    stoppingTasksRead: read.has(host.containerInstanceArn),
  };
}

async function withEligibleHosts(
  each: Omit<ServiceLook, 'eligibleHosts'>,
  expressions: Expressions,
): Promise<ServiceLook> {
  const { placementConstraints } = each.service;
  const own = placementConstraints.flatMap((constraint) =>
    constraint.type === 'memberOf' && runsOnHosts(each.service) ? [constraint.expression] : [],
  );
  return { ...each, eligibleHosts: await expressions.hostsOf(own) };
}

async function toRequirements(
  { expressions: own, ...needs }: TaskNeeds,
  expressions: Expressions,
): Promise<Requirements> {
  return { ...needs, eligibleHosts: await expressions.hostsOf(own) };
}

function toRemark({ arn, reason, detail }: ApiFailure): Remark {
  return { subject: arn, reason: 'unavailable', detail: `${reason} ${detail}`.trim() };
}
