import type { Cluster, ContainerInstance } from '@aws-sdk/client-ecs';
import { versionInfo } from '../lifecycle/event-shapes.ts';
import type { ClusterRecord, HostRecord, ServiceRecord } from '../state/records.ts';
import { tagList } from './tag-lists.ts';

/** @param include members that the API returns on request only: `SETTINGS`, `STATISTICS`, `TAGS`, … */
export function clusterShape(cluster: ClusterRecord, include: readonly string[]): Cluster {
  const hosts = [...cluster.hosts.values()].filter(({ status }) => status === 'ACTIVE' || status === 'DRAINING');
  const services = [...cluster.services.values()].filter(({ status }) => status === 'ACTIVE');
  return {
    clusterArn: cluster.arn,
    clusterName: cluster.name,
    status: cluster.status,
    registeredContainerInstancesCount: hosts.length,
    runningTasksCount: cluster.counts.running,
    pendingTasksCount: cluster.counts.pending,
    activeServicesCount: services.length,
    statistics: include.includes('STATISTICS') ? statistics(cluster, services) : [],
    tags: include.includes('TAGS') ? tagList(cluster.tags) : [],
    settings: include.includes('SETTINGS') ? [...cluster.settings] : [],
    capacityProviders: [...cluster.capacityProviders],
    defaultCapacityProviderStrategy: [...cluster.defaultCapacityProviderStrategy],
  };
}

function statistics(cluster: ClusterRecord, services: readonly ServiceRecord[]): { name: string; value: string }[] {
  const live = [...cluster.tasks.values()].filter(({ desiredStatus }) => desiredStatus === 'RUNNING');
  const count = (launchType: string, running: boolean): number =>
    live.filter((task) => task.launchType === launchType && (task.lastStatus === 'RUNNING') === running).length;
  const active = (fargate: boolean): number =>
    services.filter(({ launchType }) => (launchType === 'FARGATE') === fargate).length;
  return Object.entries({
    runningEC2TasksCount: count('EC2', true),
    runningFargateTasksCount: count('FARGATE', true),
    pendingEC2TasksCount: count('EC2', false),
    pendingFargateTasksCount: count('FARGATE', false),
    activeEC2ServiceCount: active(false),
    activeFargateServiceCount: active(true),
  }).map(([name, value]) => ({ name, value: String(value) }));
}

/** @param include `TAGS` on request */
export function hostShape(host: HostRecord, include: readonly string[]): ContainerInstance {
  return {
    containerInstanceArn: host.arn,
    ec2InstanceId: host.ec2InstanceId,
    ...(host.capacityProviderName === undefined ? {} : { capacityProviderName: host.capacityProviderName }),
    version: host.version,
    versionInfo: versionInfo(host),
    remainingResources: host.resources.remaining(),
    registeredResources: host.resources.registered(),
    status: host.status,
    agentConnected: host.agentConnected,
    runningTasksCount: host.counts.running,
    pendingTasksCount: host.counts.pending,
    attributes: Array.from(host.attributes, ([name, value]) => (value === undefined ? { name } : { name, value })),
    registeredAt: new Date(host.registeredAt),
    attachments: [],
    tags: include.includes('TAGS') ? tagList(host.tags) : [],
  };
}
