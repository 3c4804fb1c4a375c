import type * as sdk from '@aws-sdk/client-ecs';
import type { Cluster, PlacementConstraint, Service, Tags } from '../domain/cluster.ts';
import { RetryableError } from '../domain/errors.ts';

/** An entry of an answer's `failures[]`: the call succeeded, this part of it did not. */
export interface ApiFailure {
  /** What it is about, as AWS names it. */
  readonly arn: string;
  /** MISSING, ACCESS_DENIED and so on, as AWS gives it; INCOMPLETE where an answer lacked a needed field. */
  readonly reason: string;
  readonly detail: string;
}

/** Something read, or the failure to read it. */
export type Shape<T> = { readonly item: T } | { readonly failure: ApiFailure };

/** Turns an entry of `failures[]` into one without undefined parts. */
export function toFailure({ arn = '', reason = 'UNKNOWN', detail = '' }: sdk.Failure): ApiFailure {
  return { arn, reason, detail };
}

/** An entry of `failures[]` as a failure that may pass by itself. */
export function toRetryable({ arn, reason, detail }: ApiFailure): RetryableError {
  return new RetryableError('unavailable', `${arn}: ${reason} ${detail}`);
}

/** The failure to read something that lacks a needed field. */
export function incomplete(arn: string | undefined, detail: string): { failure: ApiFailure } {
  return { failure: { arn: arn ?? '', reason: 'INCOMPLETE', detail } };
}

/** Tags by key. */
export function toTags(tags: readonly sdk.Tag[] = []): Tags {
  return Object.fromEntries(tags.map(({ key = '', value = '' }) => [key, value]));
}

function toConstraint(constraint: sdk.PlacementConstraint): PlacementConstraint | undefined {
  if (constraint.type === 'distinctInstance') return { type: 'distinctInstance' };
  const expression = constraint.expression;
  return constraint.type === 'memberOf' && expression ? { type: 'memberOf', expression } : undefined;
}

/** Takes what is needed of a cluster. A field that is missing is a failure, never a default. */
export function toCluster(cluster: sdk.Cluster): Shape<Cluster> {
  const { clusterArn, status, registeredContainerInstancesCount } = cluster;
  if (!clusterArn || !status || registeredContainerInstancesCount === undefined) {
    return incomplete(clusterArn, 'clusterArn, status or registeredContainerInstancesCount is missing');
  }
  const { capacityProviders, runningTasksCount: running, pendingTasksCount: pending } = cluster;
  const tasksCount = running === undefined || pending === undefined ? undefined : running + pending;
  const item = { clusterArn, status, registeredContainerInstancesCount, tags: toTags(cluster.tags) };
  return {
    item: { ...item, ...(tasksCount !== undefined && { tasksCount }), ...(capacityProviders && { capacityProviders }) },
  };
}

/** Takes what is needed of a service. A field that is missing is a failure, never a default. */
export function toService(service: sdk.Service): Shape<Service> {
  const { serviceArn, serviceName, clusterArn, status, desiredCount, schedulingStrategy } = service;
  if (!serviceArn || !serviceName || !clusterArn || !status || desiredCount === undefined) {
    return incomplete(serviceArn, 'serviceArn, serviceName, clusterArn, status or desiredCount is missing');
  }
  const constraints = (service.placementConstraints ?? []).map(toConstraint);
  const placementConstraints = constraints.filter((constraint) => constraint !== undefined);
  // Leaving an unknown constraint out would count hosts that the service may not use.
  if (placementConstraints.length < constraints.length) return incomplete(serviceArn, 'unknown placement constraint');
  const item = {
    serviceArn,
    serviceName,
    clusterArn,
    status,
    desiredCount,
    schedulingStrategy: schedulingStrategy ?? 'REPLICA',
    launchType: service.launchType,
    capacityProviders: (service.capacityProviderStrategy ?? []).map((entry) => entry.capacityProvider ?? ''),
    placementConstraints,
    lastEventMessage: service.events?.[0]?.message,
    tags: toTags(service.tags),
  };
  return { item };
}

/** Parts what was read from what failed. */
export function parted<T>(shapes: readonly Shape<T>[]): { items: T[]; failures: ApiFailure[] } {
  const items = shapes.flatMap((shape) => ('item' in shape ? [shape.item] : []));
  const failures = shapes.flatMap((shape) => ('failure' in shape ? [shape.failure] : []));
  return { items, failures };
}
