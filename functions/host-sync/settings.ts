import { parseServiceArn } from '../../shared/domain/arn.ts';
import { clusterList, flag, listOf } from '../../shared/runtime/settings.ts';

/** Names of clusters and services: letters, digits, hyphens, underscores (ECS API reference, CreateService). */
const NAME = /^[\w-]{1,255}$/;
const CLUSTER_AND_SERVICE = /^[\w-]{1,255}\/[\w-]{1,255}$/;

const isService = (entry: string): boolean =>
  NAME.test(entry) || CLUSTER_AND_SERVICE.test(entry) || parseServiceArn(entry) !== undefined;

/** host-sync's own variables. */
export const HOST_SYNC_SETTINGS = {
  /** Services to serve besides those that carry the tag. */
  HOST_SYNC_SERVICES: listOf(isService, 'service ARNs, cluster/service or service names, with commas between'),
  /** Clusters to serve; all when empty. */
  HOST_SYNC_CLUSTERS: clusterList(),
  /** Log what would be done, and do nothing. */
  HOST_SYNC_DRY_RUN: flag(),
};
