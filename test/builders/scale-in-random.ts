import fc from 'fast-check';
import type { ClusterLook, EligibleHosts } from '../../functions/scale-in/snapshot.ts';
import type { ScaleInSettings } from '../../functions/scale-in/terms.ts';
import { hostArn } from './hosts.ts';
import { aClusterLook, type ClusterSpec, type HostSpec, type ServiceSpec } from './scale-in.ts';
import { thatFit, type WantedTask } from './scale-in-fitting.ts';
import { minutesAgo, NOW, theSettings } from './scale-in-settings.ts';

/** A cluster, and the settings to plan it with. */
export interface RandomCase {
  readonly look: ClusterLook;
  readonly settings: ScaleInSettings;
}

const SERVICES = ['a', 'b', 'c', 'd', 'e'] as const;
const HOST_BOUND = ['daemon', 'agent'] as const;
/** Hosts in a cluster, at most. */
const MOST_HOSTS = 14;

/** What is seldom, and what it is otherwise: most clusters are to be calm enough for hosts to go. */
function seldom<T, U>(otherwise: U, rare: fc.Arbitrary<T>, oneIn = 80): fc.Arbitrary<T | U> {
  return fc.oneof({ arbitrary: fc.constant(otherwise), weight: oneIn - 1 }, { arbitrary: rare, weight: 1 });
}

const zone = fc.constantFrom('a', 'b', 'c');
const minutes = fc.integer({ min: 0, max: 60 });

const eligibleHosts: fc.Arbitrary<EligibleHosts> = fc.oneof(
  fc.uniqueArray(fc.integer({ min: 1, max: MOST_HOSTS }), { minLength: 4 }).map((numbers) => ({
    kind: 'some' as const,
    containerInstanceArns: new Set(numbers.map((number) => hostArn(number))),
  })),
  fc.constant({ kind: 'not-evaluated' as const, detail: 'an expression' }),
);

const service: fc.Arbitrary<ServiceSpec> = fc.record({
  needs: fc.record({
    cpu: fc.constantFrom(0, 64, 128, 256, 512, 900),
    memory: fc.constantFrom(64, 128, 256, 512, 1500),
    gpus: seldom(0, fc.constant(1), 10),
    hostPorts: seldom([], fc.constantFrom(['80/tcp'], ['80/tcp', '443/tcp']), 8),
    requiresAttributes: seldom([], fc.constant([{ name: 'arm', value: undefined }]), 8),
    isAwsvpc: seldom(false, fc.constant(true), 8),
    eligibleHosts: seldom({ kind: 'all' as const }, eligibleHosts, 20),
  }),
  service: fc.record({
    placementConstraints: seldom([], fc.constant([{ type: 'distinctInstance' as const }]), 5),
    capacityProviders: seldom([], fc.constantFrom(['spot'], ['spot', 'od']), 20),
  }),
  isDeploying: seldom(false, fc.constant(true), 100),
  minimumHealthyPercent: fc.constantFrom(0, 50, 100),
  maximumPercent: fc.constantFrom(100, 200, 200, 200),
  eligibleHosts: seldom({ kind: 'all' as const }, eligibleHosts, 20),
  spreadsOverZones: fc.boolean(),
});

const task: fc.Arbitrary<WantedTask> = fc.oneof(
  { arbitrary: fc.constantFrom<WantedTask[]>(...SERVICES), weight: 60 },
  {
    arbitrary: fc.record({
      of: fc.constantFrom(...SERVICES),
      protection: fc.constantFrom('protected' as const, 'unknown' as const),
    }),
    weight: 2,
  },
  { arbitrary: fc.constantFrom<WantedTask[]>('job', 'lost'), weight: 2 },
);

const host = fc.record({
  zone,
  group: seldom('g1', fc.constantFrom('g2', undefined), 6),
  large: fc.boolean(),
  wanted: fc.oneof(
    { arbitrary: fc.constant<WantedTask[]>([]), weight: 3 },
    { arbitrary: fc.array(task, { maxLength: 6 }), weight: 5 },
  ),
  idleFor: fc.oneof(fc.constant(undefined), fc.constant(undefined), fc.constant(30), minutes),
  drainedFor: seldom(undefined, fc.oneof(minutes, fc.constant(20)), 20),
  status: seldom(undefined, fc.constantFrom('DRAINING', 'REGISTERING'), 60),
  away: seldom(undefined, fc.constantFrom(0, 10, 29, 30, 300)),
  age: seldom(120, minutes),
  marks: seldom({}, fc.constantFrom({ 'ecs-ops.keep': 'true' }, { 'ecs-ops.scale-in-not-before': minutesAgo(-5) })),
  calms: seldom({}, fc.constantFrom({ 'ecs-ops.scale-in-cluster-not-before': minutesAgo(-5) }), 200),
  keep: seldom({}, fc.constant({ 'ecs-ops:keep': '' })),
  isProtected: seldom(false, fc.constant(true)),
  lifecycleState: seldom('InService', fc.constantFrom('Standby', 'Terminating:Wait', 'Pending'), 80),
  provider: fc.constantFrom('spot', 'od'),
  isArm: fc.boolean(),
  gpus: fc.constantFrom(0, 0, 2),
  networkInterfaces: fc.constantFrom(undefined, 2, 8),
  stoppingTasksRead: seldom(true, fc.constant(false), 20),
});

type RandomHost = typeof host extends fc.Arbitrary<infer T> ? T : never;

const group = fc.record({
  minSize: fc.integer({ min: 0, max: 4 }),
  tags: seldom(
    {},
    fc.constantFrom<Record<string, string>[]>(
      { 'ecs-ops:scale-in': 'false' },
      { 'ecs-ops:scale-in-paused': 'true' },
      { 'ecs-ops:keep': 'yes' },
    ),
  ),
  suspendedProcesses: seldom([], fc.constantFrom(['Terminate'], ['Launch'])),
  hasWarmPool: seldom(false, fc.constant(true), 80),
  lastScaleOut: seldom(
    { kind: 'read' as const, at: undefined },
    minutes.map((ago) => ({ kind: 'read' as const, at: NOW - ago * 60_000 })),
    20,
  ),
});

const settings = fc
  .record({
    headroomCpuPercent: fc.constantFrom(0, 20, 100),
    headroomMemoryPercent: fc.constantFrom(0, 20, 100),
    headroomCopies: fc.constantFrom(0, 1, 3),
    budget: fc.constantFrom(
      { kind: 'percent' as const, percent: 10 },
      { kind: 'percent' as const, percent: 50 },
      { kind: 'hosts' as const, hosts: 100 },
    ),
  })
  .chain((cluster) =>
    fc
      .record({
        thresholdPercent: fc.constantFrom(30, 50, 90),
        minimumPerZone: fc.constantFrom(0, 0, 1),
        consolidates: seldom(true, fc.constant(false), 8),
        replacesDisconnected: fc.boolean(),
      })
      .map((groupTerms) => theSettings(cluster, groupTerms)),
  );

/** Clusters of up to 14 hosts: idle ones, badly used ones, full ones, and seldom one of everything that keeps hosts. */
export const randomCase: fc.Arbitrary<RandomCase> = fc
  .record({
    hosts: fc.array(host, { minLength: 1, maxLength: MOST_HOSTS }),
    services: fc.tuple(service, service, service, service, service),
    groups: fc.record({ g1: group, g2: group }),
    isManaged: seldom(false, fc.constant(true), 60),
    unplaced: seldom([], fc.array(fc.constantFrom(...SERVICES, 'agent'), { minLength: 1, maxLength: 3 }), 30),
    tags: seldom(
      {},
      fc.constantFrom<Record<string, string>[]>({ 'ecs-ops:scale-in': 'false' }, { 'ecs-ops:scale-in-budget': 'x' }),
      60,
    ),
    settings,
  })
  .map(({ settings: chosen, isManaged, ...parts }) => {
    const spec = toSpec(parts);
    const capacityProviders = isManaged ? [{ name: 'spot', autoScalingGroupName: 'g1', hasManagedScaling: true }] : [];
    return { look: aClusterLook({ ...spec, look: { capacityProviders } }), settings: chosen };
  });

function toSpec(parts: {
  readonly hosts: readonly RandomHost[];
  readonly services: readonly ServiceSpec[];
  readonly groups: NonNullable<ClusterSpec['groups']>;
  readonly unplaced: readonly string[];
  readonly tags: Record<string, string>;
}): ClusterSpec {
  const services: Record<string, ServiceSpec> = {
    ...Object.fromEntries(SERVICES.map((name, index) => [name, parts.services[index] ?? {}])),
    daemon: { service: { schedulingStrategy: 'DAEMON' }, needs: { cpu: 32, memory: 64 } },
    agent: { service: { tags: { 'ecs-ops:one-per-host': 'true' } }, needs: { cpu: 16, memory: 32 } },
  };
  return {
    tags: parts.tags,
    services,
    unplaced: parts.unplaced,
    groups: parts.groups,
    hosts: parts.hosts.map((each) => toHost(each, services)),
  };
}

function toHost(each: RandomHost, services: Readonly<Record<string, ServiceSpec>>): HostSpec {
  const [cpu, memory] = each.large ? [4096, 8192] : [2048, 4096];
  const { isProtected, lifecycleState, away, age, marks, calms, keep, status, drainedFor, idleFor } = each;
  return {
    zone: each.zone,
    group: each.group,
    tasks: [...HOST_BOUND, ...thatFit(each.wanted, services, { cpu: cpu - 48, memory: memory - 96, gpus: each.gpus })],
    resources: { registeredCpu: cpu, registeredMemory: memory, gpus: each.gpus },
    ...(idleFor !== undefined && { idleFor }),
    ...(drainedFor !== undefined && { drainedFor }),
    ...(status !== undefined && drainedFor === undefined && { status }),
    agentConnected: away === undefined,
    registeredAt: NOW - age * 60_000,
    attributes: {
      ...marks,
      ...calms,
      ...(each.isArm && { arm: '' }),
      ...(away !== undefined && { 'ecs-ops.disconnected-since': minutesAgo(away) }),
    },
    tags: keep,
    capacityProviderName: each.provider,
    mostNetworkInterfaces: each.networkInterfaces,
    stoppingTasksRead: each.stoppingTasksRead,
    member: { protectedFromScaleIn: isProtected, lifecycleState },
  };
}
