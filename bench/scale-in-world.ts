import type {
  ClusterLook,
  GroupView,
  HostLook,
  Requirements,
  ServiceLook,
  Snapshot,
  TaskLook,
} from '../functions/scale-in/snapshot.ts';
import type { Kind } from './scale-in-plan.ts';
import { SETTINGS } from './scale-in-settings.ts';

const PREFIX = 'arn:aws:ecs:us-east-1:111122223333';
const MINUTE = 60_000;
const ZONES = ['us-east-1a', 'us-east-1b', 'us-east-1c'];
/** vCPUs and GiB of the hosts, in turn. */
const HOST_SIZES = [
  [4, 16],
  [8, 32],
  [16, 64],
] as const;
const TASKS_PER_HOST = 10;
/** The time at which the made cluster is planned. */
export const NOW = Date.UTC(2031, 4, 4, 12);

/**
 * A cluster to plan, made alike each time: half of the hosts in use, four tenths badly used, one tenth idle. Where none
 * but badly used hosts are to go, the idle ones have only begun to be so.
 */
export function madeSnapshot(hosts: number, services: number, kind: Kind): Snapshot {
  return { settings: SETTINGS, clusters: [madeCluster(hosts, services, kind === 'idle' ? 20 : 1)] };
}

function madeCluster(count: number, serviceCount: number, idleMinutes: number): ClusterLook {
  const services = Array.from({ length: serviceCount }, (_, index) => madeService(index, count));
  const requirements = [DAEMON_NEEDS, ...services.map((_, index) => madeNeeds(index))];
  const placed = Array.from({ length: count }, (_, index) => madeHost(index, services.length, idleMinutes));
  const running = Map.groupBy(
    placed.flatMap(({ tasks }) => tasks),
    ({ group }) => group,
  );
  const withCounts = services.map((each) => {
    const tasks = running.get(`service:${each.service.serviceName}`)?.length ?? 0;
    return { ...each, service: { ...each.service, desiredCount: tasks }, runningCount: tasks };
  });
  const clusterArn = `${PREFIX}:cluster/large`;
  const tags = { 'ecs-ops:scale-in': 'true' };
  return {
    kind: 'read',
    clusterArn,
    cluster: { clusterArn, status: 'ACTIVE', registeredContainerInstancesCount: count, tags },
    hosts: placed.map(({ host }) => host),
    tasks: placed.flatMap(({ tasks }) => tasks),
    services: [madeDaemon(count), ...withCounts],
    requirements,
    groups: HOST_SIZES.map((_, size) =>
      madeGroup(
        size,
        placed.map(({ host }) => host),
      ),
    ),
    capacityProviders: [],
    unread: [],
  };
}

const zoneOf = (index: number): string => ZONES[Math.floor(index / HOST_SIZES.length) % ZONES.length] ?? '';
const instanceId = (index: number): string => `i-${index.toString(16).padStart(17, '0')}`;
const taskDefinition = (family: string): string => `${PREFIX}:task-definition/${family}:7`;
const cpuOf = (service: number): number => 128 * (1 + (service % 5));
const memoryOf = (service: number): number => 384 * (1 + (service % 7));

const DAEMON_NEEDS: Requirements = {
  taskDefinitionArn: taskDefinition('daemon'),
  cpu: 64,
  memory: 128,
  gpus: 0,
  hostPorts: ['8125/udp'],
  requiresAttributes: [],
  isAwsvpc: false,
  eligibleHosts: { kind: 'all' },
};

function madeNeeds(service: number): Requirements {
  return {
    ...DAEMON_NEEDS,
    taskDefinitionArn: taskDefinition(`service-${service}`),
    cpu: cpuOf(service),
    memory: memoryOf(service),
    hostPorts: service % 17 === 3 ? [`${8000 + service}/tcp`] : [],
    requiresAttributes: [{ name: 'ecs.capability.task-iam-role', value: undefined }],
  };
}

function madeService(index: number, hosts: number): ServiceLook {
  const serviceName = `service-${index}`;
  return {
    service: {
      serviceArn: `${PREFIX}:service/large/${serviceName}`,
      serviceName,
      clusterArn: `${PREFIX}:cluster/large`,
      status: 'ACTIVE',
      schedulingStrategy: 'REPLICA',
      launchType: 'EC2',
      capacityProviders: [],
      placementConstraints: index % 11 === 4 ? [{ type: 'distinctInstance' }] : [],
      desiredCount: hosts,
      tags: {},
    },
    taskDefinitionArn: taskDefinition(serviceName),
    runningCount: 0,
    pendingCount: 0,
    isDeploying: false,
    minimumHealthyPercent: 100,
    maximumPercent: 200,
    eligibleHosts: { kind: 'all' },
    spreadsOverZones: index % 3 !== 0,
  };
}

function madeDaemon(hosts: number): ServiceLook {
  const made = madeService(0, hosts);
  const service = { ...made.service, serviceName: 'daemon', schedulingStrategy: 'DAEMON' };
  return { ...made, service, taskDefinitionArn: DAEMON_NEEDS.taskDefinitionArn, runningCount: hosts };
}

function madeHost(
  index: number,
  services: number,
  idleMinutes: number,
): { readonly host: HostLook; readonly tasks: readonly TaskLook[] } {
  const [vCpus, gib] = HOST_SIZES[index % HOST_SIZES.length] ?? [4, 16];
  const cpu = vCpus * 1024;
  const memory = gib * 1024 - 512;
  const containerInstanceArn = `${PREFIX}:container-instance/large/${index.toString(16).padStart(32, '0')}`;
  // Idle, badly used, or in use: 1, 4 and 5 of ten.
  const kind = (index * 7) % 10;
  const wanted = kind === 0 ? 0 : kind <= 4 ? TASKS_PER_HOST * 0.6 : TASKS_PER_HOST * 1.6;
  const left = { cpu: cpu - DAEMON_NEEDS.cpu, memory: memory - DAEMON_NEEDS.memory };
  const least = kind <= 4 ? { cpu: cpu * 0.55, memory: memory * 0.55 } : { cpu: cpu * 0.1, memory: memory * 0.1 };
  const own = chosenServices(index, services, { wanted, left, least });
  const names = ['daemon', ...own.map((service) => `service-${service}`)];
  const tasks = names.map((family) => madeTask(`${index}-${family}`, family, containerInstanceArn));
  const host: HostLook = {
    containerInstanceArn,
    ec2InstanceId: instanceId(index),
    status: 'ACTIVE',
    agentConnected: true,
    runningTasksCount: tasks.length,
    pendingTasksCount: 0,
    held: undefined,
    registeredAt: NOW - (60 + (index % 500)) * MINUTE,
    capacityProviderName: undefined,
    attributes: {
      'ecs.availability-zone': zoneOf(index),
      'ecs.capability.task-iam-role': '',
      ...(kind === 0 && { 'ecs-ops.idle-since': new Date(NOW - idleMinutes * MINUTE).toISOString() }),
    },
    tags: {},
    resources: {
      registeredCpu: cpu,
      remainingCpu: left.cpu,
      registeredMemory: memory,
      remainingMemory: left.memory,
      gpus: 0,
      takenPorts: ['22/tcp', '8125/udp'],
    },
    availabilityZone: zoneOf(index),
    overallStatus: 'OK',
    mostNetworkInterfaces: undefined,
    hourlyCost: undefined,
    stoppingTasksRead: false,
  };
  return { host, tasks };
}

interface Load {
  readonly wanted: number;
  /** Is taken from. */
  readonly left: { cpu: number; memory: number };
  readonly least: { readonly cpu: number; readonly memory: number };
}

function chosenServices(index: number, services: number, { wanted, left, least }: Load): readonly number[] {
  const chosen = new Set<number>();
  for (let place = 0; chosen.size < wanted && place < services; place += 1) {
    const service = (index * 31 + place * 13) % services;
    const fits = left.cpu - cpuOf(service) >= least.cpu && left.memory - memoryOf(service) >= least.memory;
    if (chosen.has(service) || !fits) continue;
    chosen.add(service);
    left.cpu -= cpuOf(service);
    left.memory -= memoryOf(service);
  }
  return [...chosen];
}

function madeTask(name: string, family: string, containerInstanceArn: string): TaskLook {
  return {
    taskArn: `${PREFIX}:task/large/${name}`,
    taskDefinitionArn: taskDefinition(family),
    group: `service:${family}`,
    lastStatus: 'RUNNING',
    desiredStatus: 'RUNNING',
    containerInstanceArn,
    protection: 'unprotected',
  };
}

function madeGroup(size: number, hosts: readonly HostLook[]): GroupView {
  const own = hosts.filter((_, index) => index % HOST_SIZES.length === size);
  return {
    kind: 'read',
    autoScalingGroupName: `group-${size}`,
    tags: {},
    status: undefined,
    minSize: 1,
    desiredCapacity: own.length,
    availabilityZones: ZONES,
    suspendedProcesses: [],
    hasWarmPool: false,
    isRefreshing: false,
    lastScaleOut: { kind: 'read', at: undefined },
    members: own.map(({ ec2InstanceId, availabilityZone = '' }) => ({
      ec2InstanceId,
      autoScalingGroupName: `group-${size}`,
      lifecycleState: 'InService',
      availabilityZone,
      healthStatus: 'Healthy',
      protectedFromScaleIn: false,
      weightedCapacity: 1,
      registration: 'unknown',
      launchedAt: undefined,
    })),
  };
}
