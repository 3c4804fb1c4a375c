import type { Deployment, Service } from '@aws-sdk/client-ecs';
import type { EcsCore } from '../core.ts';
import { requireCluster, requireTaskDefinition } from '../operations/lookups.ts';
import { memberOfExpressions } from '../operations/service-settings.ts';
import { tagMap } from '../operations/tag-lists.ts';
import { deploymentId } from '../state/identifiers.ts';
import type { DeploymentRecord, ServiceRecord } from '../state/records.ts';

/** Puts a service in as it stood, without its tasks. */
export function restoredService(core: EcsCore, service: Service): ServiceRecord {
  const cluster = requireCluster(core.state, service.clusterArn);
  const now = core.world.clock.now();
  const strategy = service.capacityProviderStrategy ?? [];
  const record: ServiceRecord = {
    order: core.state.nextOrder(),
    arn: service.serviceArn ?? '',
    name: service.serviceName ?? '',
    cluster,
    group: `service:${service.serviceName}`,
    status: service.status === 'DRAINING' ? 'DRAINING' : 'ACTIVE',
    schedulingStrategy: service.schedulingStrategy ?? 'REPLICA',
    desiredCount: service.desiredCount ?? 0,
    launchType: strategy.length > 0 ? undefined : (service.launchType ?? 'EC2'),
    capacityProviderStrategy: strategy,
    placementConstraints: service.placementConstraints ?? [],
    placementStrategy: service.placementStrategy ?? [],
    memberOf: memberOfExpressions(service.placementConstraints),
    ...percentsOf(service),
    deployments: deploymentsOf(core, service),
    tasks: new Set(),
    counts: { running: 0, pending: 0 },
    events: [],
    tags: tagMap(service.tags),
    createdAt: service.createdAt?.getTime() ?? now,
    createdBy: undefined,
    deregistrationDelay: (service.loadBalancers ?? []).length > 0 ? core.settings.deregistrationDelay : 0,
    repeated: {
      loadBalancers: service.loadBalancers,
      propagateTags: service.propagateTags,
      availabilityZoneRebalancing: service.availabilityZoneRebalancing,
      deploymentController: service.deploymentController,
    },
    look: undefined,
    steady: false,
    launchQuota: { left: core.settings.launchesPerMinute, at: now },
    complaint: undefined,
  };
  cluster.services.set(record.name, record);
  return record;
}

/** Defaults of the API. Source: ECS API reference, DeploymentConfiguration. */
function percentsOf(service: Service): Pick<ServiceRecord, 'minimumHealthyPercent' | 'maximumPercent'> {
  const daemon = service.schedulingStrategy === 'DAEMON';
  const { minimumHealthyPercent, maximumPercent } = service.deploymentConfiguration ?? {};
  return {
    minimumHealthyPercent: minimumHealthyPercent ?? (daemon ? 0 : 100),
    maximumPercent: maximumPercent ?? (daemon ? 100 : 200),
  };
}

/** PRIMARY first; a service without any, as an external controller's, has one of its task definition. */
function deploymentsOf(core: EcsCore, service: Service): DeploymentRecord[] {
  const known = (service.deployments ?? []).filter(({ status }) => status === 'PRIMARY' || status === 'ACTIVE');
  const primary = known.find(({ status }) => status === 'PRIMARY') ?? { taskDefinition: service.taskDefinition };
  const others = known.filter((deployment) => deployment !== primary);
  return [primary, ...others].map((deployment, index) => deploymentOf(core, service, deployment, index === 0));
}

function deploymentOf(core: EcsCore, service: Service, deployment: Deployment, primary: boolean): DeploymentRecord {
  const now = core.world.clock.now();
  const id = deployment.id ?? deploymentId(core.world.random.stream('ecs.deployment-ids'));
  const completed = primary && (deployment.rolloutState ?? 'COMPLETED') === 'COMPLETED';
  return {
    id,
    status: primary ? 'PRIMARY' : 'ACTIVE',
    taskDefinition: requireTaskDefinition(core.state, deployment.taskDefinition ?? service.taskDefinition),
    rolloutState: completed ? 'COMPLETED' : 'IN_PROGRESS',
    rolloutStateReason: `ECS deployment ${id} ${completed ? 'completed' : 'in progress'}.`,
    counts: { running: 0, pending: 0 },
    createdAt: deployment.createdAt?.getTime() ?? now,
    updatedAt: deployment.updatedAt?.getTime() ?? now,
  };
}
