import {
  DescribeClustersCommand,
  DescribeContainerInstancesCommand,
  DescribeServicesCommand,
  type ECSClient,
  paginateListClusters,
  paginateListContainerInstances,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import type { Cluster, Service } from '../domain/cluster.ts';
import { chunk, mapAtMost } from '../domain/concurrency.ts';
import { type ApiFailure, parted, toCluster, toFailure, toService } from './ecs-shapes.ts';
import { calling } from './failures.ts';

export type { ApiFailure };

/** ECS API reference, DescribeClusters: "a list of up to 100 cluster names or full ARNs". */
const CLUSTERS_PER_CALL = 100;
/** ECS API reference, DescribeServices: "you may specify up to 10 services to describe in a single operation". */
const SERVICES_PER_CALL = 10;
/** ECS API reference, DescribeContainerInstances: "a list of up to 100 container instance IDs or full ARNs". */
const CONTAINER_INSTANCES_PER_CALL = 100;
/** ECS API reference, the List operations: maxResults "can be between 1 and 100". */
const ITEMS_PER_PAGE = 100;
/** Chunks of one request in flight together: far under the burst of the read buckets (50 to 100). */
const CHUNKS_AT_ONCE = 4;

/** Reads clusters with their tags. An unknown cluster is a failure with reason MISSING. */
export async function describeClusters(
  ecs: ECSClient,
  clusterArns: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly clusters: readonly Cluster[]; readonly failures: readonly ApiFailure[] }> {
  const answers = await mapAtMost(CHUNKS_AT_ONCE, chunk(CLUSTERS_PER_CALL, clusterArns), (clusters) =>
    calling('DescribeClusters', () =>
      ecs.send(new DescribeClustersCommand({ clusters, include: ['TAGS'] }), { abortSignal: signal }),
    ),
  );
  const { items, failures } = parted(answers.flatMap((answer) => answer.clusters ?? []).map(toCluster));
  failures.push(...answers.flatMap((answer) => answer.failures ?? []).map(toFailure));
  return { clusters: items, failures };
}

/** Reads services of one cluster with their tags. An unknown service is a failure with reason MISSING. */
export async function describeServices(
  ecs: ECSClient,
  cluster: string,
  serviceNames: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly services: readonly Service[]; readonly failures: readonly ApiFailure[] }> {
  const answers = await mapAtMost(CHUNKS_AT_ONCE, chunk(SERVICES_PER_CALL, serviceNames), (services) =>
    calling('DescribeServices', () =>
      ecs.send(new DescribeServicesCommand({ cluster, services, include: ['TAGS'] }), { abortSignal: signal }),
    ),
  );
  const { items, failures } = parted(answers.flatMap((answer) => answer.services ?? []).map(toService));
  failures.push(...answers.flatMap((answer) => answer.failures ?? []).map(toFailure));
  return { services: items, failures };
}

/** Lists the ARNs of a cluster's container instances, all pages; without a status, of every one but INACTIVE. */
export async function listContainerInstances(
  ecs: ECSClient,
  query: {
    readonly cluster: string;
    readonly status?: 'ACTIVE' | 'DRAINING' | undefined;
    /** An expression in the cluster query language. */
    readonly filter?: string | undefined;
  },
  signal: AbortSignal,
): Promise<readonly string[]> {
  return calling('ListContainerInstances', async () => {
    const arns: string[] = [];
    const input = { ...query, maxResults: ITEMS_PER_PAGE };
    for await (const page of paginateListContainerInstances({ client: ecs }, input, { abortSignal: signal })) {
      arns.push(...(page.containerInstanceArns ?? []));
    }
    return arns;
  });
}

/** Counts container instances by the capacity provider they belong to; '' stands for none. */
export async function countByCapacityProvider(
  ecs: ECSClient,
  cluster: string,
  containerInstanceArns: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly counts: ReadonlyMap<string, number>; readonly failures: readonly ApiFailure[] }> {
  const chunks = chunk(CONTAINER_INSTANCES_PER_CALL, containerInstanceArns);
  const answers = await mapAtMost(CHUNKS_AT_ONCE, chunks, (containerInstances) =>
    calling('DescribeContainerInstances', () =>
      ecs.send(new DescribeContainerInstancesCommand({ cluster, containerInstances }), { abortSignal: signal }),
    ),
  );
  const counts = new Map<string, number>();
  for (const { status, capacityProviderName = '' } of answers.flatMap((answer) => answer.containerInstances ?? [])) {
    if (status === 'ACTIVE') counts.set(capacityProviderName, (counts.get(capacityProviderName) ?? 0) + 1);
  }
  return { counts, failures: answers.flatMap((answer) => answer.failures ?? []).map(toFailure) };
}

/** Lists the ARNs of every cluster of the account in this Region. */
export async function listClusters(ecs: ECSClient, signal: AbortSignal): Promise<readonly string[]> {
  return calling('ListClusters', async () => {
    const arns: string[] = [];
    const input = { maxResults: ITEMS_PER_PAGE };
    for await (const page of paginateListClusters({ client: ecs }, input, { abortSignal: signal })) {
      arns.push(...(page.clusterArns ?? []));
    }
    return arns;
  });
}

/** Sets a service's desired count. Idempotent. A service deleted meanwhile is a PermanentError `service-gone`. */
export async function updateDesiredCount(
  ecs: ECSClient,
  change: { readonly cluster: string; readonly service: string; readonly desiredCount: number },
  signal: AbortSignal,
): Promise<void> {
  await calling('UpdateService', () => ecs.send(new UpdateServiceCommand(change), { abortSignal: signal }));
}
