import type { World } from '../../../account/world.ts';
import { hexFrom, unusedId } from '../../../kernel/identifiers.ts';
import type { EcsState } from '../state/ecs-state.ts';
import type { ClusterRecord, HostRecord } from '../state/records.ts';
import { HostResources, PORTS_OF_THE_AGENT } from '../state/resources.ts';

/** What an agent says when it registers its machine. */
export interface HostRegistration {
  readonly cluster: ClusterRecord;
  readonly ec2InstanceId: string;
  readonly availabilityZone: string;
  /** CPU units, 1,024 to a core. */
  readonly cpu: number;
  /** MiB. */
  readonly memory: number;
  /** `m5.large` unless given. */
  readonly instanceType?: string;
  /** TCP ports in use on the host; those of the agent and SSH unless given. */
  readonly ports?: readonly number[];
  readonly gpus?: number;
  /** Added to, and stronger than, the attributes that every host has. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly capacityProvider?: string;
  readonly amiId?: string;
  readonly agentVersion?: string;
  /** Milliseconds in REGISTERING; 0 unless given. */
  readonly registrationDuration?: number;
}

const AGENT_VERSION = '1.97.0';

/** Builds the record of a new container instance. */
export function hostRecord(registration: HostRegistration, state: EcsState, world: World): HostRecord {
  const { cluster, ec2InstanceId, availabilityZone } = registration;
  const id = unusedId(
    () => hexFrom(world.random.stream('ecs.host-ids'), 32),
    (drawn) => cluster.hosts.has(drawn) || cluster.inactiveHosts.has(drawn),
  );
  return {
    order: state.nextOrder(),
    id,
    arn: state.arns.containerInstance(cluster.name, id),
    cluster,
    ec2InstanceId,
    availabilityZone,
    status: (registration.registrationDuration ?? 0) > 0 ? 'REGISTERING' : 'ACTIVE',
    agentConnected: true,
    machine: 'running',
    attributes: attributesOf(registration),
    attributesRevision: 0,
    resources: new HostResources({
      cpu: registration.cpu,
      memory: registration.memory,
      reservedPorts: registration.ports ?? PORTS_OF_THE_AGENT,
      reservedUdpPorts: [],
      gpuIds: Array.from({ length: registration.gpus ?? 0 }, (_, index) => `GPU-${id.slice(0, 8)}-${index}`),
    }),
    tasks: new Set(),
    groups: new Map(),
    counts: { running: 0, pending: 0 },
    version: 0,
    registeredAt: world.clock.now(),
    deregisteredAt: undefined,
    tags: new Map(Object.entries(registration.tags ?? {})),
    capacityProviderName: registration.capacityProvider,
    agentVersion: registration.agentVersion ?? AGENT_VERSION,
    loss: undefined,
    ordersForAgent: [],
  };
}

/** Source: ECS developer guide, Container instance attributes. */
function attributesOf(registration: HostRegistration): Map<string, string | undefined> {
  const { availabilityZone, instanceType = 'm5.large', amiId = 'ami-0123456789abcdef0', attributes } = registration;
  return new Map<string, string | undefined>([
    ['com.amazonaws.ecs.capability.logging-driver.awslogs', undefined],
    ['com.amazonaws.ecs.capability.task-iam-role', undefined],
    ['ecs.capability.task-eni', undefined],
    ['ecs.ami-id', amiId],
    ['ecs.availability-zone', availabilityZone],
    ['ecs.cpu-architecture', isArm(instanceType) ? 'arm64' : 'x86_64'],
    ['ecs.instance-type', instanceType],
    ['ecs.os-type', 'linux'],
    ...Object.entries(attributes ?? {}),
  ]);
}

/** Graviton families carry a `g` after the generation: `m7g`, `c6gn`, `t4g`. */
function isArm(instanceType: string): boolean {
  return /^[a-z]+\d+g/.test(instanceType) || instanceType.startsWith('a1.');
}
