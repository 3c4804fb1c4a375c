import type { Cluster, Service } from '../../shared/domain/cluster.ts';

/** The place that all built things are in: account and Region of AWS's documentation. */
export const HERE = { partition: 'aws', region: 'us-east-1', accountId: '111122223333' } as const;

const PREFIX = `arn:aws:ecs:${HERE.region}:${HERE.accountId}`;

/** ARN of a cluster by its name. */
export const clusterArn = (name = 'default'): string => `${PREFIX}:cluster/${name}`;

/** ARN of a service by its name. */
export const serviceArn = (name = 'web', cluster = 'default'): string => `${PREFIX}:service/${cluster}/${name}`;

/** An ACTIVE cluster with ten hosts, unless told otherwise. */
export function aCluster(overrides: Partial<Cluster> & { readonly name?: string } = {}): Cluster {
  const { name = 'default', ...rest } = overrides;
  return { clusterArn: clusterArn(name), status: 'ACTIVE', registeredContainerInstancesCount: 10, tags: {}, ...rest };
}

/** An ACTIVE, tagged REPLICA service with distinctInstance and ten tasks, unless told otherwise. */
export function aService(overrides: Partial<Service> & { readonly cluster?: string } = {}): Service {
  const { cluster = 'default', serviceName = 'web', ...rest } = overrides;
  return {
    serviceArn: serviceArn(serviceName, cluster),
    serviceName,
    clusterArn: clusterArn(cluster),
    status: 'ACTIVE',
    schedulingStrategy: 'REPLICA',
    launchType: 'EC2',
    capacityProviders: [],
    placementConstraints: [{ type: 'distinctInstance' }],
    desiredCount: 10,
    tags: { 'ecs-ops:one-per-host': 'true' },
    ...rest,
  };
}
