import type { ApiFailure } from '../../shared/aws/ecs-shapes.ts';
import { toRetryable } from '../../shared/aws/ecs-shapes.ts';
import { clusterName } from '../../shared/domain/arn.ts';
import type { Cluster } from '../../shared/domain/cluster.ts';
import { allEnded, mapAtMost } from '../../shared/domain/concurrency.ts';
import { asFailure, type Failure } from '../../shared/domain/errors.ts';
import type { LeftOverMarks } from './left-over-marks.ts';
import { type LookTurns, lookSize, READS_PER_MINUTE } from './look-size.ts';
import { type ClusterDependencies, observeCluster } from './observe-cluster.ts';
import { AccountGroups, CLUSTER_TAG, type GroupDependencies } from './observe-groups.ts';
import type { ClusterView, Snapshot } from './snapshot.ts';
import { ReadAllowance } from './stopping-tasks.ts';
import { GROUP_TAGS } from './terms.ts';

/** What observing needs. */
export interface ObserveDependencies extends ClusterDependencies, GroupDependencies {
  readonly reads: ClusterDependencies['reads'] & GroupDependencies['reads'];
  readonly marks: LeftOverMarks;
  readonly turns: LookTurns;
  /** Reads of hosts and tasks that this process made in the last minute. */
  readonly recentReads: () => number;
  /** Names or ARNs of the clusters in scope; empty for all. */
  readonly scope: readonly string[];
}

/** Clusters read side by side. How fast they are read together, the client's pace decides. */
const CLUSTERS_AT_ONCE = 4;
const MINUTE = 60_000;

/** Looks at every cluster. Never throws for what AWS may answer. */
export async function observe(dependencies: ObserveDependencies, signal: AbortSignal): Promise<Snapshot> {
  const { reads, settings, clock, log, turns, recentReads } = dependencies;
  try {
    const [{ clusters, failures }, groups] = await allEnded([
      readClusters(reads, signal),
      AccountGroups.read(dependencies, signal),
    ]);
    const served = await servedByGroups(groups, dependencies, signal);
    const look = new AccountLook(dependencies, { groups, served: served.clusterArns, signal });
    const size = lookSize(clusters.filter((cluster) => look.isServed(cluster)));
    const allowance = new ReadAllowance(size.spare);
    if (!turns.isTurn(size)) {
      log.info('look left out', { reads: size.reads, everyMinutes: size.everyMinutes });
      return { settings, clusters: [], isLeftOut: true };
    }
    // Where time is not enough for all, it is not always the same ones that are left out.
    const inTurn = rotated(clusters, Math.floor(clock() / MINUTE));
    const views = await mapAtMost(CLUSTERS_AT_ONCE, inTurn, (cluster) => look.at(cluster, allowance));
    const unreadable = failures
      .filter(({ reason }) => reason !== 'MISSING')
      .map((failure) => ({ kind: 'unreadable', clusterArn: failure.arn, failure: toRetryable(failure) }) as const);
    const everywhereFailure = groups.failure ?? served.failure;
    return {
      settings,
      clusters: [...views.flat(), ...unreadable],
      // What expressions take, nobody foresaw.
      isLarge: !size.allowsSecondLook || 2 * recentReads() > READS_PER_MINUTE,
      ...(everywhereFailure && { everywhereFailure }),
    };
  } catch (error) {
    return { settings, clusters: [], everywhereFailure: asFailure(error) };
  }
}

async function readClusters(
  reads: ObserveDependencies['reads'],
  signal: AbortSignal,
): Promise<{ readonly clusters: readonly Cluster[]; readonly failures: readonly ApiFailure[] }> {
  return reads.describeClusters(await reads.listClusters(signal), signal);
}

/** The clusters that have hosts of groups that say something about scale-in, or that such groups name. */
async function servedByGroups(
  groups: AccountGroups,
  { finder }: ObserveDependencies,
  signal: AbortSignal,
): Promise<{ readonly clusterArns: ReadonlySet<string>; readonly failure: Failure | undefined }> {
  const opted = groups.tagged(GROUP_TAGS.optIn).filter(({ tags }) => tags[GROUP_TAGS.optIn] !== 'false');
  const members = opted.flatMap((group) => group.members);
  const answers = [...(await finder.find(members, signal)).values()];
  const named = opted.flatMap(({ tags }) => tags[CLUSTER_TAG] ?? []);
  const clusterArns = answers.flatMap((answer) => (answer.kind === 'found' ? [answer.clusterArn] : []));
  const [failure] = answers.flatMap((answer) => (answer.kind === 'unreadable' ? [answer.failure] : []));
  return { clusterArns: new Set([...clusterArns, ...named]), failure };
}

function rotated<T>(items: readonly T[], by: number): readonly T[] {
  const start = items.length === 0 ? 0 : by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

/** Looks at clusters one by one, each as closely as it needs. */
class AccountLook {
  readonly #dependencies: ObserveDependencies;
  readonly #groups: AccountGroups;
  /** ARNs, and names as tags give them. */
  readonly #served: ReadonlySet<string>;
  readonly #signal: AbortSignal;

  constructor(
    dependencies: ObserveDependencies,
    found: { readonly groups: AccountGroups; readonly served: ReadonlySet<string>; readonly signal: AbortSignal },
  ) {
    this.#dependencies = dependencies;
    this.#groups = found.groups;
    this.#served = found.served;
    this.#signal = found.signal;
  }

  /** What was found in a cluster; nothing of one that is none of our business. */
  async at(cluster: Cluster, allowance: ReadAllowance): Promise<readonly ClusterView[]> {
    const { clusterArn } = cluster;
    try {
      return await this.#view(cluster, allowance);
    } catch (error) {
      return [{ kind: 'unreadable', clusterArn, failure: asFailure(error) }];
    }
  }

  /** Whether all of a cluster is read: it opted in, or a group of it, and it is in scope. */
  isServed(cluster: Cluster): boolean {
    return this.#hasOptedIn(cluster) && this.#isInScope(cluster.clusterArn);
  }

  async #view(cluster: Cluster, allowance: ReadAllowance): Promise<readonly ClusterView[]> {
    const { clusterArn, registeredContainerInstancesCount: hosts } = cluster;
    const { marks } = this.#dependencies;
    const observing = { ...this.#dependencies, allowance };
    if (this.isServed(cluster)) {
      marks.forget(clusterArn);
      return [await observeCluster(cluster, this.#groups, observing, this.#signal)];
    }
    const markedHosts = hosts > 0 ? await marks.in(clusterArn, this.#signal) : [];
    if (!this.#isInScope(clusterArn)) {
      return this.#hasOptedIn(cluster) || markedHosts.length > 0
        ? [{ kind: 'out-of-scope', clusterArn, markedHosts, leaving: this.#groups.leaving(markedHosts) }]
        : [];
    }
    if (markedHosts.length === 0) return [];
    return [await observeCluster(cluster, this.#groups, observing, this.#signal)];
  }

  #hasOptedIn({ clusterArn, tags }: Cluster): boolean {
    const tag = tags[GROUP_TAGS.optIn];
    return tag !== 'false' && (tag !== undefined || this.#isServedByGroup(clusterArn));
  }

  #isServedByGroup(clusterArn: string): boolean {
    return this.#served.has(clusterArn) || this.#served.has(clusterName(clusterArn));
  }

  #isInScope(clusterArn: string): boolean {
    const { scope } = this.#dependencies;
    return scope.length === 0 || scope.includes(clusterArn) || scope.includes(clusterName(clusterArn));
  }
}
