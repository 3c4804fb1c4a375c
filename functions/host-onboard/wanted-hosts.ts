import { toRetryable } from '../../shared/aws/ecs-shapes.ts';
import { clusterName, isClusterArn } from '../../shared/domain/arn.ts';
import { mapAtMost } from '../../shared/domain/concurrency.ts';
import { asFailure, type Failure } from '../../shared/domain/errors.ts';
import type { Remark } from '../../shared/domain/plan.ts';
import type { Message, Place } from '../../shared/runtime/messages.ts';
import type { HostEvent, HostOnboardEvent } from './event.ts';
import { remembering, UNSEEN } from './marker.ts';
import type { Reads } from './reads.ts';
import type { SeenHosts } from './seen-hosts.ts';
import type { Policy } from './snapshot.ts';

/** What tells which hosts to look at. */
export interface WantedDependencies {
  readonly reads: Reads;
  readonly seen: SeenHosts;
  /** Names or ARNs of the clusters in scope; empty for all. */
  readonly scope: readonly string[];
  readonly policy: Policy;
}

/** Hosts of a cluster to look at, by ARN. */
export interface WantedHosts {
  readonly clusterArn: string;
  /** Not seen yet, as far as is known. */
  readonly unseen: readonly string[];
  /** Seen before, and to be looked at again: their hop limit is low. */
  readonly open: readonly string[];
}

/** Which hosts to look at, and what of it could not be told. */
export interface Wanted {
  readonly hosts: readonly WantedHosts[];
  readonly aside: readonly Remark[];
  readonly unreadable: readonly { readonly clusterArn: string; readonly failure: Failure }[];
  readonly everywhereFailure?: Failure;
}

/** Clusters asked side by side: far under the burst of the read bucket (100). */
const CLUSTERS_AT_ONCE = 4;

/**
 * Tells which hosts to look at. An event about a host costs nothing here. A message that comes back stands for all hosts
 * of its cluster that were not reached, so that one of them is enough; the schedule stands for all clusters.
 */
export async function wantedHosts(
  messages: readonly Message<HostOnboardEvent>[],
  dependencies: WantedDependencies,
  signal: AbortSignal,
): Promise<Wanted> {
  const { seen } = dependencies;
  const { events, aside } = worthALook(messages, dependencies);
  const again = new Set(events.flatMap(({ isAgain, event }) => (isAgain ? [event.clusterArn] : [])));
  const place = messages.map(({ event }) => event).find((event) => event.kind === 'every-cluster')?.place;
  const everywhere = place ? await everyCluster(place, dependencies, signal) : { clusterArns: [] };
  const listed = await list(
    new Set([...again, ...everywhere.clusterArns]),
    new Set(everywhere.clusterArns),
    dependencies,
    signal,
  );
  const named = Map.groupBy(events, ({ event }) => event.clusterArn);
  const clusterArns = new Set([...named.keys(), ...listed.hosts.keys()]);
  const { failure } = everywhere;
  return {
    hosts: Array.from(clusterArns, (clusterArn) => {
      const { unseen = [], open = [] } = listed.hosts.get(clusterArn) ?? {};
      const ofEvents = (named.get(clusterArn) ?? []).map(({ event }) => event.containerInstanceArn);
      return { clusterArn, unseen: [...new Set([...ofEvents, ...unseen])].filter((arn) => !seen.has(arn)), open };
    }),
    aside,
    unreadable: listed.unreadable,
    ...(failure && { everywhereFailure: failure }),
  };
}

/** An event that asks for a look, and whether its message came back. */
interface Asking {
  readonly event: HostEvent;
  readonly isAgain: boolean;
}

/** Decides by events alone which hosts are to be looked at. */
function worthALook(
  messages: readonly Message<HostOnboardEvent>[],
  { scope, seen }: WantedDependencies,
): { readonly events: readonly Asking[]; readonly aside: readonly Remark[] } {
  const events: Asking[] = [];
  const aside = new Map<string, Remark>();
  const marked = new Set(
    messages.flatMap(({ event }) => (event.kind === 'host' && event.isMarked ? [event.containerInstanceArn] : [])),
  );
  for (const { event, receiveCount } of messages) {
    if (event.kind !== 'host') continue;
    const { clusterArn, containerInstanceArn: subject } = event;
    const isAgain = receiveCount > 1;
    if (!isInScope(clusterArn, scope)) aside.set(clusterArn, { subject: clusterArn, reason: 'cluster-out-of-scope' });
    else if (event.isExternal) aside.set(subject, { subject, reason: 'external-host' });
    else if (isAgain) events.push({ event, isAgain });
    else if (isServed(event.status) && !marked.has(subject) && !seen.has(subject)) events.push({ event, isAgain });
  }
  return { events, aside: [...aside.values()] };
}

/** Others are not there yet, which another event will tell, or no more. */
export function isServed(status: string): boolean {
  return status === 'ACTIVE' || status === 'DRAINING';
}

function isInScope(clusterArn: string, scope: readonly string[]): boolean {
  return scope.length === 0 || scope.includes(clusterArn) || scope.includes(clusterName(clusterArn));
}

/** The clusters in scope that have hosts. */
async function everyCluster(
  { partition, region, accountId }: Place,
  { reads, scope }: WantedDependencies,
  signal: AbortSignal,
): Promise<{ readonly clusterArns: readonly string[]; readonly failure?: Failure }> {
  const prefix = `arn:${partition}:ecs:${region}:${accountId}:cluster/`;
  const inScope = scope.map((entry) => (isClusterArn(entry) ? entry : `${prefix}${entry}`));
  try {
    // A cluster of another account or Region, in the settings by mistake, would fail the call for all.
    const asked = scope.length > 0 ? inScope.filter((arn) => arn.startsWith(prefix)) : await reads.listClusters(signal);
    const { clusters, failures } = await reads.describeClusters(asked, signal);
    const withHosts = clusters.filter(({ registeredContainerInstancesCount: hosts }) => hosts > 0);
    const failed = failures.find(({ reason }) => reason !== 'MISSING');
    return {
      clusterArns: withHosts.map(({ clusterArn }) => clusterArn),
      ...(failed && { failure: toRetryable(failed) }),
    };
  } catch (error) {
    return { clusterArns: [], failure: asFailure(error) };
  }
}

interface Listed {
  readonly hosts: ReadonlyMap<string, Pick<WantedHosts, 'unseen' | 'open'>>;
  readonly unreadable: Wanted['unreadable'];
}

/** Lists the hosts of clusters that were not seen, and in those of the schedule the ones to be looked at again. */
async function list(
  clusterArns: ReadonlySet<string>,
  scheduled: ReadonlySet<string>,
  { reads, seen, policy }: WantedDependencies,
  signal: AbortSignal,
): Promise<Listed> {
  const hosts = new Map<string, Pick<WantedHosts, 'unseen' | 'open'>>();
  const unreadable: { clusterArn: string; failure: Failure }[] = [];
  const find = async (cluster: string, filter: string): Promise<readonly string[]> =>
    (await reads.listContainerInstances({ cluster, filter }, signal)).filter((arn) => !seen.has(arn));
  const again = [remembering('hop-limit-open'), ...(policy.repairs ? [remembering('hop-limit-found')] : [])].join(
    ' or ',
  );
  await mapAtMost(CLUSTERS_AT_ONCE, [...clusterArns], async (clusterArn) => {
    try {
      const unseen = await find(clusterArn, UNSEEN);
      hosts.set(clusterArn, { unseen, open: scheduled.has(clusterArn) ? await find(clusterArn, again) : [] });
    } catch (error) {
      unreadable.push({ clusterArn, failure: asFailure(error) });
    }
  });
  return { hosts, unreadable };
}
