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

/** Clusters asked side by side. A tenth of the burst of ECS's bucket of cluster-resource reads, 100. */
const CLUSTERS_AT_ONCE = 10;

/**
 * Searches clusters for container instances on EC2 instances, asking each cluster once for all of them, and none that
 * need not be asked any more.
 */
export class HostSearch {
  /** Each container instance once. */
  readonly hits = new Map<string, Hit>();
  /** Why a part of a cluster could not be searched. */
  readonly failures: Failure[] = [];
  readonly #reads: HostSearchReads;
  readonly #wanted: Wanted;
  readonly #namingFailures = new Map<string, Failure>();
  /** Ids in one filter, lowered when ECS finds a filter too long: it states no limit for it. */
  #idsPerFilter = 100;

  constructor(reads: HostSearchReads, wanted: Wanted) {
    this.#reads = reads;
    this.#wanted = wanted;
  }

  async run(signal: AbortSignal): Promise<this> {
    const waves = chunk(CLUSTERS_AT_ONCE, this.#wanted.clusters);
    for (const [index, wave] of waves.entries()) {
      await Promise.all(wave.map((cluster) => this.#ask(cluster, signal)));
      const clustersLeft = waves.slice(index + 1).flat().length;
      if (this.#wanted.withIds || this.#mayHaveAll(clustersLeft)) await this.#nameHits(signal);
      if (this.#hasAll()) break;
    }
    if (this.#wanted.withIds) this.failures.push(...this.#namingFailures.values());
    return this;
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

  /** Whether naming the hits may save more calls than it costs. An instance registered twice makes two hits. */
  #mayHaveAll(clustersLeft: number): boolean {
    const clusters = this.#unnamed().size;
    return this.hits.size >= this.#wanted.ec2InstanceIds.length && clusters > 0 && clusters < clustersLeft;
  }

  #hasAll(): boolean {
    const named = new Set([...this.hits.values()].map(({ ec2InstanceId }) => ec2InstanceId));
    return this.#wanted.ec2InstanceIds.every((id) => named.has(id));
  }

  /** Hits of which the instance is not known, by cluster. */
  #unnamed(): Map<string, Hit[]> {
    const unnamed = [...this.hits.values()].filter(({ ec2InstanceId }) => ec2InstanceId === undefined);
    return Map.groupBy(unnamed, ({ clusterArn }) => clusterArn);
  }

  async #nameHits(signal: AbortSignal): Promise<void> {
    await Promise.all([...this.#unnamed()].map(([clusterArn, hits]) => this.#nameHitsIn(clusterArn, hits, signal)));
  }

  async #nameHitsIn(clusterArn: string, hits: readonly Hit[], signal: AbortSignal): Promise<void> {
    const arns = hits.map(({ containerInstanceArn }) => containerInstanceArn);
    try {
      const { hosts, failures } = await this.#reads.describeContainerInstances(clusterArn, arns, signal);
      this.#namingFailures.delete(clusterArn);
      for (const host of hosts) {
        const { containerInstanceArn, ec2InstanceId } = host;
        this.hits.set(containerInstanceArn, { clusterArn, containerInstanceArn, ec2InstanceId, host });
      }
      for (const failure of failures) {
        // Deregistered since it was listed.
        if (failure.reason === 'MISSING') this.hits.delete(failure.arn);
        else this.#namingFailures.set(clusterArn, toRetryable(failure));
      }
    } catch (error) {
      this.#namingFailures.set(clusterArn, asFailure(error));
    }
  }
}
