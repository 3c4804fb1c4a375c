import type {
  CreateClusterRequest,
  CreateClusterResponse,
  DeleteClusterRequest,
  DeleteClusterResponse,
  DescribeClustersRequest,
  DescribeClustersResponse,
  ListClustersRequest,
  ListClustersResponse,
} from '@aws-sdk/client-ecs';
import { type Operation, operation } from '../../../wire/operation.ts';
import { ServiceError } from '../../../wire/service-error.ts';
import type { EcsCore } from '../core.ts';
import { clusterNameOf } from '../state/identifiers.ts';
import type { ClusterRecord } from '../state/records.ts';
import type { EcsBucket } from './buckets.ts';
import { clusterShape } from './cluster-shapes.ts';
import { clusterNotFound, invalidParameter } from './errors.ts';
import { requireCluster } from './lookups.ts';
import { filtered, paginate } from './pagination.ts';
import { Permissions, requestTagConditions } from './permissions.ts';
import { tagMap } from './tag-lists.ts';

/** Operations on clusters. */
export function clusterOperations(core: EcsCore): Record<string, Operation> {
  const { state } = core;
  const permissions = new Permissions(state);
  const read: { bucket: EcsBucket } = { bucket: 'cluster-read' };
  const write: { bucket: EcsBucket } = { bucket: 'cluster-write' };
  return {
    CreateCluster: operation<CreateClusterRequest, CreateClusterResponse>({
      ...write,
      authorize: ({ clusterName, tags }) => {
        const { action, resource } = permissions.cluster('CreateCluster', clusterName);
        return [{ action, resource, conditions: requestTagConditions(tags) }];
      },
      handle: (input) => ({ cluster: clusterShape(createCluster(core, input), ['TAGS', 'SETTINGS']) }),
    }),
    DescribeClusters: operation<DescribeClustersRequest, DescribeClustersResponse>({
      ...read,
      authorize: ({ clusters }) =>
        (clusters ?? ['default']).map((cluster) => permissions.cluster('DescribeClusters', cluster)),
      handle: ({ clusters: names = ['default'], include = [] }) => {
        if (names.length > 100) throw invalidParameter('Clusters can have at most 100 items.');
        const found = names.map((name) => ({ name, cluster: state.clusters.get(clusterNameOf(name)) }));
        return {
          clusters: found.flatMap(({ cluster }) => (cluster === undefined ? [] : [clusterShape(cluster, include)])),
          failures: found
            .filter(({ cluster }) => cluster === undefined)
            .map(({ name }) => ({ arn: state.arns.cluster(clusterNameOf(name)), reason: 'MISSING' })),
        };
      },
    }),
    ListClusters: operation<ListClustersRequest, ListClustersResponse>({
      ...read,
      authorize: () => [permissions.account('ListClusters')],
      handle: (input) => {
        const active = filtered(state.clusters.values(), ({ status }) => status === 'ACTIVE');
        const { items, nextToken } = paginate(active, input);
        return { clusterArns: items.map(({ arn }) => arn), nextToken };
      },
    }),
    DeleteCluster: operation<DeleteClusterRequest, DeleteClusterResponse>({
      ...write,
      authorize: ({ cluster }) => [permissions.cluster('DeleteCluster', cluster)],
      handle: ({ cluster }) => ({ cluster: clusterShape(deleteCluster(core, cluster), []) }),
    }),
  };
}

/** Creates the cluster; one that is there already is returned as it is. */
export function createCluster({ state }: EcsCore, input: CreateClusterRequest): ClusterRecord {
  const name = input.clusterName ?? 'default';
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(name)) throw invalidParameter('Invalid cluster name.');
  const existing = state.clusters.get(name);
  if (existing?.status === 'ACTIVE') return existing;
  state.clusters.delete(name);
  const cluster: ClusterRecord = {
    order: state.nextOrder(),
    arn: state.arns.cluster(name),
    name,
    status: 'ACTIVE',
    tags: tagMap(input.tags),
    settings: input.settings ?? [{ name: 'containerInsights', value: 'disabled' }],
    capacityProviders: input.capacityProviders ?? [],
    defaultCapacityProviderStrategy: input.defaultCapacityProviderStrategy ?? [],
    hosts: new Map(),
    inactiveHosts: new Map(),
    services: new Map(),
    tasks: new Map(),
    stoppedTasks: [],
    counts: { running: 0, pending: 0 },
  };
  state.clusters.set(name, cluster);
  return cluster;
}

function deleteCluster({ state }: EcsCore, name: string | undefined): ClusterRecord {
  if (name === undefined) throw clusterNotFound();
  const cluster = requireCluster(state, name);
  if (cluster.hosts.size > 0) throw contains('ContainerInstances', 'container instances are active or draining');
  const services = [...cluster.services.values()].filter(({ status }) => status !== 'INACTIVE');
  if (services.length > 0) throw contains('Services', 'services are active');
  if (cluster.counts.running + cluster.counts.pending > 0) throw contains('Tasks', 'tasks are active');
  cluster.status = 'INACTIVE';
  return cluster;
}

function contains(what: string, why: string): ServiceError {
  return new ServiceError(`ClusterContains${what}Exception`, `The Cluster cannot be deleted while ${why}.`);
}
