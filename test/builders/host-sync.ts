import type { ClusterView, HostCount, ServiceView, Snapshot } from '../../functions/host-sync/snapshot.ts';
import type { Cluster } from '../../shared/domain/cluster.ts';
import { aCluster, aService } from './clusters.ts';

/** A number of hosts that was read. */
export const hosts = (count: number): HostCount => ({ kind: 'counted', count });

/** A service with as many hosts as it has tasks, ten, unless told otherwise. */
export function aServiceView(
  service: Parameters<typeof aService>[0] = {},
  view: Partial<Omit<ServiceView, 'service'>> = {},
): ServiceView {
  return { service: aService(service), listed: false, hosts: hosts(10), ...view };
}

/** A cluster that was read, with these services in it. */
export function aReadCluster(services: readonly ServiceView[], cluster: Partial<Cluster> = {}): ClusterView {
  const read = aCluster(cluster);
  return { kind: 'read', clusterArn: read.clusterArn, cluster: read, services, unread: [] };
}

/** A snapshot of one cluster with these services in it. */
export function aSnapshot(...services: readonly ServiceView[]): Snapshot {
  return { clusters: [aReadCluster(services)], mistagged: [] };
}
