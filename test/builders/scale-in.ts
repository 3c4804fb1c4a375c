import type {
  ClusterLook,
  GroupLook,
  GroupView,
  HostLook,
  MemberLook,
  Requirements,
  ServiceLook,
  Snapshot,
  TaskLook,
} from '../../functions/scale-in/snapshot.ts';
import type { ScaleInSettings } from '../../functions/scale-in/terms.ts';
import { aCluster, aService, HERE } from './clusters.ts';
import { aHost, hostArn, instanceId } from './hosts.ts';
import { aGroup, aMember } from './scale-in-groups.ts';
import { minutesAgo, NOW } from './scale-in-settings.ts';

const PREFIX = `arn:aws:ecs:${HERE.region}:${HERE.accountId}`;

/** ARN of a task definition by its family. */
export const definitionArn = (family: string): string => `${PREFIX}:task-definition/${family}:1`;

/** A service, and how many of what its tasks take. */
export type ServiceSpec = Partial<Omit<ServiceLook, 'service'>> & {
  readonly service?: Partial<ServiceLook['service']>;
  readonly needs?: Partial<Requirements>;
};

/** A host, its tasks by service (or `job` for a standalone one), and its place in a group. */
export type HostSpec = Omit<Partial<HostLook>, 'resources'> & {
  readonly number?: number;
  readonly zone?: string;
  /** The name of its group; undefined for none. */
  readonly group?: string | undefined;
  readonly tasks?: readonly (string | (Partial<TaskLook> & { readonly of: string }))[];
  readonly resources?: Partial<HostLook['resources']>;
  readonly member?: Partial<MemberLook>;
  /** Minutes for which its attribute says that it is idle. */
  readonly idleFor?: number;
  /** Minutes since we drained it. */
  readonly drainedFor?: number;
};

/** A cluster in a few words. */
export interface ClusterSpec {
  readonly name?: string;
  readonly tags?: Record<string, string>;
  readonly hosts: readonly HostSpec[];
  readonly services?: Readonly<Record<string, ServiceSpec>>;
  readonly groups?: Readonly<Record<string, Partial<GroupLook>>>;
  /** Tasks without a host, by service. */
  readonly unplaced?: readonly string[];
  readonly look?: Partial<ClusterLook>;
}

const NEEDS: Omit<Requirements, 'taskDefinitionArn'> = {
  cpu: 256,
  memory: 512,
  gpus: 0,
  hostPorts: [],
  requiresAttributes: [],
  isAwsvpc: false,
  eligibleHosts: { kind: 'all' },
};

/** A cluster that was read: its counts, reservations and groups follow from its hosts and their tasks. */
export function aClusterLook(spec: ClusterSpec): ClusterLook {
  const { name = 'default', services = {}, unplaced = [] } = spec;
  const specs: Readonly<Record<string, ServiceSpec>> = { job: {}, web: {}, ...services };
  const needs = Object.entries(specs).map(([family, each]) => ({
    ...NEEDS,
    taskDefinitionArn: definitionArn(family),
    ...each.needs,
  }));
  const numbered = spec.hosts.map((host, index) => ({ number: index + 1, ...host }));
  const tasks = [
    ...numbered.flatMap((host) => (host.tasks ?? []).map((task, index) => aTaskOn(host.number, index, task, name))),
    ...unplaced.map((of, index) => aTaskOn(undefined, index, { of, lastStatus: 'PROVISIONING' }, name)),
  ];
  const built = aCluster({ name, tags: { 'ecs-ops:scale-in': 'true', ...spec.tags } });
  return {
    kind: 'read',
    clusterArn: built.clusterArn,
    cluster: built,
    hosts: numbered.map((host) => aHostLook(host, name, needs)),
    tasks,
    services: Object.entries(specs)
      .filter(([family]) => family !== 'job')
      .map(([family, each]) => aServiceLook(family, each, tasks)),
    requirements: needs,
    groups: theGroups(numbered, spec.groups ?? {}),
    capacityProviders: [],
    unread: [],
    ...spec.look,
  };
}

/** A snapshot of clusters. */
export function aSnapshot(settings: ScaleInSettings, ...clusters: Snapshot['clusters']): Snapshot {
  return { settings, clusters };
}

function aTaskOn(
  number: number | undefined,
  index: number,
  spec: NonNullable<HostSpec['tasks']>[number],
  cluster: string,
): TaskLook {
  const { of, ...overrides } = typeof spec === 'string' ? { of: spec } : spec;
  return {
    taskArn: `${PREFIX}:task/${cluster}/${of}-${number ?? 'x'}-${index}`,
    taskDefinitionArn: definitionArn(of),
    group: of === 'job' ? 'family:job' : `service:${of}`,
    lastStatus: 'RUNNING',
    desiredStatus: 'RUNNING',
    containerInstanceArn: number === undefined ? undefined : hostArn(number, cluster),
    protection: 'unprotected',
    ...overrides,
  };
}

function aHostLook(
  spec: HostSpec & { readonly number: number },
  cluster: string,
  needs: readonly Requirements[],
): HostLook {
  const { number, zone = 'a', group, tasks = [], resources, member, idleFor, drainedFor, attributes, ...rest } = spec;
  const taken = tasks.map((task) => {
    const arn = definitionArn(typeof task === 'string' ? task : task.of);
    return needs.find(({ taskDefinitionArn }) => taskDefinitionArn === arn) ?? { ...NEEDS, taskDefinitionArn: arn };
  });
  const registeredCpu = resources?.registeredCpu ?? 2048;
  const registeredMemory = resources?.registeredMemory ?? 4096;
  const running = tasks.filter((task) => typeof task === 'string' || task.desiredStatus !== 'STOPPED').length;
  return {
    ...aHost({ number, cluster }),
    status: drainedFor === undefined ? 'ACTIVE' : 'DRAINING',
    runningTasksCount: running,
    registeredAt: NOW - 3_600_000,
    attributes: {
      ...(idleFor !== undefined && { 'ecs-ops.idle-since': minutesAgo(idleFor) }),
      ...(drainedFor !== undefined && { 'ecs-ops.scale-in-drained-at': minutesAgo(drainedFor) }),
      ...attributes,
    },
    tags: {},
    resources: {
      registeredCpu,
      remainingCpu: taken.reduce((left, { cpu }) => left - cpu, registeredCpu),
      registeredMemory,
      remainingMemory: taken.reduce((left, { memory }) => left - memory, registeredMemory),
      gpus: 0,
      takenPorts: taken.flatMap(({ hostPorts }) => hostPorts),
      ...resources,
    },
    availabilityZone: zone,
    overallStatus: undefined,
    mostNetworkInterfaces: undefined,
    hourlyCost: undefined,
    stoppingTasksRead: drainedFor !== undefined,
    ...rest,
  };
}

function aServiceLook(name: string, spec: ServiceSpec, tasks: readonly TaskLook[]): ServiceLook {
  const { service, needs: _, ...rest } = spec;
  const own = tasks.filter(({ group, desiredStatus }) => group === `service:${name}` && desiredStatus === 'RUNNING');
  const count = own.length;
  return {
    service: aService({ serviceName: name, placementConstraints: [], tags: {}, desiredCount: count, ...service }),
    taskDefinitionArn: definitionArn(name),
    runningCount: own.filter(({ lastStatus }) => lastStatus === 'RUNNING').length,
    pendingCount: own.filter(({ lastStatus }) => lastStatus === 'PENDING').length,
    isDeploying: false,
    minimumHealthyPercent: 100,
    maximumPercent: 200,
    eligibleHosts: { kind: 'all' },
    spreadsOverZones: false,
    ...rest,
  };
}

function theGroups(
  hosts: readonly (HostSpec & { readonly number: number })[],
  overrides: NonNullable<ClusterSpec['groups']>,
): GroupView[] {
  const nameOf = (host: HostSpec): string | undefined => ('group' in host ? host.group : 'group');
  const names = new Set([...hosts.map(nameOf), ...Object.keys(overrides)].filter((name) => name !== undefined));
  return [...names].map((name): GroupView => {
    const members = hosts
      .filter((host) => nameOf(host) === name)
      .map(({ number, zone = 'a', member }) =>
        aMember({ ec2InstanceId: instanceId(number), availabilityZone: zone, ...member }, name),
      );
    return { kind: 'read', ...aGroup({ autoScalingGroupName: name, members, ...overrides[name] }) };
  });
}
