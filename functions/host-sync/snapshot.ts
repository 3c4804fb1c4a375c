import type { Cluster, Service } from '../../shared/domain/cluster.ts';
import type { Failure } from '../../shared/domain/errors.ts';

/** The number of hosts on which a service may run. */
export type HostCount =
  | { readonly kind: 'counted'; readonly count: number }
  /** The service is held back whatever the number is. */
  | { readonly kind: 'not-asked' }
  | { readonly kind: 'unreadable'; readonly failure: Failure };

/** A service as it was found. */
export interface ServiceView {
  readonly service: Service;
  /** The settings name it. */
  readonly listed: boolean;
  readonly hosts: HostCount;
}

/** A service that was to be read and could not be. */
export interface UnreadService {
  readonly subject: string;
  readonly failure: Failure;
}

/** A cluster as it was found. */
export type ClusterView =
  | { readonly kind: 'out-of-scope'; readonly clusterArn: string }
  /** Another message has it looked at in a moment. */
  | { readonly kind: 'look-coming'; readonly clusterArn: string }
  | { readonly kind: 'unreadable'; readonly clusterArn: string; readonly failure: Failure }
  | {
      readonly kind: 'read';
      readonly clusterArn: string;
      readonly cluster: Cluster;
      readonly services: readonly ServiceView[];
      readonly unread: readonly UnreadService[];
    };

/** What a look at one, some or all clusters found. */
export interface Snapshot {
  readonly clusters: readonly ClusterView[];
  /** ARNs of services there of which no more was read: their tag says neither that they are wanted nor that they are not. */
  readonly mistagged: readonly string[];
  /** ARNs of clusters that have, or had until now, a confirming look coming: events of theirs were done without a look. */
  readonly awaited?: readonly string[];
  /** Why it could not be told which clusters there are to look at, when all were asked for. */
  readonly everywhereFailure?: Failure;
}
