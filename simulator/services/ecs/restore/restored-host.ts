import type { ContainerInstance, Resource } from '@aws-sdk/client-ecs';
import type { EcsCore } from '../core.ts';
import { requireCluster } from '../operations/lookups.ts';
import { tagMap } from '../operations/tag-lists.ts';
import { shortName } from '../state/identifiers.ts';
import type { HostRecord, HostStatus } from '../state/records.ts';
import { HostResources } from '../state/resources.ts';

/** CPU units and MiB. */
export interface Difference {
  readonly cpu: number;
  readonly memory: number;
}

/** Registers a host as it stood. */
export function restoredHost(
  { state, world }: EcsCore,
  clusterName: string,
  host: ContainerInstance,
  machine: HostRecord['machine'],
): HostRecord {
  const cluster = requireCluster(state, clusterName);
  const { containerInstanceArn: arn = '', ec2InstanceId = '', registeredResources = [] } = host;
  const attributes = new Map((host.attributes ?? []).map(({ name = '', value }) => [name, value]));
  const record: HostRecord = {
    order: state.nextOrder(),
    id: shortName(arn),
    arn,
    cluster,
    ec2InstanceId,
    availabilityZone: attributes.get('ecs.availability-zone') ?? '',
    status: (host.status ?? 'ACTIVE') as HostStatus,
    agentConnected: host.agentConnected ?? true,
    machine,
    attributes,
    attributesRevision: 0,
    resources: new HostResources({
      cpu: amountOf(registeredResources, 'CPU') ?? 0,
      memory: amountOf(registeredResources, 'MEMORY') ?? 0,
      reservedPorts: textsOf(registeredResources, 'PORTS').map(Number),
      reservedUdpPorts: textsOf(registeredResources, 'PORTS_UDP').map(Number),
      gpuIds: textsOf(registeredResources, 'GPU'),
    }),
    tasks: new Set(),
    groups: new Map(),
    counts: { running: 0, pending: 0 },
    version: host.version ?? 0,
    registeredAt: host.registeredAt?.getTime() ?? world.clock.now(),
    deregisteredAt: undefined,
    tags: tagMap(host.tags),
    capacityProviderName: host.capacityProviderName,
    agentVersion: host.versionInfo?.agentVersion ?? 'unknown',
    loss: undefined,
    ordersForAgent: [],
  };
  cluster.hosts.set(record.id, record);
  state.hostsByEc2Instance.set(ec2InstanceId, record);
  return record;
}

/** Takes, for good, what is gone from the host beyond its tasks' demand; gives what they do not take after all. */
export function settleResources(host: HostRecord, remaining: readonly Resource[]): Difference | undefined {
  const { resources } = host;
  const cpu = resources.cpu - (amountOf(remaining, 'CPU') ?? resources.cpu);
  const memory = resources.memory - (amountOf(remaining, 'MEMORY') ?? resources.memory);
  if (cpu === 0 && memory === 0) return undefined;
  resources.take({ cpu, memory, tcpPorts: [], udpPorts: [], gpus: 0 });
  return { cpu, memory };
}

function amountOf(resources: readonly Resource[], resourceName: string): number | undefined {
  const found = resources.find(({ name }) => name === resourceName);
  return found?.integerValue ?? found?.longValue ?? found?.doubleValue;
}

function textsOf(resources: readonly Resource[], resourceName: string): readonly string[] {
  return resources.find(({ name }) => name === resourceName)?.stringSetValue ?? [];
}
