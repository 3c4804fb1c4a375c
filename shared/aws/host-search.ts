import { clusterArnOf } from '../domain/arn.ts';
import { chunk } from '../domain/concurrency.ts';
import { asFailure, type Failure, PermanentError } from '../domain/errors.ts';
import { type Host, onInstances } from '../domain/hosts.ts';
import type { Hosts } from './container-instances.ts';
import { toRetryable } from './ecs-shapes.ts';

/** What searching reads. */
export interface HostSearchReads {
  readonly listContainerInstances: (
    query: { readonly cluster: string; readonly filter: string },
    signal: AbortSignal,
  ) => Promise<readonly string[]>;
  /** What it takes to read whole clusters; without it each is asked for the instances, however many they are. */
  readonly whole?: {
    /** How many hosts clusters have, by the name or ARN asked for. What is not known may be left out. */
    readonly hostCounts: (clusters: readonly string[], signal: AbortSignal) => Promise<ReadonlyMap<string, number>>;
    /** ARNs of all container instances of a cluster. */
    readonly listAll: (cluster: string, signal: AbortSignal) => Promise<readonly string[]>;
  };
  readonly describeContainerInstances: (
    cluster: string,
    containerInstanceArns: readonly string[],
    signal: AbortSignal,
  ) => Promise<Hosts>;
}

/** A container instance on one of the instances searched for. */
export interface Hit {
  readonly clusterArn: string;
  readonly containerInstanceArn: string;
  /** Undefined while nothing has said which of the instances it is: a list gives ARNs alone. */
  readonly ec2InstanceId: string | undefined;
  /** What was read of it, if anything had to be. */
  readonly host?: Host;
}

/** What to search for. */
export interface Wanted {
  /** Names or ARNs. */
  readonly clusters: readonly string[];
  readonly ec2InstanceIds: readonly string[];
  /** Whether each hit has to say its instance, at one more call for each cluster with hits. */
  readonly withIds: boolean;
}

/** Container instances that one call lists or describes. */
const HOSTS_PER_PAGE = 100;
/** Clusters asked side by side. A tenth of the burst of ECS's bucket of cluster-resource reads, 100. */
const CLUSTERS_AT_ONCE = 10;

/**
 * Searches clusters for container instances on EC2 instances, asking each cluster once for all of them, and none that
 * need not be asked any more. Of so many instances that it takes fewer calls, all hosts of a cluster are read instead: the
 * cost is that of the clusters and their hosts, however many instances there are.
 */
export class HostSearch {
  /** Each container instance once. */
  readonly hits = new Map<string, Hit>();
  /** Why a part of a cluster could not be searched. */
  readonly failures: Failure[] = [];
  readonly #reads: HostSearchReads;
  readonly #wanted: Wanted;
  readonly #describeFailures = new Map<string, Failure>();
  readonly #ids: ReadonlySet<string>;
  #hostCounts: ReadonlyMap<string, number> = new Map();
  /** Ids in one filter, lowered when ECS finds a filter too long: it states no limit for it. */
  #idsPerFilter = 100;

  constructor(reads: HostSearchReads, wanted: Wanted) {
    this.#reads = reads;
    this.#wanted = wanted;
    this.#ids = new Set(wanted.ec2InstanceIds);
  }

  async run(signal: AbortSignal): Promise<this> {
    if (this.#ids.size > this.#idsPerFilter) this.#hostCounts = await this.#countHosts(signal);
    const waves = chunk(CLUSTERS_AT_ONCE, this.#wanted.clusters);
    for (const [index, wave] of waves.entries()) {
      await Promise.all(
        wave.map((cluster) => (this.#isSmall(cluster) ? this.#readAll(cluster, signal) : this.#ask(cluster, signal))),
      );
      const clustersLeft = waves.slice(index + 1).flat().length;
      if (this.#wanted.withIds || this.#mayHaveAll(clustersLeft)) await this.#describeHits(clustersLeft, signal);
      if (this.#hasAll()) break;
    }
    if (this.#wanted.withIds) this.failures.push(...this.#describeFailures.values());
    return this;
  }

  /**
   * The registrations of each instance, the one in use first. An instance whose agent lost its state is registered twice:
   * where it can't be told which of them is in use, it is left out.
   */
  byInstance(): ReadonlyMap<string, readonly Hit[]> {
    return new Map(
      [...this.#named()]
        .filter(([, hits]) => hits.length === 1 || hits.every(({ host }) => host !== undefined))
        .map(([ec2InstanceId, hits]) => [ec2InstanceId, hits.toSorted(byLikelihood)]),
    );
  }

  /** Without counts every cluster is asked for the instances. */
  async #countHosts(signal: AbortSignal): Promise<ReadonlyMap<string, number>> {
    try {
      return (await this.#reads.whole?.hostCounts(this.#wanted.clusters, signal)) ?? new Map();
    } catch {
      return new Map();
    }
  }

  /** Whether listing and describing all hosts of a cluster takes fewer calls than asking for the instances. */
  #isSmall(cluster: string): boolean {
    const hosts = this.#hostCounts.get(cluster);
    if (hosts === undefined) return false;
    return 2 * Math.max(1, Math.ceil(hosts / HOSTS_PER_PAGE)) < Math.ceil(this.#ids.size / this.#idsPerFilter);
  }

  /** Reads all hosts of a cluster, and keeps those that are searched for. */
  async #readAll(cluster: string, signal: AbortSignal): Promise<void> {
    try {
      const arns = (await this.#reads.whole?.listAll(cluster, signal)) ?? [];
      const [first] = arns;
      if (first === undefined) return;
      const clusterArn = clusterArnOf(cluster, first);
      const { hosts, failures } = await this.#reads.describeContainerInstances(clusterArn, arns, signal);
      for (const host of hosts) {
        const { containerInstanceArn, ec2InstanceId } = host;
        if (!this.#ids.has(ec2InstanceId)) continue;
        this.hits.set(containerInstanceArn, { clusterArn, containerInstanceArn, ec2InstanceId, host });
      }
      // Which instance it is of, nobody knows: it may be one of those.
      const unread = failures.filter(({ reason }) => reason !== 'MISSING');
      this.failures.push(...unread.map(toRetryable));
    } catch (error) {
      const failure = asFailure(error);
      if (failure.reason !== 'unknown-cluster') this.failures.push(failure);
    }
  }

  async #ask(cluster: string, signal: AbortSignal): Promise<void> {
    for (const ids of chunk(this.#idsPerFilter, this.#wanted.ec2InstanceIds)) {
      try {
        const arns = await this.#list(cluster, ids, signal);
        const ec2InstanceId = ids.length === 1 && arns.length === 1 ? ids[0] : undefined;
        for (const containerInstanceArn of arns) {
          const clusterArn = clusterArnOf(cluster, containerInstanceArn);
          this.hits.set(containerInstanceArn, { clusterArn, containerInstanceArn, ec2InstanceId });
        }
      } catch (error) {
        this.failures.push(asFailure(error));
      }
    }
  }

  async #list(cluster: string, ids: readonly string[], signal: AbortSignal): Promise<readonly string[]> {
    try {
      return await this.#reads.listContainerInstances({ cluster, filter: onInstances(ids) }, signal);
    } catch (error) {
      if (!(error instanceof PermanentError)) throw error;
      // Deleted since it was listed, or a name in the settings that is no cluster's: nothing is in it.
      if (error.reason === 'unknown-cluster') return [];
      if (ids.length === 1) throw error;
      const half = Math.ceil(ids.length / 2);
      this.#idsPerFilter = Math.min(this.#idsPerFilter, half);
      const lists = await Promise.all(chunk(half, ids).map((part) => this.#list(cluster, part, signal)));
      return lists.flat();
    }
  }

  /** Whether describing the hits may save more calls than it costs. An instance registered twice makes two hits. */
  #mayHaveAll(clustersLeft: number): boolean {
    const clusters = this.#toDescribe(clustersLeft).size;
    return this.hits.size >= this.#wanted.ec2InstanceIds.length && clusters > 0 && clusters < clustersLeft;
  }

  /** Whether no other cluster need be asked. A registration whose agent is away may be an old one, and the one in use elsewhere. */
  #hasAll(): boolean {
    const hits = [...this.hits.values()].filter(({ host }) => host?.agentConnected);
    const inUse = new Set(hits.map(({ ec2InstanceId }) => ec2InstanceId));
    return this.#wanted.ec2InstanceIds.every((id) => inUse.has(id));
  }

  /** Hits that say their instance, by that. */
  #named(): Map<string, Hit[]> {
    const named = [...this.hits.values()].filter(({ ec2InstanceId }) => ec2InstanceId !== undefined);
    return Map.groupBy(named, ({ ec2InstanceId = '' }) => ec2InstanceId);
  }

  /** Hits of which the instance is not known, or whether the registration is in use where that matters, by cluster. */
  #toDescribe(clustersLeft: number): Map<string, Hit[]> {
    const named = this.#named();
    const hits = [...this.hits.values()].filter(({ ec2InstanceId, host }) => {
      if (host !== undefined) return false;
      return ec2InstanceId === undefined || clustersLeft > 0 || (named.get(ec2InstanceId) ?? []).length > 1;
    });
    return Map.groupBy(hits, ({ clusterArn }) => clusterArn);
  }

  async #describeHits(clustersLeft: number, signal: AbortSignal): Promise<void> {
    const byCluster = [...this.#toDescribe(clustersLeft)];
    await Promise.all(byCluster.map(([clusterArn, hits]) => this.#describeHitsIn(clusterArn, hits, signal)));
  }

  async #describeHitsIn(clusterArn: string, hits: readonly Hit[], signal: AbortSignal): Promise<void> {
    const arns = hits.map(({ containerInstanceArn }) => containerInstanceArn);
    try {
      const { hosts, failures } = await this.#reads.describeContainerInstances(clusterArn, arns, signal);
      this.#describeFailures.delete(clusterArn);
      for (const host of hosts) {
        const { containerInstanceArn, ec2InstanceId } = host;
        this.hits.set(containerInstanceArn, { clusterArn, containerInstanceArn, ec2InstanceId, host });
      }
      for (const failure of failures) {
        // Deregistered since it was listed.
        if (failure.reason === 'MISSING') this.hits.delete(failure.arn);
        else this.#describeFailures.set(clusterArn, toRetryable(failure));
      }
    } catch (error) {
      this.#describeFailures.set(clusterArn, asFailure(error));
    }
  }
}

/** The registration in use comes first. */
function byLikelihood({ host: a }: Hit, { host: b }: Hit): number {
  const connected = Number(b?.agentConnected ?? 0) - Number(a?.agentConnected ?? 0);
  return connected || (b?.registeredAt ?? 0) - (a?.registeredAt ?? 0);
}
