import type { CreateServiceRequest } from '@aws-sdk/client-ecs';
import type { EcsCore } from '../core.ts';
import type { ClusterRecord, ServiceRecord } from '../state/records.ts';
import { invalidParameter } from './errors.ts';
import { requireCluster, requireTaskDefinition } from './lookups.ts';
import { healthyPercents, memberOfExpressions } from './service-settings.ts';
import { tagMap } from './tag-lists.ts';

/** What a simulation says of a service that the API does not. */
export interface ServiceExtras {
  readonly createdBy?: string;
  /** Milliseconds; the options' value for services with load balancers unless given. */
  readonly deregistrationDelay?: number;
}

/** Creates a service and its first deployment. */
export function createService(core: EcsCore, input: CreateServiceRequest, extras: ServiceExtras): ServiceRecord {
  const cluster = requireCluster(core.state, input.cluster);
  const name = input.serviceName ?? '';
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(name)) throw invalidParameter('Invalid service name.');
  const existing = cluster.services.get(name);
  if (existing !== undefined && existing.status !== 'INACTIVE') {
    throw invalidParameter('Creation of service was not idempotent.');
  }
  const taskDefinition = requireTaskDefinition(core.state, input.taskDefinition);
  const service = serviceRecord(core, cluster, input, extras);
  cluster.services.delete(name);
  cluster.services.set(name, service);
  core.rollout.begin(service, taskDefinition);
  core.announcer.serviceChanged(service);
  core.scheduler.request(service);
  return service;
}

function serviceRecord(
  core: EcsCore,
  cluster: ClusterRecord,
  input: CreateServiceRequest,
  extras: ServiceExtras,
): ServiceRecord {
  const name = input.serviceName ?? '';
  const schedulingStrategy = input.schedulingStrategy ?? 'REPLICA';
  if (schedulingStrategy === 'DAEMON' && input.placementStrategy !== undefined && input.placementStrategy.length > 0) {
    throw invalidParameter('The daemon scheduling strategy does not support placement strategies.');
  }
  const now = core.world.clock.now();
  return {
    order: core.state.nextOrder(),
    arn: core.state.arns.service(cluster.name, name),
    name,
    cluster,
    group: `service:${name}`,
    status: 'ACTIVE',
    schedulingStrategy,
    desiredCount: schedulingStrategy === 'DAEMON' ? 0 : desiredCountOf(input),
    ...capacityOf(cluster, input),
    placementConstraints: input.placementConstraints ?? [],
    placementStrategy: input.placementStrategy ?? [],
    memberOf: memberOfExpressions(input.placementConstraints),
    ...healthyPercents(input.deploymentConfiguration, schedulingStrategy),
    deployments: [],
    tasks: new Set(),
    counts: { running: 0, pending: 0 },
    events: [],
    tags: tagMap(input.tags),
    createdAt: now,
    createdBy: extras.createdBy,
    deregistrationDelay: extras.deregistrationDelay ?? delayOf(core, input),
    repeated: input,
    look: undefined,
    steady: false,
    launchQuota: { left: core.settings.launchesPerMinute, at: now },
    complaint: undefined,
  };
}

function delayOf(core: EcsCore, { loadBalancers = [] }: CreateServiceRequest): number {
  return loadBalancers.length > 0 ? core.settings.deregistrationDelay : 0;
}

/** A REPLICA service needs a desired count. */
function desiredCountOf({ desiredCount }: CreateServiceRequest): number {
  if (desiredCount === undefined) throw invalidParameter('The desired count cannot be null.');
  if (desiredCount < 0) throw invalidParameter('The desired count cannot be negative.');
  return desiredCount;
}

/** A launch type, or a strategy of the cluster's own unless one is given. */
function capacityOf(
  cluster: ClusterRecord,
  { launchType, capacityProviderStrategy }: CreateServiceRequest,
): Pick<ServiceRecord, 'launchType' | 'capacityProviderStrategy'> {
  if (launchType !== undefined && capacityProviderStrategy !== undefined) {
    throw invalidParameter('Specifying both a launch type and capacity provider strategy is not supported.');
  }
  if (launchType !== undefined) return { launchType, capacityProviderStrategy: [] };
  const strategy = capacityProviderStrategy ?? cluster.defaultCapacityProviderStrategy;
  for (const { capacityProvider = '' } of strategy) {
    if (!cluster.capacityProviders.includes(capacityProvider)) {
      throw invalidParameter(`The specified capacity provider '${capacityProvider}' was not found.`);
    }
  }
  return { launchType: strategy.length > 0 ? undefined : 'EC2', capacityProviderStrategy: strategy };
}
