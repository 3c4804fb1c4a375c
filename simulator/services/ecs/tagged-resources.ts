import type { EcsState } from './state/ecs-state.ts';

/** A resource as the Resource Groups Tagging API lists it. */
export interface TaggedResource {
  readonly arn: string;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Every ECS resource that exists, with its tags, which may be none: clusters, services, container instances, tasks
 * that are not stopped, ACTIVE task definitions and capacity providers.
 */
export function taggedResources(state: EcsState): TaggedResource[] {
  const clusters = [...state.clusters.values()].filter(({ status }) => status === 'ACTIVE');
  return [
    ...clusters,
    ...clusters.flatMap(({ services }) => [...services.values()].filter(({ status }) => status === 'ACTIVE')),
    ...clusters.flatMap(({ hosts }) => [...hosts.values()]),
    ...clusters.flatMap(({ tasks }) => [...tasks.values()].filter(({ lastStatus }) => lastStatus !== 'STOPPED')),
    ...[...state.taskDefinitions.values()].flat().filter(({ status }) => status === 'ACTIVE'),
    ...state.capacityProviders.values(),
  ].map(({ arn, tags }) => ({ arn, tags: Object.fromEntries(tags) }));
}
