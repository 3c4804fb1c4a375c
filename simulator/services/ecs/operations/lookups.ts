import type { EcsBase } from '../base.ts';
import type { EcsState } from '../state/ecs-state.ts';
import { clusterNameOf, isOfOtherCluster, shortName } from '../state/identifiers.ts';
import type { ClusterRecord, HostRecord, ServiceRecord, TaskDefinitionRecord, TaskRecord } from '../state/records.ts';
import { clientException, clusterNotFound, serviceNotFound } from './errors.ts';

/**
 * The ACTIVE cluster of that name or ARN, `default` when none is given.
 * @throws ServiceError ClusterNotFoundException
 */
export function requireCluster(state: EcsState, nameOrArn: string | undefined): ClusterRecord {
  const cluster = state.clusters.get(clusterNameOf(nameOrArn));
  if (cluster === undefined || cluster.status !== 'ACTIVE') throw clusterNotFound();
  return cluster;
}

/**
 * The same, after it has forgotten what AWS no longer shows: tasks and container instances that are gone for an hour.
 * @throws ServiceError ClusterNotFoundException
 */
export function currentCluster({ state, world, settings }: EcsBase, nameOrArn: string | undefined): ClusterRecord {
  const cluster = requireCluster(state, nameOrArn);
  state.forgetBefore(cluster, world.clock.now() - settings.stoppedTaskRetention);
  return cluster;
}

/** The container instance of that id or ARN, deregistered ones included; undefined when it is missing. */
export function findHost(cluster: ClusterRecord, idOrArn: string): HostRecord | undefined {
  if (isOfOtherCluster(idOrArn, cluster.name)) return undefined;
  const id = shortName(idOrArn);
  return cluster.hosts.get(id) ?? cluster.inactiveHosts.get(id);
}

/** The service of that name or ARN, deleted ones included; undefined when it is missing. */
export function findService(cluster: ClusterRecord, nameOrArn: string): ServiceRecord | undefined {
  if (isOfOtherCluster(nameOrArn, cluster.name)) return undefined;
  return cluster.services.get(shortName(nameOrArn));
}

/** @throws ServiceError ServiceNotFoundException */
export function requireService(cluster: ClusterRecord, nameOrArn: string | undefined): ServiceRecord {
  const service = findService(cluster, nameOrArn ?? '');
  if (service === undefined) throw serviceNotFound();
  return service;
}

/** The task of that id or ARN, stopped ones included; undefined when it is missing. */
export function findTask(cluster: ClusterRecord, idOrArn: string): TaskRecord | undefined {
  if (isOfOtherCluster(idOrArn, cluster.name)) return undefined;
  return cluster.tasks.get(shortName(idOrArn));
}

/** @throws ServiceError ClientException, as ECS answers */
export function requireTaskDefinition(state: EcsState, nameOrArn: string | undefined): TaskDefinitionRecord {
  const definition = state.taskDefinition(nameOrArn ?? '');
  if (definition === undefined) throw clientException('Unable to describe task definition.');
  return definition;
}
