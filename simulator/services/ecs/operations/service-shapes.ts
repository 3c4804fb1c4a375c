import type { Deployment, Service } from '@aws-sdk/client-ecs';
import type { DeploymentRecord, ServiceRecord } from '../state/records.ts';
import { tagList } from './tag-lists.ts';

/** @param include `TAGS` on request */
export function serviceShape(service: ServiceRecord, include: readonly string[]): Service {
  return {
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: service.cluster.arn,
    status: service.status,
    desiredCount: service.status === 'ACTIVE' ? service.desiredCount : 0,
    runningCount: service.counts.running,
    pendingCount: service.counts.pending,
    ...capacity(service),
    ...(service.deployments[0] === undefined ? {} : { taskDefinition: service.deployments[0].taskDefinition.arn }),
    deploymentConfiguration: {
      minimumHealthyPercent: service.minimumHealthyPercent,
      maximumPercent: service.maximumPercent,
    },
    deployments: service.deployments.map((deployment) => deploymentShape(service, deployment)),
    events: [...service.events],
    createdAt: new Date(service.createdAt),
    ...(service.createdBy === undefined ? {} : { createdBy: service.createdBy }),
    placementConstraints: [...service.placementConstraints],
    placementStrategy: [...service.placementStrategy],
    schedulingStrategy: service.schedulingStrategy,
    ...repeatedMembers(service),
    tags: include.includes('TAGS') ? tagList(service.tags) : [],
  };
}

function capacity({ capacityProviderStrategy, launchType }: ServiceRecord): Partial<Service> {
  if (capacityProviderStrategy.length > 0) return { capacityProviderStrategy: [...capacityProviderStrategy] };
  return launchType === undefined ? {} : { launchType: launchTypeOf(launchType) };
}

function repeatedMembers({ repeated }: ServiceRecord): Partial<Service> {
  return {
    loadBalancers: repeated.loadBalancers ?? [],
    serviceRegistries: repeated.serviceRegistries ?? [],
    deploymentController: repeated.deploymentController ?? { type: 'ECS' },
    healthCheckGracePeriodSeconds: repeated.healthCheckGracePeriodSeconds ?? 0,
    enableECSManagedTags: repeated.enableECSManagedTags ?? false,
    enableExecuteCommand: repeated.enableExecuteCommand ?? false,
    propagateTags: repeated.propagateTags ?? 'NONE',
    availabilityZoneRebalancing: repeated.availabilityZoneRebalancing ?? 'DISABLED',
    ...(repeated.networkConfiguration === undefined ? {} : { networkConfiguration: repeated.networkConfiguration }),
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
