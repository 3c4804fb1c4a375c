import type { UpdateServiceRequest } from '@aws-sdk/client-ecs';
import type { EcsCore } from '../core.ts';
import type { ServiceRecord } from '../state/records.ts';
import { invalidParameter, serviceNotActive } from './errors.ts';
import { requireCluster, requireService, requireTaskDefinition } from './lookups.ts';
import { healthyPercents, memberOfExpressions } from './service-settings.ts';

/**
 * Changes what the request names. A new task definition, other capacity or `forceNewDeployment` begins a deployment;
 * a new desired count alone does not.
 */
export function updateService(core: EcsCore, input: UpdateServiceRequest): ServiceRecord {
  const service = requireService(requireCluster(core.state, input.cluster), input.service);
  if (service.status !== 'ACTIVE') throw serviceNotActive();
  const [primary] = service.deployments;
  if (primary === undefined) throw new Error(`Service ${service.name} has no deployment`);
  const { desiredCount } = input;
  if (desiredCount !== undefined) checkDesiredCount(service, desiredCount);
  const taskDefinition =
    input.taskDefinition === undefined
      ? primary.taskDefinition
      : requireTaskDefinition(core.state, input.taskDefinition);
  change(service, input);
  if (desiredCount !== undefined) service.desiredCount = desiredCount;
  if (taskDefinition !== primary.taskDefinition || input.forceNewDeployment === true || changesCapacity(input)) {
    core.rollout.begin(service, taskDefinition);
  }
  core.announcer.serviceChanged(service);
  core.scheduler.request(service);
  return service;
}

function checkDesiredCount(service: ServiceRecord, desiredCount: number): void {
  if (service.schedulingStrategy === 'DAEMON') {
    throw invalidParameter(
      'The daemon scheduling strategy does not support a desired count for services. Remove the desired count value and try again.',
    );
  }
  if (desiredCount < 0) throw invalidParameter('The desired count cannot be negative.');
}

function changesCapacity({ capacityProviderStrategy }: UpdateServiceRequest): boolean {
  return capacityProviderStrategy !== undefined;
}

function change(service: ServiceRecord, input: UpdateServiceRequest): void {
  if (input.deploymentConfiguration !== undefined) {
    const { minimumHealthyPercent, maximumPercent } = service;
    const configuration = { minimumHealthyPercent, maximumPercent, ...input.deploymentConfiguration };
    Object.assign(service, healthyPercents(configuration, service.schedulingStrategy));
  }
  if (input.placementConstraints !== undefined) {
    service.memberOf = memberOfExpressions(input.placementConstraints);
    service.placementConstraints = input.placementConstraints;
  }
  if (input.placementStrategy !== undefined) service.placementStrategy = input.placementStrategy;
  if (input.capacityProviderStrategy !== undefined) {
    service.capacityProviderStrategy = input.capacityProviderStrategy;
    service.launchType = input.capacityProviderStrategy.length > 0 ? undefined : 'EC2';
  }
  service.repeated = { ...service.repeated, ...repeatedMembers(input) };
}

/** Members of the request that the simulator only repeats, without those that were not given. */
function repeatedMembers(input: UpdateServiceRequest): ServiceRecord['repeated'] {
  const { loadBalancers, networkConfiguration, healthCheckGracePeriodSeconds, propagateTags, ...rest } = input;
  const { enableECSManagedTags, enableExecuteCommand, availabilityZoneRebalancing } = rest;
  const members = {
    loadBalancers,
    networkConfiguration,
    healthCheckGracePeriodSeconds,
    propagateTags,
    enableECSManagedTags,
    enableExecuteCommand,
    availabilityZoneRebalancing,
  };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
