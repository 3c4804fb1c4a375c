import { clusterName } from '../domain/arn.ts';
import { mapAtMost } from '../domain/concurrency.ts';
import { asFailure, type Failure, PermanentError } from '../domain/errors.ts';
import { HostMemory, type KnownHost } from '../domain/host-memory.ts';
import { isInstanceId } from '../domain/hosts.ts';
import type { ECSClient } from './clients.ts';
import { describeContainerInstances } from './container-instances.ts';
import { describeClusters, listClusters, listContainerInstances } from './ecs.ts';
import { type Hit, HostSearch, type HostSearchReads } from './host-search.ts';

export type { Hit, KnownHost };

/** An EC2 instance whose container instance is wanted. */
export interface WantedHost {
  readonly ec2InstanceId: string;
  /** Name or ARN of the cluster that is said to have it. */
  readonly cluster?: string | undefined;
}

/** What is known of one instance. */
export type HostAnswer =
  | { readonly kind: 'found'; readonly clusterArn: string; readonly containerInstanceArn: string }
  /** In no cluster in scope. */
  | { readonly kind: 'not-found' }
  | { readonly kind: 'unreadable'; readonly failure: Failure };

/** A container instance, searched for or remembered. */
export interface FoundArn extends Hit {
  /** It was there at an earlier search, and may have left since. */
  readonly isRemembered: boolean;
}

/** Container instances of several instances, of which it need not be known which is which. */
export interface ArnsFound {
  readonly hits: readonly FoundArn[];
  /** Why a part could not be searched; an instance without a hit may be there. */
  readonly failures: readonly Failure[];
}

/** What finding reads. */
export interface HostFinderReads extends HostSearchReads {
  readonly listClusters: (signal: AbortSignal) => Promise<readonly string[]>;
}

/** What a finder is made of. */
export interface HostFinderOptions {
  readonly reads: HostFinderReads;
  /** Names or ARNs of the clusters that are searched; empty for all. */
  readonly scope: readonly string[];
  /** Gives the time in milliseconds. */
  readonly clock: () => number;
}

/** Clusters asked side by side because something said so. */
const HINTS_AT_ONCE = 10;

/** The reads, made through AWS's API. */
export function hostFinderReads(ecs: ECSClient): HostFinderReads & Required<Pick<HostFinderReads, 'whole'>> {
  return {
    listClusters: (signal) => listClusters(ecs, signal),
    listContainerInstances: (query, signal) => listContainerInstances(ecs, query, signal),
    whole: {
      hostCounts: (clusters, signal) => hostCounts(ecs, clusters, signal),
      listAll: (cluster, signal) => listContainerInstances(ecs, { cluster }, signal),
    },
    describeContainerInstances: (cluster, arns, signal) => describeContainerInstances(ecs, cluster, arns, signal),
  };
}

async function hostCounts(ecs: ECSClient, names: readonly string[], signal: AbortSignal) {
  const { clusters } = await describeClusters(ecs, names, signal);
  // Settings may give the name of a cluster.
  const counts = clusters.flatMap(({ clusterArn, registeredContainerInstancesCount: hosts }) => [
    [clusterArn, hosts] as const,
    [clusterName(clusterArn), hosts] as const,
  ]);
  return new Map(counts);
}

/**
 * Finds the container instances on EC2 instances, and remembers them in the process. Each cluster is asked once for
 * all instances together: the cost is that of the clusters, however many instances there are.
 */
export class HostFinder {
  readonly #reads: HostFinderReads;
  readonly #scope: readonly string[];
  readonly #memory: HostMemory;

  constructor({ reads, scope, clock }: HostFinderOptions) {
    this.#reads = reads;
    this.#scope = scope;
    this.#memory = new HostMemory(clock);
  }

  /**
   * Finds the container instance of each instance. A cluster that is said to have it is asked first and alone; when it
   * does not have it, or AWS will not have it asked, all are. What can't be read is in the answer; nothing is thrown.
   */
  async find(wanted: readonly WantedHost[], signal: AbortSignal): Promise<ReadonlyMap<string, HostAnswer>> {
    this.#memory.expire();
    const answers = new Map<string, HostAnswer>();
    const isOpen = ({ ec2InstanceId }: WantedHost): boolean => !answers.has(ec2InstanceId);
    for (const { ec2InstanceId } of wanted) {
      const known = isInstanceId(ec2InstanceId) ? this.#memory.recall(ec2InstanceId) : [];
      if (known) answers.set(ec2InstanceId, answerOf(known[0]));
    }
    const hinted = wanted.filter(({ cluster }) => cluster !== undefined && this.#isInScope(cluster)).filter(isOpen);
    for (const [id, answer] of await this.#searchHinted(hinted, signal)) {
      if (answer.kind === 'found' || (answer.kind === 'unreadable' && mayPass(answer.failure))) answers.set(id, answer);
    }
    const ids = [...new Set(wanted.filter(isOpen).map(({ ec2InstanceId }) => ec2InstanceId))];
    for (const [id, answer] of await this.#searchEverywhere(ids, signal)) {
      answers.set(id, answer);
      if (answer.kind === 'not-found') this.#memory.rememberAbsent([id]);
    }
    return answers;
  }

  /**
   * Finds the container instances of all these instances, without asking which is whose. For a caller that learns it
   * all the same, and then tells `remember` and `rememberAbsent`. Nothing is thrown.
   */
  async findArns(ec2InstanceIds: readonly string[], signal: AbortSignal): Promise<ArnsFound> {
    this.#memory.expire();
    const ids = [...new Set(ec2InstanceIds)].filter(isInstanceId);
    const known = ids.flatMap((id) => this.#memory.recall(id) ?? []).map((hit) => ({ ...hit, isRemembered: true }));
    const unknown = ids.filter((id) => this.#memory.recall(id) === undefined);
    try {
      const search = await this.#search(await this.#clusters(unknown, signal), unknown, false, signal);
      const fresh = [...search.hits.values()].map((hit) => ({ ...hit, isRemembered: false }));
      return { hits: [...known, ...fresh], failures: search.failures };
    } catch (error) {
      return { hits: known, failures: [asFailure(error)] };
    }
  }

  /** The instances of which it is remembered where they are, or that they are in no cluster, by id. */
  remembered(wanted: readonly WantedHost[]): ReadonlySet<string> {
    this.#memory.expire();
    const ids = wanted.map(({ ec2InstanceId }) => ec2InstanceId);
    return new Set(ids.filter((id) => this.#memory.recall(id) !== undefined));
  }

  /** Whether it is remembered where an instance is. */
  hasPlace(ec2InstanceId: string): boolean {
    return (this.#memory.recall(ec2InstanceId)?.length ?? 0) > 0;
  }

  /** Tells the finder where instances are. */
  remember(hosts: readonly KnownHost[]): void {
    this.#memory.rememberFound(hosts);
  }

  /** Tells the finder that instances are in no cluster. */
  rememberAbsent(ec2InstanceIds: readonly string[]): void {
    this.#memory.rememberAbsent(ec2InstanceIds);
  }

  /** Tells the finder that what it remembers of an instance has turned out wrong. */
  forget(ec2InstanceId: string): void {
    this.#memory.forget(ec2InstanceId);
  }

  #isInScope(cluster: string): boolean {
    return this.#scope.length === 0 || this.#scope.some((each) => clusterName(each) === clusterName(cluster));
  }

  async #clusters(ec2InstanceIds: readonly string[], signal: AbortSignal): Promise<readonly string[]> {
    if (ec2InstanceIds.length === 0) return [];
    return this.#scope.length > 0 ? this.#scope : this.#reads.listClusters(signal);
  }

  async #searchHinted(hinted: readonly WantedHost[], signal: AbortSignal): Promise<[string, HostAnswer][]> {
    const byCluster = [...Map.groupBy(hinted, ({ cluster = '' }) => cluster)];
    const answers = await mapAtMost(HINTS_AT_ONCE, byCluster, ([cluster, hosts]) => {
      const ids = hosts.map(({ ec2InstanceId }) => ec2InstanceId);
      return this.#searchIn([cluster], [...new Set(ids)], signal);
    });
    return answers.flatMap((found) => [...found]);
  }

  async #searchEverywhere(ids: readonly string[], signal: AbortSignal): Promise<Map<string, HostAnswer>> {
    try {
      return await this.#searchIn(await this.#clusters(ids, signal), ids, signal);
    } catch (error) {
      const failure = asFailure(error);
      return new Map(ids.map((id) => [id, { kind: 'unreadable', failure }]));
    }
  }

  async #searchIn(
    clusters: readonly string[],
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<Map<string, HostAnswer>> {
    const search = await this.#search(clusters, ids, true, signal);
    const hits = search.byInstance();
    return new Map(ids.map((id) => [id, answerOf(hits.get(id)?.[0], search.failures[0])]));
  }

  async #search(
    clusters: readonly string[],
    ec2InstanceIds: readonly string[],
    withIds: boolean,
    signal: AbortSignal,
  ): Promise<HostSearch> {
    const search = await new HostSearch(this.#reads, { clusters, ec2InstanceIds, withIds }).run(signal);
    const hits = [...search.byInstance()].flatMap(([ec2InstanceId, found]) =>
      found.map(({ clusterArn, containerInstanceArn }) => ({ ec2InstanceId, clusterArn, containerInstanceArn })),
    );
    this.#memory.rememberFound(hits);
    return search;
  }
}

/** A cluster of another account or Region is refused however often it is asked. */
function mayPass(failure: Failure): boolean {
  return !(failure instanceof PermanentError) && failure.reason !== 'access-denied';
}

function answerOf(hit: Pick<Hit, 'clusterArn' | 'containerInstanceArn'> | undefined, failure?: Failure): HostAnswer {
  if (hit) {
    const { clusterArn, containerInstanceArn } = hit;
    return { kind: 'found', clusterArn, containerInstanceArn };
  }
  return failure ? { kind: 'unreadable', failure } : { kind: 'not-found' };
}
