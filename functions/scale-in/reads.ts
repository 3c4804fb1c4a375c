import { describeActivities } from '../../shared/aws/auto-scaling.ts';
import { describeGroupProviders } from '../../shared/aws/capacity-providers.ts';
import type { AutoScalingClient, ECSClient } from '../../shared/aws/clients.ts';
import { describeClusterTasks, describeFewTasks, type TaskQuery } from '../../shared/aws/cluster-tasks.ts';
import { describeAllGroups, describeMembers, isRefreshing } from '../../shared/aws/described-groups.ts';
import { describeHosts } from '../../shared/aws/described-hosts.ts';
import { describeAllServices } from '../../shared/aws/described-services.ts';
import { describeClusters, listClusters, listContainerInstances } from '../../shared/aws/ecs.ts';
import { describeTaskNeeds } from '../../shared/aws/task-definitions.ts';
import { taskProtections } from '../../shared/aws/task-protection.ts';

/** Everything that scale-in reads, finding hosts excepted. */
export type Reads = ReturnType<typeof awsReads>;

/** The reads, made through AWS's API. */
export function awsReads(ecs: ECSClient, autoScaling: AutoScalingClient) {
  return {
    listClusters: (signal: AbortSignal) => listClusters(ecs, signal),
    describeClusters: (clusterArns: readonly string[], signal: AbortSignal) =>
      describeClusters(ecs, clusterArns, signal),
    listContainerInstances: (query: { readonly cluster: string; readonly filter: string }, signal: AbortSignal) =>
      listContainerInstances(ecs, query, signal),
    listDraining: (cluster: string, filter: string, signal: AbortSignal) =>
      listContainerInstances(ecs, { cluster, status: 'DRAINING', filter }, signal),
    describeHosts: (query: Parameters<typeof describeHosts>[1], signal: AbortSignal) =>
      describeHosts(ecs, query, signal),
    describeTasks: (query: TaskQuery, signal: AbortSignal) => describeClusterTasks(ecs, query, signal),
    describeFewTasks: (query: Parameters<typeof describeFewTasks>[1], signal: AbortSignal) =>
      describeFewTasks(ecs, query, signal),
    describeAllServices: (clusterArn: string, signal: AbortSignal) => describeAllServices(ecs, clusterArn, signal),
    describeTaskNeeds: (taskDefinitionArn: string, signal: AbortSignal) =>
      describeTaskNeeds(ecs, taskDefinitionArn, signal),
    describeGroupProviders: (names: readonly string[], signal: AbortSignal) =>
      describeGroupProviders(ecs, names, signal),
    taskProtections: (clusterArn: string, taskArns: readonly string[], signal: AbortSignal) =>
      taskProtections(ecs, clusterArn, taskArns, signal),
    describeAllGroups: (signal: AbortSignal) => describeAllGroups(autoScaling, signal),
    describeMembers: (ec2InstanceIds: readonly string[], signal: AbortSignal) =>
      describeMembers(autoScaling, ec2InstanceIds, signal),
    isRefreshing: (groupName: string, signal: AbortSignal) => isRefreshing(autoScaling, groupName, signal),
    describeActivities: (groupName: string, since: number, signal: AbortSignal) =>
      describeActivities(autoScaling, groupName, since, signal),
  };
}
