import type { Cluster, PlacementConstraint, Service, Tags } from '../../shared/domain/cluster.ts';
import type { Reason } from '../../shared/domain/reasons.ts';

/** Tags that people set. */
export const TAGS = {
  onePerHost: 'ecs-ops:one-per-host',
  tasksPerHost: 'ecs-ops:tasks-per-host',
  hostSync: 'ecs-ops:host-sync',
} as const;

/** Far above what a host carries; keeps a slip of the finger from asking for thousands of tasks. */
const MOST_TASKS_PER_HOST = 100;
/** Capacity providers that AWS defines for Fargate (ECS developer guide, "Fargate capacity providers"). */
const FARGATE_PROVIDERS: ReadonlySet<string> = new Set(['FARGATE', 'FARGATE_SPOT']);

/** How the hosts of a service are found. */
export type HostQuery =
  /** Every ACTIVE host of the cluster. */
  | { readonly kind: 'all' }
  /** ACTIVE hosts that match an expression in the cluster query language. */
  | { readonly kind: 'matching'; readonly filter: string }
  /** ACTIVE hosts of one capacity provider, which also match the expression if there is one. */
  | { readonly kind: 'of-provider'; readonly provider: string; readonly filter: string | undefined };

/** Why a whole cluster is left alone; undefined when it is served. */
export function clusterHeldBack(cluster: Cluster): Reason | undefined {
  if (cluster.status !== 'ACTIVE') return 'cluster-not-active';
  return cluster.tags[TAGS.hostSync] === 'false' ? 'cluster-tagged-out' : undefined;
}

/** Why a service is left alone, whatever the number of hosts; undefined when it is served. */
export function serviceHeldBack(service: Service, listed: boolean): Reason | undefined {
  if (service.status !== 'ACTIVE') return 'service-not-active';
  return notWanted(service.tags, listed) ?? notCountable(service) ?? notPlaceable(service);
}

function notWanted(tags: Tags, listed: boolean): Reason | undefined {
  switch (tags[TAGS.onePerHost]) {
    case 'true':
      return undefined;
    case 'false':
      return 'service-tagged-out';
    case undefined:
      return listed ? undefined : 'service-not-opted-in';
    default:
      return 'invalid-one-per-host';
  }
}

function notCountable(service: Service): Reason | undefined {
  if (service.schedulingStrategy === 'DAEMON') return 'daemon';
  if (service.launchType === 'EXTERNAL') return 'external';
  const onFargate = service.capacityProviders.some((provider) => FARGATE_PROVIDERS.has(provider));
  if (service.launchType === 'FARGATE' || onFargate) return 'fargate';
  return new Set(service.capacityProviders).size > 1 ? 'several-capacity-providers' : undefined;
}

function notPlaceable(service: Service): Reason | undefined {
  const wanted = tasksPerHost(service.tags);
  if (wanted === undefined) return 'invalid-tasks-per-host';
  return wanted > 1 && isDistinct(service) ? 'tasks-per-host-contradiction' : undefined;
}

/** Tells whether ECS itself keeps two tasks of the service off one host. */
export function isDistinct(service: Service): boolean {
  return service.placementConstraints.some(({ type }) => type === 'distinctInstance');
}

/** Tasks wanted on each host; undefined when the tag makes no sense. */
export function tasksPerHost(tags: Tags): number | undefined {
  const text = tags[TAGS.tasksPerHost] ?? '1';
  const wanted = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  return wanted >= 1 && wanted <= MOST_TASKS_PER_HOST ? wanted : undefined;
}

/** How to find the hosts of a service. Services with the same answer can share it. */
export function hostQuery(service: Service): HostQuery {
  const filter = joined(service.placementConstraints);
  const [provider] = service.capacityProviders;
  if (provider !== undefined) return { kind: 'of-provider', provider, filter };
  return filter === undefined ? { kind: 'all' } : { kind: 'matching', filter };
}

/** Every memberOf expression must hold. Sorted, so that the same set gives the same filter. */
function joined(constraints: readonly PlacementConstraint[]): string | undefined {
  const all = constraints.flatMap((constraint) =>
    constraint.type === 'memberOf' ? [constraint.expression.trim()] : [],
  );
  const expressions = [...new Set(all)].sort();
  return expressions.length > 1 ? expressions.map((each) => `(${each})`).join(' and ') : expressions[0];
}
