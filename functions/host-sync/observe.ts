import { toRetryable } from '../../shared/aws/ecs-shapes.ts';
import { clusterName, isClusterArn, parseServiceArn } from '../../shared/domain/arn.ts';
import type { Cluster } from '../../shared/domain/cluster.ts';
import { mapAtMost } from '../../shared/domain/concurrency.ts';
import { asFailure, type Failure, PermanentError, RetryableError } from '../../shared/domain/errors.ts';
import type { Message } from '../../shared/runtime/messages.ts';
import type { ComingLooks } from './coming-looks.ts';
import { clusterHeldBack, hostQuery, serviceHeldBack, tasksPerHost } from './eligibility.ts';
import type { HostSyncEvent } from './event.ts';
import { HostCounts } from './host-counts.ts';
import type { Reads } from './reads.ts';
import { type Candidate, candidatesIn, type ServedServices, type ServiceReference } from './served-services.ts';
import type { ClusterView, Snapshot } from './snapshot.ts';
import { unreadServices } from './unread-services.ts';

/** What observing needs. */
export interface ObserveDependencies {
  readonly reads: Reads;
  readonly served: ServedServices;
  readonly coming: Pick<ComingLooks, 'covers' | 'isComing' | 'end'>;
  /** Names or ARNs of the clusters in scope; empty for all. */
  readonly scope: readonly string[];
}

/**
 * Clusters looked at together. At 50 ms a read and three reads a cluster, four are 27 clusters a second, each with
 * one read from the bucket for services and one from that for hosts: both give 100 at once and 20 a second (ECS
 * developer guide, "Request throttling for the Amazon ECS API"), so 400 clusters pass in one look unthrottled.
 */
const CLUSTERS_AT_ONCE = 4;
/** Services of a cluster whose hosts are counted together; matters only where each has a filter of its own. */
const SERVICES_AT_ONCE = 4;

/** Looks at the clusters that the messages are about. Never throws for what AWS may answer. */
export async function observe(
  messages: readonly Message<HostSyncEvent>[],
  dependencies: ObserveDependencies,
  signal: AbortSignal,
): Promise<Snapshot> {
  const { coming } = dependencies;
  const events = messages.map(({ event }) => event);
  const named = events.flatMap((event) => (event.kind === 'one-cluster' ? [event.clusterArn] : []));
  // First of all: whatever fails from here on, what other messages tell is looked at from now on.
  const here = coming.end(messages.map(({ messageId }) => messageId));
  try {
    const { references, mistagged } = await dependencies.served.known(signal);
    const everywhere = await everyCluster(events, references, dependencies.reads, signal);
    const covered = new Set(named.filter((arn) => coming.covers(arn) && !everywhere.includes(arn)));
    const clusters = [...new Set([...named, ...everywhere])].filter((arn) => !covered.has(arn));
    const isLookedAt = (arn: string | undefined): boolean => named.length < events.length || named.includes(arn ?? '');
    return {
      clusters: [
        ...(await observeClusters(clusters, references, dependencies, signal)),
        ...[...covered].map((clusterArn) => ({ kind: 'look-coming', clusterArn }) as const),
      ],
      mistagged: unasked(mistagged, references, dependencies.scope).filter((arn) =>
        isLookedAt(parseServiceArn(arn)?.clusterArn),
      ),
      awaited: [...here, ...everywhere.filter((arn) => coming.isComing(arn))],
    };
  } catch (error) {
    const failure = retryable(asFailure(error));
    const clusters = [...new Set(named)].map((clusterArn) => ({ kind: 'unreadable', clusterArn, failure }) as const);
    const wasAsked = named.length < events.length;
    return { clusters, mistagged: [], ...(wasAsked ? { everywhereFailure: failure } : {}) };
  }
}

/** Those that are in scope, and that the settings do not list: of these more is read. */
function unasked(
  arns: readonly string[],
  references: readonly ServiceReference[],
  scope: readonly string[],
): readonly string[] {
  return arns.filter((arn) => {
    const { clusterArn, serviceName } = parseServiceArn(arn) ?? {};
    if (clusterArn === undefined || !isInScope(clusterArn, scope)) return false;
    return !candidatesIn(clusterArn, references).some((candidate) => candidate.serviceName === serviceName);
  });
}

function isInScope(clusterArn: string, scope: readonly string[]): boolean {
  return scope.length === 0 || scope.includes(clusterArn) || scope.includes(clusterName(clusterArn));
}

/** What all clusters share is not refused for good: acknowledging every message for it would lose them. */
function retryable({ reason, message, cause }: Failure): RetryableError {
  return new RetryableError(reason, message, { cause });
}

/** When a message asks for it, all clusters that may have a served service; ListClusters only if there's no other way. */
async function everyCluster(
  events: readonly HostSyncEvent[],
  references: readonly ServiceReference[],
  reads: Reads,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const event = events.find(({ kind }) => kind === 'every-cluster');
  if (event?.kind !== 'every-cluster') return [];
  if (references.some(({ cluster }) => cluster === undefined)) return reads.listClusters(signal);
  const { partition, region, accountId } = event.place;
  const prefix = `arn:${partition}:ecs:${region}:${accountId}:cluster/`;
  const arns = references.map(({ cluster = '' }) => (isClusterArn(cluster) ? cluster : `${prefix}${cluster}`));
  // A cluster of another account or Region, in the settings by mistake, would fail the call for all.
  return arns.filter((arn) => arn.startsWith(prefix));
}

async function observeClusters(
  clusterArns: readonly string[],
  references: readonly ServiceReference[],
  { reads, scope }: ObserveDependencies,
  signal: AbortSignal,
): Promise<readonly ClusterView[]> {
  const inScope = clusterArns.filter((arn) => isInScope(arn, scope));
  const candidates = new Map(inScope.map((arn) => [arn, candidatesIn(arn, references)]));
  // A cluster without served services costs no call.
  const served = [...candidates].filter(([, services]) => services.length > 0);
  const described = await describeAll(
    served.map(([arn]) => arn),
    reads,
    signal,
  );
  const views = await mapAtMost(CLUSTERS_AT_ONCE, served, async ([clusterArn, services]): Promise<ClusterView> => {
    try {
      return await observeCluster(described(clusterArn), services, reads, signal);
    } catch (error) {
      return { kind: 'unreadable', clusterArn, failure: asFailure(error) };
    }
  });
  const outside = clusterArns.filter((arn) => !isInScope(arn, scope));
  return [...views, ...outside.map((clusterArn) => ({ kind: 'out-of-scope', clusterArn }) as const)];
}

/** Reads all clusters at once; the answer gives one, or throws why it is not there. */
async function describeAll(
  arns: readonly string[],
  reads: Reads,
  signal: AbortSignal,
): Promise<(arn: string) => Cluster> {
  if (arns.length === 0) return notFound;
  const { clusters, failures } = await reads.describeClusters(arns, signal);
  const byArn = new Map(clusters.map((cluster) => [cluster.clusterArn, cluster]));
  const failed = new Map(failures.map((failure) => [failure.arn, failure]));
  return (arn) => {
    const cluster = byArn.get(arn);
    if (cluster) return cluster;
    const failure = failed.get(arn);
    if (failure?.reason === 'MISSING') return notFound(arn);
    if (failure) throw toRetryable(failure);
    throw new RetryableError('inconsistent-reads', `DescribeClusters left out ${arn}`);
  };
}

function notFound(arn: string): never {
  throw new PermanentError('unknown-cluster', `${arn} does not exist`);
}

async function observeCluster(
  cluster: Cluster,
  candidates: readonly Candidate[],
  reads: Reads,
  signal: AbortSignal,
): Promise<ClusterView> {
  const { clusterArn } = cluster;
  if (clusterHeldBack(cluster)) return { kind: 'read', clusterArn, cluster, services: [], unread: [] };
  const byName = new Map(candidates.map((candidate) => [candidate.serviceName, candidate]));
  const answer = await reads.describeServices(clusterArn, [...byName.keys()], signal);
  const hostCounts = new HostCounts(cluster, reads, signal);
  const views = await mapAtMost(SERVICES_AT_ONCE, answer.services, async (service) => {
    const listed = byName.get(service.serviceName)?.listed ?? false;
    const heldBack = serviceHeldBack(service, listed);
    const present = service.desiredCount / (tasksPerHost(service.tags) ?? 1);
    const hosts = heldBack ? ({ kind: 'not-asked' } as const) : await hostCounts.count(hostQuery(service), present);
    return { service, listed, hosts };
  });
  const unread = unreadServices(clusterArn, candidates, answer);
  return { kind: 'read', clusterArn, cluster, services: views, unread };
}
