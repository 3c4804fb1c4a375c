import {
  type CapacityProvider,
  type Cluster,
  type ContainerInstance,
  DescribeCapacityProvidersCommand,
  DescribeClustersCommand,
  DescribeContainerInstancesCommand,
  DescribeServicesCommand,
  type ECSClient,
  paginateListClusters,
  paginateListContainerInstances,
  paginateListServices,
  type Service,
} from '@aws-sdk/client-ecs';
import { chunk, mapAtMost } from '../../domain/concurrency.ts';
import { calling } from '../failures.ts';
import { everyPage, type ReadingListener, tellFailures } from './reading.ts';

/** ECS API reference: DescribeClusters and DescribeContainerInstances take 100, DescribeServices 10. */
const CLUSTERS_PER_CALL = 100;
const HOSTS_PER_CALL = 100;
const SERVICES_PER_CALL = 10;
/** Calls side by side; the pace holds them to the account's rates. */
const AT_ONCE = 4;

/** Clusters that were named and are not there. */
export class UnknownClusters extends Error {
  readonly arns: readonly string[];

  constructor(arns: readonly string[]) {
    super(`No such cluster: ${arns.join(', ')}`);
    this.name = 'UnknownClusters';
    this.arns = arns;
  }
}

/**
 * Clusters by name or ARN; every one of the account when none is named.
 * @throws UnknownClusters
 */
export async function readClusters(
  ecs: ECSClient,
  names: readonly string[],
  listener: ReadingListener,
): Promise<Cluster[]> {
  const wanted =
    names.length > 0
      ? names
      : await calling('ListClusters', () =>
          everyPage(paginateListClusters({ client: ecs }, {}), (page) => page.clusterArns),
        );
  const answers = await mapAtMost(AT_ONCE, chunk(CLUSTERS_PER_CALL, wanted), (clusters) =>
    calling('DescribeClusters', () =>
      ecs.send(new DescribeClustersCommand({ clusters, include: ['TAGS', 'SETTINGS'] })),
    ),
  );
  const missing = answers.flatMap(({ failures = [] }) => failures).filter(({ reason }) => reason === 'MISSING');
  if (names.length > 0 && missing.length > 0) throw new UnknownClusters(missing.map(({ arn = '' }) => arn));
  for (const { failures } of answers) tellFailures('DescribeClusters', failures, listener);
  const clusters = answers.flatMap((answer) => answer.clusters ?? []).filter(({ status }) => status !== 'INACTIVE');
  listener.read('clusters', clusters.length);
  return clusters;
}

/** Container instances of a cluster, in every status but INACTIVE. */
export async function readHosts(
  ecs: ECSClient,
  cluster: string,
  listener: ReadingListener,
): Promise<ContainerInstance[]> {
  const arns = await calling('ListContainerInstances', () =>
    everyPage(paginateListContainerInstances({ client: ecs }, { cluster }), (page) => page.containerInstanceArns),
  );
  let read = 0;
  const answers = await mapAtMost(AT_ONCE, chunk(HOSTS_PER_CALL, arns), async (containerInstances) => {
    const input = { cluster, containerInstances, include: ['TAGS' as const, 'CONTAINER_INSTANCE_HEALTH' as const] };
    const answer = await calling('DescribeContainerInstances', () =>
      ecs.send(new DescribeContainerInstancesCommand(input)),
    );
    tellFailures('DescribeContainerInstances', answer.failures, listener);
    read += answer.containerInstances?.length ?? 0;
    listener.read(`hosts of ${cluster}`, read);
    return answer.containerInstances ?? [];
  });
  return answers.flat();
}

/** Services of a cluster. */
export async function readServices(ecs: ECSClient, cluster: string, listener: ReadingListener): Promise<Service[]> {
  const arns = await calling('ListServices', () =>
    everyPage(paginateListServices({ client: ecs, pageSize: 100 }, { cluster }), (page) => page.serviceArns),
  );
  let read = 0;
  const answers = await mapAtMost(AT_ONCE, chunk(SERVICES_PER_CALL, arns), async (services) => {
    const answer = await calling('DescribeServices', () =>
      ecs.send(new DescribeServicesCommand({ cluster, services, include: ['TAGS'] })),
    );
    tellFailures('DescribeServices', answer.failures, listener);
    read += answer.services?.length ?? 0;
    listener.read(`services of ${cluster}`, read);
    return answer.services ?? [];
  });
  return answers.flat();
}

/** The capacity providers that clusters name, Fargate's aside. */
export async function readCapacityProviders(
  ecs: ECSClient,
  clusters: readonly Cluster[],
  listener: ReadingListener,
): Promise<CapacityProvider[]> {
  const names = new Set(clusters.flatMap(({ capacityProviders = [] }) => capacityProviders));
  const own = [...names].filter((name) => !name.startsWith('FARGATE'));
  if (own.length === 0) return [];
  const answers = await mapAtMost(AT_ONCE, chunk(CLUSTERS_PER_CALL, own), (capacityProviders) =>
    calling('DescribeCapacityProviders', () =>
      ecs.send(new DescribeCapacityProvidersCommand({ capacityProviders, include: ['TAGS'] })),
    ),
  );
  for (const { failures } of answers) tellFailures('DescribeCapacityProviders', failures, listener);
  return answers.flatMap(({ capacityProviders = [] }) => capacityProviders);
}
