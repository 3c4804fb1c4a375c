import {
  describeActivities,
  describeAllGroupMembers,
  describeGroupMembers,
  describeGroups,
  describeTerminationHooks,
} from '../../shared/aws/auto-scaling.ts';
import type { AutoScalingClient, ECSClient } from '../../shared/aws/clients.ts';
import { describeContainerInstances } from '../../shared/aws/container-instances.ts';
import { describeClusters, describeServices } from '../../shared/aws/ecs.ts';
import { taskProtections } from '../../shared/aws/task-protection.ts';
import { tasksInCluster, tasksOnEach } from '../../shared/aws/tasks.ts';

/** Everything that termination-gate reads, finding hosts excepted. */
export type Reads = ReturnType<typeof awsReads>;

/** The reads, made through AWS's API. */
export function awsReads(ecs: ECSClient, autoScaling: AutoScalingClient) {
  return {
    describeGroups: (names: readonly string[], signal: AbortSignal) => describeGroups(autoScaling, names, signal),
    describeTerminationHooks: (groupName: string, signal: AbortSignal) =>
      describeTerminationHooks(autoScaling, groupName, signal),
    describeGroupMembers: (ec2InstanceIds: readonly string[], signal: AbortSignal) =>
      describeGroupMembers(autoScaling, ec2InstanceIds, signal),
    describeAllGroupMembers: (signal: AbortSignal) => describeAllGroupMembers(autoScaling, signal),
    describeActivities: (groupName: string, since: number, signal: AbortSignal) =>
      describeActivities(autoScaling, groupName, since, signal),
    describeContainerInstances: (clusterArn: string, arns: readonly string[], signal: AbortSignal) =>
      describeContainerInstances(ecs, clusterArn, arns, signal),
    tasksOnEach: (clusterArn: string, containerInstanceArns: readonly string[], signal: AbortSignal) =>
      tasksOnEach(ecs, clusterArn, containerInstanceArns, signal),
    tasksInCluster: (clusterArn: string, signal: AbortSignal) => tasksInCluster(ecs, clusterArn, signal),
    describeServices: (clusterArn: string, names: readonly string[], signal: AbortSignal) =>
      describeServices(ecs, clusterArn, names, signal),
    describeClusters: (clusterArns: readonly string[], signal: AbortSignal) =>
      describeClusters(ecs, clusterArns, signal),
    taskProtections: (clusterArn: string, taskArns: readonly string[], signal: AbortSignal) =>
      taskProtections(ecs, clusterArn, taskArns, signal),
  };
}
