import { mapAtMost } from '../../shared/domain/concurrency.ts';
import type { Task } from '../../shared/domain/tasks.ts';
import { READS_PER_MINUTE } from './paces.ts';
import type { Reads } from './reads.ts';
import type { HostLook } from './snapshot.ts';

/** All tasks of a cluster, by the ARN of their container instance. */
export type WholeCluster =
  | { readonly kind: 'read'; readonly tasks: ReadonlyMap<string, readonly Task[]> }
  /** They were read a moment ago, and are to be read again so many seconds from now. */
  | { readonly kind: 'put-off'; readonly seconds: number };

/** What reading whole clusters needs. */
export interface ClusterTaskDependencies {
  readonly reads: Pick<Reads, 'tasksInCluster' | 'describeClusters'>;
  /** Gives the time in milliseconds. */
  readonly clock: () => number;
  /** Reads of hosts and tasks that may still be made in this minute. */
  readonly readsLeft: () => number;
}

/** When all tasks of a cluster are read rather than those of each host. */
export interface Comparison {
  /** Hosts from which on it is asked how many tasks the cluster has. */
  readonly manyHosts: number;
  readonly callsPerHost: number;
}

const TASKS_PER_PAGE = 100;
/** Listing and describing, of the tasks that are to run and of those that were stopped in the last hour. */
const CALLS_PER_PAGE = 4;
const CLUSTERS_AT_ONCE = 2;
/** Milliseconds of pause for each call of a reading: 150 calls a minute. */
const PAUSE_PER_CALL = 60_000 / READS_PER_MINUTE;

/** Reads all tasks of clusters of which many hosts are asked for, where that takes fewer calls. */
export class ClusterTaskReader {
  readonly #dependencies: ClusterTaskDependencies;
  readonly #comparison: Comparison;
  /** When a cluster may be read again, in milliseconds since 1970, by its ARN. */
  readonly #nextAt = new Map<string, number>();

  constructor(dependencies: ClusterTaskDependencies, comparison: Comparison) {
    this.#dependencies = dependencies;
    this.#comparison = comparison;
  }

  /** The clusters that were read, by ARN. Nothing is thrown. */
  async read(wanted: readonly HostLook[], signal: AbortSignal): Promise<ReadonlyMap<string, WholeCluster>> {
    const hosts = Map.groupBy(wanted, ({ host }) => (host.kind === 'found' ? host.clusterArn : ''));
    const large = [...hosts].filter(([, looks]) => looks.length >= this.#comparison.manyHosts);
    if (large.length === 0) return new Map();
    const counts = await this.#tasksCounts(
      large.map(([clusterArn]) => clusterArn),
      signal,
    );
    const read = await mapAtMost(CLUSTERS_AT_ONCE, large, async ([clusterArn, { length }]) => {
      const calls = callsFor(counts.get(clusterArn));
      const isCheaper = calls < this.#comparison.callsPerHost * length && calls <= this.#dependencies.readsLeft();
      const whole = isCheaper ? await this.#readWhole(clusterArn, calls, signal) : undefined;
      return whole ? [[clusterArn, whole] as const] : [];
    });
    return new Map(read.flat());
  }

  async #readWhole(clusterArn: string, calls: number, signal: AbortSignal): Promise<WholeCluster | undefined> {
    const { clock, reads } = this.#dependencies;
    const wait = (this.#nextAt.get(clusterArn) ?? 0) - clock();
    if (wait > 0) return { kind: 'put-off', seconds: Math.ceil(wait / 1_000) };
    this.#nextAt.set(clusterArn, clock() + calls * PAUSE_PER_CALL);
    try {
      return { kind: 'read', tasks: await reads.tasksInCluster(clusterArn, signal) };
    } catch {
      // One task that can't be read is enough. The hosts are read one by one then, so that it holds up only its own.
      return undefined;
    }
  }

  async #tasksCounts(clusterArns: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, number>> {
    try {
      const { clusters } = await this.#dependencies.reads.describeClusters(clusterArns, signal);
      return new Map(
        clusters.flatMap(({ clusterArn, tasksCount }) => (tasksCount === undefined ? [] : [[clusterArn, tasksCount]])),
      );
    } catch {
      return new Map();
    }
  }
}

/** Of tasks that were stopped it is not known how many there are: about as many, it is assumed. */
function callsFor(tasksCount: number | undefined): number {
  if (tasksCount === undefined) return Number.POSITIVE_INFINITY;
  return CALLS_PER_PAGE * Math.max(1, Math.ceil(tasksCount / TASKS_PER_PAGE));
}
