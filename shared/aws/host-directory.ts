import { clusterArnOf } from '../domain/arn.ts';
import { mapAtMost } from '../domain/concurrency.ts';
import { asFailure, type Failure } from '../domain/errors.ts';
import type { KnownHost } from '../domain/host-memory.ts';
import type { Hosts } from './container-instances.ts';
import { toRetryable } from './ecs-shapes.ts';

/** What keeping a directory reads. */
export interface HostDirectoryReads {
  readonly listClusters: (signal: AbortSignal) => Promise<readonly string[]>;
  readonly whole: {
    /** ARNs of all container instances of a cluster. */
    readonly listAll: (cluster: string, signal: AbortSignal) => Promise<readonly string[]>;
    /** How many hosts clusters have, by the name or ARN asked for. What is not known may be left out. */
    readonly hostCounts: (clusters: readonly string[], signal: AbortSignal) => Promise<ReadonlyMap<string, number>>;
  };
  readonly describeContainerInstances: (
    cluster: string,
    containerInstanceArns: readonly string[],
    signal: AbortSignal,
  ) => Promise<Hosts>;
}

/** How much there is to read. */
export interface DirectorySize {
  readonly clusters: number;
  /** Calls of ECS's bucket of cluster-resource reads that reading all takes. */
  readonly calls: number;
}

/** Milliseconds for which a size is believed: how many clusters and pages there are changes slowly. */
const SIZE_FOR = 60_000;
/** Container instances that one call lists or describes. */
const PER_PAGE = 100;
/** Clusters read side by side. A tenth of the burst of ECS's bucket of cluster-resource reads, 100. */
const CLUSTERS_AT_ONCE = 10;

/**
 * The container instances of all clusters as they were last read, by their EC2 instances. Which instance a container
 * instance is on never changes: reading anew lists all, and describes those that are new.
 */
export class HostDirectory {
  readonly #reads: HostDirectoryReads;
  readonly #clock: () => number;
  /** EC2 instances by the ARNs of their container instances, by cluster. */
  #clusters = new Map<string, ReadonlyMap<string, string>>();
  #byInstance: ReadonlyMap<string, readonly KnownHost[]> = new Map();
  #failure: Failure | undefined;
  #size: (DirectorySize & { readonly until: number }) | undefined;
  #readAt = Number.NEGATIVE_INFINITY;

  /** @param clock gives the time in milliseconds */
  constructor(reads: HostDirectoryReads, clock: () => number) {
    this.#reads = reads;
    this.#clock = clock;
  }

  /** When the last reading began, in milliseconds. */
  get readAt(): number {
    return this.#readAt;
  }

  /** Why a part could not be read; an instance that is not found may be there. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** Where an instance was when the clusters were last read: usually one container instance, none when in no cluster. */
  find(ec2InstanceId: string): readonly KnownHost[] {
    return this.#byInstance.get(ec2InstanceId) ?? [];
  }

  /** How much there is to read, as it was a minute ago at most; undefined when that can't be read. Nothing is thrown. */
  async size(signal: AbortSignal): Promise<DirectorySize | undefined> {
    if (this.#size && this.#clock() < this.#size.until) return this.#size;
    const until = this.#clock() + SIZE_FOR;
    try {
      const clusters = await this.#reads.listClusters(signal);
      const counts = await this.#reads.whole.hostCounts(clusters, signal);
      const calls = clusters.reduce((sum, cluster) => {
        const hosts = counts.get(cluster) ?? 0;
        const fresh = Math.max(0, hosts - (this.#clusters.get(cluster)?.size ?? 0));
        return sum + Math.max(1, pagesOf(hosts)) + pagesOf(fresh);
      }, 0);
      this.#size = { clusters: clusters.length, calls, until };
    } catch {
      this.#size = undefined;
    }
    return this.#size;
  }

  /** Reads all clusters anew. Nothing is thrown. @returns calls of ECS's bucket of cluster-resource reads */
  async read(signal: AbortSignal): Promise<number> {
    this.#readAt = this.#clock();
    this.#failure = undefined;
    let calls = 0;
    const clusters = new Map<string, ReadonlyMap<string, string>>();
    try {
      await mapAtMost(CLUSTERS_AT_ONCE, await this.#reads.listClusters(signal), async (cluster) => {
        try {
          const arns = await this.#reads.whole.listAll(cluster, signal);
          const [first] = arns;
          calls += pagesOf(arns.length) || 1;
          if (first === undefined) return;
          const clusterArn = clusterArnOf(cluster, first);
          const known = this.#clusters.get(clusterArn);
          const fresh = arns.filter((arn) => known?.get(arn) === undefined);
          calls += pagesOf(fresh.length);
          const described = await this.#describe(clusterArn, fresh, signal);
          clusters.set(clusterArn, new Map(arns.flatMap((arn) => entry(arn, known?.get(arn) ?? described.get(arn)))));
        } catch (error) {
          const failure = asFailure(error);
          // Deleted since it was listed.
          if (failure.reason !== 'unknown-cluster') this.#failure = failure;
        }
      });
    } catch (error) {
      this.#failure = asFailure(error);
    }
    this.#clusters = clusters;
    const hosts = [...clusters].flatMap(([clusterArn, ids]) =>
      [...ids].map(([containerInstanceArn, ec2InstanceId]) => ({ clusterArn, containerInstanceArn, ec2InstanceId })),
    );
    this.#byInstance = Map.groupBy(hosts, ({ ec2InstanceId }) => ec2InstanceId);
    return calls;
  }

  async #describe(
    clusterArn: string,
    arns: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, string>> {
    if (arns.length === 0) return new Map();
    const { hosts, failures } = await this.#reads.describeContainerInstances(clusterArn, arns, signal);
    // Which instance it is of, nobody knows.
    const unread = failures.find(({ reason }) => reason !== 'MISSING');
    if (unread) this.#failure = toRetryable(unread);
    return new Map(hosts.map(({ containerInstanceArn, ec2InstanceId }) => [containerInstanceArn, ec2InstanceId]));
  }
}

function pagesOf(hosts: number): number {
  return Math.ceil(hosts / PER_PAGE);
}

function entry(arn: string, ec2InstanceId: string | undefined): [string, string][] {
  return ec2InstanceId === undefined ? [] : [[arn, ec2InstanceId]];
}
