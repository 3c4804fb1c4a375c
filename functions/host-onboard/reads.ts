import type { EC2Client, ECSClient } from '../../shared/aws/clients.ts';
import { describeContainerInstances } from '../../shared/aws/container-instances.ts';
import { describeClusters, listClusters, listContainerInstances } from '../../shared/aws/ecs.ts';
import { describeInstances } from '../../shared/aws/instances.ts';
import { describeDefinitionCredentials, taskCredentialPages } from '../../shared/aws/task-credentials.ts';

/** Everything that host-onboard reads. */
export type Reads = ReturnType<typeof awsReads>;

/** The reads, made through AWS's API. @param ec2 makes the client when it is needed, which for most runs it is not */
export function awsReads(ecs: ECSClient, ec2: () => EC2Client) {
  return {
    listClusters: (signal: AbortSignal) => listClusters(ecs, signal),
    describeClusters: (clusters: readonly string[], signal: AbortSignal) => describeClusters(ecs, clusters, signal),
    listContainerInstances: (query: { readonly cluster: string; readonly filter: string }, signal: AbortSignal) =>
      listContainerInstances(ecs, query, signal),
    describeContainerInstances: (clusterArn: string, arns: readonly string[], signal: AbortSignal) =>
      describeContainerInstances(ecs, clusterArn, arns, signal),
    describeInstances: (ec2InstanceIds: readonly string[], signal: AbortSignal) =>
      describeInstances(ec2(), ec2InstanceIds, signal),
    taskPages: (clusterArn: string, signal: AbortSignal) => taskCredentialPages(ecs, clusterArn, signal),
    describeDefinition: (taskDefinitionArn: string, signal: AbortSignal) =>
      describeDefinitionCredentials(ecs, taskDefinitionArn, signal),
  };
}
