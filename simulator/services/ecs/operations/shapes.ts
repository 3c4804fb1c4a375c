import type { Cluster, ContainerInstance, Deployment, Service, Tag, Task } from '@aws-sdk/client-ecs';
import { containerNames, containerStatus, versionInfo } from '../lifecycle/event-shapes.ts';
import type { EcsState } from '../state/ecs-state.ts';
import type { ClusterRecord, DeploymentRecord, HostRecord, ServiceRecord, Tags, TaskRecord } from '../state/records.ts';

/** The API's shapes of the records. Tags are left out unless they are asked for. */

export function tagList(tags: Tags): Tag[] {
  return Array.from(tags, ([key, value]) => ({ key, value }));
}

export function tagMap(tags: readonly Tag[] | undefined): Tags {
  return new Map((tags ?? []).map(({ key = '', value = '' }) => [key, value]));
}

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

export function serviceShape(service: ServiceRecord, include: readonly string[]): Service {
  const { repeated, deployments, capacityProviderStrategy } = service;
  const onProviders = capacityProviderStrategy.length > 0;
  return {
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: service.cluster.arn,
    loadBalancers: repeated.loadBalancers ?? [],
    serviceRegistries: repeated.serviceRegistries ?? [],
    status: service.status,
    desiredCount: service.status === 'ACTIVE' ? service.desiredCount : 0,
    runningCount: service.counts.running,
    pendingCount: service.counts.pending,
    ...(onProviders ? { capacityProviderStrategy: [...capacityProviderStrategy] } : {}),
    ...(onProviders || service.launchType === undefined ? {} : { launchType: launchTypeOf(service.launchType) }),
    ...(deployments[0] === undefined ? {} : { taskDefinition: deployments[0].taskDefinition.arn }),
    deploymentConfiguration: {
      minimumHealthyPercent: service.minimumHealthyPercent,
      maximumPercent: service.maximumPercent,
    },
    deployments: deployments.map((deployment) => deploymentShape(service, deployment)),
    events: [...service.events],
    createdAt: new Date(service.createdAt),
    ...(service.createdBy === undefined ? {} : { createdBy: service.createdBy }),
    placementConstraints: [...service.placementConstraints],
    placementStrategy: [...service.placementStrategy],
    schedulingStrategy: service.schedulingStrategy,
    deploymentController: repeated.deploymentController ?? { type: 'ECS' },
    healthCheckGracePeriodSeconds: repeated.healthCheckGracePeriodSeconds ?? 0,
    enableECSManagedTags: repeated.enableECSManagedTags ?? false,
    enableExecuteCommand: repeated.enableExecuteCommand ?? false,
    propagateTags: repeated.propagateTags ?? 'NONE',
    availabilityZoneRebalancing: repeated.availabilityZoneRebalancing ?? 'DISABLED',
    ...(repeated.networkConfiguration === undefined ? {} : { networkConfiguration: repeated.networkConfiguration }),
    tags: include.includes('TAGS') ? tagList(service.tags) : [],
  };
}

function deploymentShape(service: ServiceRecord, deployment: DeploymentRecord): Deployment {
  return {
    id: deployment.id,
    status: deployment.status,
    taskDefinition: deployment.taskDefinition.arn,
    desiredCount: deployment.status === 'PRIMARY' ? service.desiredCount : 0,
    pendingCount: deployment.counts.pending,
    runningCount: deployment.counts.running,
    failedTasks: 0,
    createdAt: new Date(deployment.createdAt),
    updatedAt: new Date(deployment.updatedAt),
    ...(service.launchType === undefined ? {} : { launchType: launchTypeOf(service.launchType) }),
    rolloutState: deployment.rolloutState,
    rolloutStateReason: deployment.rolloutStateReason,
  };
}

function launchTypeOf(launchType: string): 'EC2' | 'FARGATE' {
  return launchType === 'FARGATE' ? 'FARGATE' : 'EC2';
}

export function taskShape(task: TaskRecord, include: readonly string[], state: EcsState): Task {
  const { cpu, memory } = task.taskDefinition.demand;
  return {
    taskArn: task.arn,
    clusterArn: task.cluster.arn,
    taskDefinitionArn: task.taskDefinition.arn,
    ...(task.host === undefined ? {} : { containerInstanceArn: task.host.arn }),
    availabilityZone: task.availabilityZone,
    ...(task.capacityProviderName === undefined
      ? { launchType: task.launchType }
      : { capacityProviderName: task.capacityProviderName }),
    containers: containerNames(task).map((name, index) => ({
      containerArn: state.arns.container(task.cluster.name, task.id, index),
      taskArn: task.arn,
      name,
      lastStatus: containerStatus(task),
      ...(task.exitCode === undefined || containerStatus(task) !== 'STOPPED' ? {} : { exitCode: task.exitCode }),
    })),
    cpu: String(cpu),
    memory: String(memory),
    desiredStatus: task.desiredStatus,
    lastStatus: task.lastStatus,
    group: task.group,
    ...(task.startedBy === undefined ? {} : { startedBy: task.startedBy }),
    connectivity: 'CONNECTED',
    healthStatus: 'UNKNOWN',
    overrides: { containerOverrides: [] },
    attachments: [],
    attributes: [],
    version: task.version,
    ...dates(task),
    ...(task.stoppedReason === undefined ? {} : { stoppedReason: task.stoppedReason }),
    ...(task.stopCode === undefined ? {} : { stopCode: task.stopCode as NonNullable<Task['stopCode']> }),
    tags: include.includes('TAGS') ? tagList(task.tags) : [],
  };
}

function dates(task: TaskRecord): Partial<Task> {
  const { createdAt, startedAt, stoppingAt, executionStoppedAt, stoppedAt } = task;
  return {
    createdAt: new Date(createdAt),
    ...(startedAt === undefined ? {} : { startedAt: new Date(startedAt) }),
    ...(stoppingAt === undefined ? {} : { stoppingAt: new Date(stoppingAt) }),
    ...(executionStoppedAt === undefined ? {} : { executionStoppedAt: new Date(executionStoppedAt) }),
    ...(stoppedAt === undefined ? {} : { stoppedAt: new Date(stoppedAt) }),
  };
}
