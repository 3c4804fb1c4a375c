import {
  type ContainerInstance,
  DescribeContainerInstancesCommand,
  type ECSClient,
  paginateListContainerInstances,
  type Resource,
} from '@aws-sdk/client-ecs';
import type { Tags } from '../domain/cluster.ts';
import { mapAsTheyCome } from '../domain/concurrency.ts';
import { amount, type Host } from '../domain/hosts.ts';
import { toHost } from './container-instances.ts';
import { type ApiFailure, parted, type Shape, toFailure, toTags } from './ecs-shapes.ts';
import { calling } from './failures.ts';

/** ECS API reference, ListContainerInstances: maxResults "can be between 1 and 100"; one page is described in one call. */
const PER_PAGE = 100;
/** Pages described while others are listed. */
const PAGES_AT_ONCE = 4;

/** A container instance with what it has and how it is (ECS API reference, ContainerInstance). */
export interface DescribedHost extends Host {
  /** Tags of the container instance. */
  readonly tags: Tags;
  readonly resources: {
    /** CPU units; 1,024 make a vCPU. */
    readonly registeredCpu: number;
    readonly remainingCpu: number;
    /** MiB. */
    readonly registeredMemory: number;
    readonly remainingMemory: number;
    /** GPUs, free or not. */
    readonly gpus: number;
    /** Host ports that are taken, as in `80/tcp`; the ports the agent keeps for itself included. */
    readonly takenPorts: readonly string[];
  };
  /** Undefined where ECS does not say. */
  readonly availabilityZone: string | undefined;
  /** `healthStatus.overallStatus`, as in OK or IMPAIRED; undefined where ECS does not say. */
  readonly overallStatus: string | undefined;
}

/**
 * Reads all container instances of a cluster but INACTIVE and external ones, or those that an expression of the cluster
 * query language finds. One that leaves between being listed and being described is not in the answer.
 */
export async function describeHosts(
  ecs: ECSClient,
  query: { readonly cluster: string; readonly filter?: string },
  signal: AbortSignal,
): Promise<{ readonly hosts: readonly DescribedHost[]; readonly failures: readonly ApiFailure[] }> {
  const { cluster } = query;
  const answers = await mapAsTheyCome(PAGES_AT_ONCE, pagesOf(ecs, query, signal), (containerInstances) => {
    const input = { cluster, containerInstances, include: ['TAGS' as const, 'CONTAINER_INSTANCE_HEALTH' as const] };
    return calling('DescribeContainerInstances', () =>
      ecs.send(new DescribeContainerInstancesCommand(input), { abortSignal: signal }),
    );
  });
  const described = answers.flatMap((answer) => answer.containerInstances ?? []).filter((each) => !isExternal(each));
  const { items, failures } = parted(described.map(toDescribedHost));
  failures.push(...answers.flatMap((answer) => answer.failures ?? []).map(toFailure));
  return { hosts: items, failures: failures.filter(({ reason }) => reason !== 'MISSING') };
}

async function* pagesOf(
  ecs: ECSClient,
  query: { readonly cluster: string; readonly filter?: string },
  abortSignal: AbortSignal,
): AsyncGenerator<string[]> {
  const pages = paginateListContainerInstances({ client: ecs }, { ...query, maxResults: PER_PAGE }, { abortSignal });
  const next = () => calling('ListContainerInstances', () => pages.next());
  for (let page = await next(); !page.done; page = await next()) {
    const arns = page.value.containerInstanceArns ?? [];
    if (arns.length > 0) yield arns;
  }
}

/** ECS Anywhere: a machine that is no EC2 instance (ECS developer guide, "External instances"). */
function isExternal({ attributes = [], ec2InstanceId = '' }: ContainerInstance): boolean {
  return ec2InstanceId.startsWith('mi-') || attributes.some(({ name }) => name === 'ecs.capability.external');
}

function toDescribedHost(instance: ContainerInstance): Shape<DescribedHost> {
  const shape = toHost(instance);
  if ('failure' in shape) return shape;
  const { registeredResources, remainingResources } = instance;
  const host = shape.item;
  const resources = {
    // What is not said is NaN, which fits nothing and is under no threshold.
    registeredCpu: amount(registeredResources, 'CPU'),
    remainingCpu: amount(remainingResources, 'CPU'),
    registeredMemory: amount(registeredResources, 'MEMORY'),
    remainingMemory: amount(remainingResources, 'MEMORY'),
    gpus: names(registeredResources, 'GPU').length,
    takenPorts: [
      ...names(remainingResources, 'PORTS').map((port) => `${port}/tcp`),
      ...names(remainingResources, 'PORTS_UDP').map((port) => `${port}/udp`),
    ],
  };
  const availabilityZone = host.attributes['ecs.availability-zone'];
  const overallStatus = instance.healthStatus?.overallStatus;
  return { item: { ...host, tags: toTags(instance.tags), resources, availabilityZone, overallStatus } };
}

function names(resources: readonly Resource[] | undefined, wanted: string): readonly string[] {
  return resources?.find(({ name }) => name === wanted)?.stringSetValue ?? [];
}
