import { describeGroupMembers, describeGroups } from '../../shared/aws/auto-scaling.ts';
import type { AutoScalingClient, ECSClient } from '../../shared/aws/clients.ts';
import { describeContainerInstances } from '../../shared/aws/container-instances.ts';
import { describeClusters, listContainerInstances } from '../../shared/aws/ecs.ts';
import { tasksOn } from '../../shared/aws/tasks.ts';

/** Everything that spot-drain reads, finding hosts excepted. */
export type Reads = ReturnType<typeof awsReads>;

/** The reads, made through AWS's API. */
export function awsReads(ecs: ECSClient, autoScaling: AutoScalingClient) {
  return {
    describeContainerInstances: (clusterArn: string, arns: readonly string[], signal: AbortSignal) =>
      describeContainerInstances(ecs, clusterArn, arns, signal),
    listContainerInstances: (
      query: { readonly cluster: string; readonly filter: string },
      signal: AbortSignal,
    ): Promise<readonly string[]> => listContainerInstances(ecs, query, signal),
    /** Tasks that are being stopped already need nothing more. */
    tasksToRunOn: (clusterArn: string, containerInstanceArn: string, signal: AbortSignal) =>
      tasksOn(ecs, clusterArn, containerInstanceArn, signal, ['RUNNING']),
    describeClusters: (clusterArns: readonly string[], signal: AbortSignal) =>
      describeClusters(ecs, clusterArns, signal),
    describeGroupMembers: (ec2InstanceIds: readonly string[], signal: AbortSignal) =>
      describeGroupMembers(autoScaling, ec2InstanceIds, signal),
    describeGroups: (names: readonly string[], signal: AbortSignal) => describeGroups(autoScaling, names, signal),
  };
}
