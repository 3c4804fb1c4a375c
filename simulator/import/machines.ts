import type { ContainerInstance } from '@aws-sdk/client-ecs';
import type { Instance } from '../services/ec2/instance.ts';
import { sizeOfInstanceType } from '../services/ec2/instance-types.ts';
import type { AccountState, ImportedGroup, ImportedInstance, ImportedMember, Note } from './account-state.ts';

/** An EC2 instance with what ECS and Auto Scaling know of it. */
export interface Machine {
  readonly instance: Instance;
  /** Undefined: its agent has not registered. */
  readonly host: ContainerInstance | undefined;
  /** Name of the host's cluster, or of the cluster that its group's other hosts are in. */
  readonly cluster: string | undefined;
  readonly group: ImportedGroup | undefined;
}

/** What is known of an instance from each of the three services. */
interface Sources {
  host?: ContainerInstance;
  member?: ImportedMember;
  group?: ImportedGroup;
  described?: ImportedInstance;
}

/** What an instance is whose type nobody knows. */
export const UNKNOWN_TYPE = 'm5.large';
/**
 * Without DescribeInstances nothing is known of the metadata service; two hops let containers reach it, so that nothing
 * is made out to be wrong.
 */
const METADATA = { HttpEndpoint: 'enabled', HttpTokens: 'required', HttpPutResponseHopLimit: 2 } as const;
/** Milliseconds from `running` to the registration of an agent. */
const BOOT_TIME = 20_000;
/** ECS counts 1,024 CPU units to the vCPU. */
const CPU_UNITS = 1_024;
/** Part of the memory that an agent of the simulator registers. */
const USABLE_MEMORY = 0.94;

/** The name at the end of a cluster's ARN, or in the middle of that of something in it. */
export function clusterNameIn(arn: string | undefined, clusters: AccountState['clusters']): string | undefined {
  const [, nameOrId, id] = (arn ?? '').split('/');
  if (arn?.includes(':cluster/')) return nameOrId;
  return id === undefined ? (clusters.length === 1 ? clusters[0]?.clusterName : undefined) : nameOrId;
}

/** Every EC2 instance that is a host, or is in a group, by its id, in the order of the hosts and then of the groups. */
export function machinesOf(state: AccountState, now: number, note: Note): ReadonlyMap<string, Machine> {
  const machines = new Map<string, Machine>();
  for (const [index, [id, sources]] of [...sourcesOf(state, note)].entries()) {
    const { host, group } = sources;
    const cluster = clusterNameIn(host?.containerInstanceArn ?? neighbourOf(group, state), state.clusters);
    machines.set(id, { instance: instanceOf(id, sources, { cluster, now, index }), host, cluster, group });
  }
  if (state.instances.length === 0 && machines.size > 0)
    note(
      'instances',
      'what EC2 says of them is not known: taken as on demand and running, with a hop limit of 2, types and zones as ECS and Auto Scaling have them',
    );
  return machines;
}

function sourcesOf(state: AccountState, note: Note): ReadonlyMap<string, Sources> {
  const all = new Map<string, Sources>();
  const of = (id: string | undefined): Sources => {
    const sources = all.get(id ?? '') ?? {};
    all.set(id ?? '', sources);
    return sources;
  };
  for (const host of state.containerInstances) {
    if (isRepresented(host, note)) of(host.ec2InstanceId).host = host;
  }
  for (const group of state.autoScalingGroups) {
    for (const member of group.Instances ?? []) Object.assign(of(member.InstanceId), { member, group });
  }
  const foreign = state.instances.filter(({ InstanceId = '' }) => !all.has(InstanceId));
  for (const described of state.instances) {
    const sources = all.get(described.InstanceId ?? '');
    if (sources !== undefined) sources.described = described;
  }
  if (foreign.length > 0) note(`${foreign.length} instances`, 'of no cluster and no group: left out');
  return all;
}

function isRepresented(
  { containerInstanceArn = '', ec2InstanceId, status = 'ACTIVE' }: ContainerInstance,
  note: Note,
): boolean {
  if (!ec2InstanceId?.startsWith('i-')) {
    note(containerInstanceArn, 'not an EC2 instance of the account, which the simulator does not have: left out');
    return false;
  }
  if (status === 'INACTIVE' || status === 'REGISTRATION_FAILED') {
    note(containerInstanceArn, `${status}: left out`);
    return false;
  }
  return true;
}

/** ARN of any host that is in the same group. */
function neighbourOf(group: ImportedGroup | undefined, state: AccountState): string | undefined {
  const ids = new Set((group?.Instances ?? []).map(({ InstanceId }) => InstanceId));
  return state.containerInstances.find(({ ec2InstanceId }) => ids.has(ec2InstanceId))?.containerInstanceArn;
}

interface Surroundings {
  readonly cluster: string | undefined;
  readonly now: number;
  readonly index: number;
}

function instanceOf(instanceId: string, sources: Sources, { cluster, now, index }: Surroundings): Instance {
  const { host, member, described } = sources;
  const instanceType = typeOf(sources);
  const since = described?.LaunchTime ?? host?.registeredAt;
  const { State: _state, ...metadataOptions } = described?.MetadataOptions ?? {};
  return {
    instanceId,
    reservationId: `r-${instanceId.slice('i-'.length)}`,
    instanceType,
    availabilityZone: described?.Placement?.AvailabilityZone ?? member?.AvailabilityZone ?? zoneOf(host),
    lifecycle: described?.InstanceLifecycle === 'spot' ? 'spot' : 'on-demand',
    state: described?.State?.Name ?? 'running',
    stateReason: undefined,
    launchTime: since?.getTime() ?? now,
    stateSince: now,
    tags: Object.fromEntries((described?.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
    metadataOptions: { ...METADATA, ...(metadataOptions as Partial<Instance['metadataOptions']>) },
    privateIpAddress: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
    cluster,
    bootTime: BOOT_TIME,
    attributes: host === undefined ? {} : customAttributes(host),
    warmPoolsCheck: false,
    spotInstanceDraining: false,
    size: sizeOf(host) ?? sizeOfInstanceType(instanceType) ?? UNKNOWN_SIZE,
  };
}

const UNKNOWN_SIZE: Instance['size'] = { vCpus: 2, memoryMiB: 8 * 1024 };

function typeOf({ described, member, host }: Sources): string {
  return described?.InstanceType ?? member?.InstanceType ?? attributeOf(host, 'ecs.instance-type') ?? UNKNOWN_TYPE;
}

function zoneOf(host: ContainerInstance | undefined): string {
  return attributeOf(host, 'ecs.availability-zone') ?? '';
}

function attributeOf(host: ContainerInstance | undefined, wanted: string): string | undefined {
  return host?.attributes?.find(({ name }) => name === wanted)?.value;
}

/** Attributes that are not ECS's own. */
export function customAttributes({ attributes = [] }: ContainerInstance): Readonly<Record<string, string>> {
  const custom = attributes.filter(({ name = '' }) => !/^(ecs\.|com\.amazonaws\.)/.test(name));
  return Object.fromEntries(custom.map(({ name = '', value = '' }) => [name, value]));
}

/** The size with which an agent of the simulator would register just as much. */
function sizeOf(host: ContainerInstance | undefined): Instance['size'] | undefined {
  const amount = (wanted: string): number | undefined =>
    host?.registeredResources?.find(({ name }) => name === wanted)?.integerValue;
  const [cpu, memory] = [amount('CPU'), amount('MEMORY')];
  if (cpu === undefined || memory === undefined) return undefined;
  const gpus = host?.registeredResources?.find(({ name }) => name === 'GPU')?.stringSetValue?.length ?? 0;
  return { vCpus: cpu / CPU_UNITS, memoryMiB: Math.ceil(memory / USABLE_MEMORY), ...(gpus > 0 && { gpus }) };
}
