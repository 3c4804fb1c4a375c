import type { ECSClient, ResourceGroupsTaggingAPIClient } from '../../shared/aws/clients.ts';
import {
  countByCapacityProvider,
  describeClusters,
  describeServices,
  listClusters,
  listContainerInstances,
} from '../../shared/aws/ecs.ts';
import { toRetryable } from '../../shared/aws/ecs-shapes.ts';
import { resourcesTagged } from '../../shared/aws/tagging.ts';
import { TAGS } from './eligibility.ts';

/** Everything that host-sync reads. */
export type Reads = ReturnType<typeof awsReads>;

/** The reads, made through AWS's API. */
export function awsReads(ecs: ECSClient, tagging: ResourceGroupsTaggingAPIClient) {
  const tagged = { resourceType: 'ecs:service', key: TAGS.onePerHost };
  return {
    /** Whatever the value of the tag. */
    taggedServices: (signal: AbortSignal) => resourcesTagged(tagging, tagged, signal),
    listClusters: (signal: AbortSignal) => listClusters(ecs, signal),
    describeClusters: (clusterArns: readonly string[], signal: AbortSignal) =>
      describeClusters(ecs, clusterArns, signal),
    describeServices: (clusterArn: string, serviceNames: readonly string[], signal: AbortSignal) =>
      describeServices(ecs, clusterArn, serviceNames, signal),
    listContainerInstances: (query: Parameters<typeof listContainerInstances>[1], signal: AbortSignal) =>
      listContainerInstances(ecs, query, signal),
    /** Hosts that leave between listing and describing are missing from the answer, and are not counted. */
    countByCapacityProvider: async (clusterArn: string, arns: readonly string[], signal: AbortSignal) => {
      const { counts, failures } = await countByCapacityProvider(ecs, clusterArn, arns, signal);
      const [failure] = failures.filter(({ reason }) => reason !== 'MISSING');
      if (failure) throw toRetryable(failure);
      return counts;
    },
  };
}
