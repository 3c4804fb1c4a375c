import { toRetryable } from '../../shared/aws/ecs-shapes.ts';
import type { Tags } from '../../shared/domain/cluster.ts';
import { chunk, mapAtMost } from '../../shared/domain/concurrency.ts';
import { asFailure, type Failure, PermanentError, RetryableError } from '../../shared/domain/errors.ts';
import { withStandaloneTasks } from '../../shared/domain/standalone-filter.ts';
import { ownerOf } from '../../shared/domain/tasks.ts';
import type { Reads } from './reads.ts';
import type { HostsDrained, Notice, StandaloneTask } from './snapshot.ts';
import { STANDALONE_TAGS } from './standalone-policy.ts';

/** A host whose standalone tasks are wanted. */
export interface DoomedHost {
  readonly notice: Notice;
  readonly clusterArn: string;
  readonly containerInstanceArn: string;
}

/** Clusters asked side by side; a tenth of the burst of the read bucket, 100. */
const CLUSTERS_AT_ONCE = 10;
/** Hosts of one cluster asked side by side. */
const HOSTS_AT_ONCE = 4;
/** Ids in one filter. With the pattern beside them they stay under 2,000 characters, ECS's limit for constraints. */
const IDS_PER_FILTER = 90;

type Found = Pick<HostsDrained, 'tasks' | 'unreadable'>;

/**
 * Finds the standalone tasks on hosts. Each cluster is asked once which of its hosts have any, and only those hosts
 * are asked for their tasks: where nothing runs standalone, the cost is one call for each cluster.
 */
export class StandaloneTasks {
  readonly #reads: Reads;
  /** ECS did not take the filter; from then on each host is asked. */
  #isFilterRefused = false;

  constructor(reads: Reads) {
    this.#reads = reads;
  }

  /** Nothing is thrown: what could not be read is in the answer. */
  async on(hosts: readonly DoomedHost[], signal: AbortSignal): Promise<Found> {
    const byCluster = [...Map.groupBy(hosts, ({ clusterArn }) => clusterArn)];
    const found = await mapAtMost(CLUSTERS_AT_ONCE, byCluster, ([clusterArn, inCluster]) =>
      this.#inCluster(clusterArn, inCluster, signal),
    );
    const tasks = found.flatMap((each) => each.tasks);
    const { clusterTags, unreadable } = await this.#clusterTags(tasks, signal);
    return {
      tasks: tasks.map((each) => ({ ...each, clusterTags: clusterTags.get(each.clusterArn) })),
      unreadable: [...found.flatMap((each) => each.unreadable), ...unreadable],
    };
  }

  async #inCluster(clusterArn: string, hosts: readonly DoomedHost[], signal: AbortSignal): Promise<Found> {
    try {
      const concerned = await this.#concerned(clusterArn, hosts, signal);
      const found = await mapAtMost(HOSTS_AT_ONCE, concerned, (host) => this.#onHost(host, signal));
      return { tasks: found.flatMap(({ tasks }) => tasks), unreadable: found.flatMap(({ unreadable }) => unreadable) };
    } catch (error) {
      const failure = asFailure(error);
      return { tasks: [], unreadable: hosts.map(({ notice }) => ({ notice, failure })) };
    }
  }

  /** The hosts that have standalone tasks; all of them when ECS can't be asked so. */
  async #concerned(
    clusterArn: string,
    hosts: readonly DoomedHost[],
    signal: AbortSignal,
  ): Promise<readonly DoomedHost[]> {
    if (this.#isFilterRefused) return hosts;
    const ids = hosts.map(({ notice }) => notice.ec2InstanceId);
    try {
      const filters = chunk(IDS_PER_FILTER, [...new Set(ids)]).map(withStandaloneTasks);
      const list = (filter: string) => this.#reads.listContainerInstances({ cluster: clusterArn, filter }, signal);
      const arns = new Set((await mapAtMost(HOSTS_AT_ONCE, filters, list)).flat());
      return hosts.filter(({ containerInstanceArn }) => arns.has(containerInstanceArn));
    } catch (error) {
      if (!(error instanceof PermanentError) || error.reason !== 'rejected') throw error;
      this.#isFilterRefused = true;
      return hosts;
    }
  }

  async #onHost({ notice, clusterArn, containerInstanceArn }: DoomedHost, signal: AbortSignal): Promise<Found> {
    try {
      const tasks = await this.#reads.tasksToRunOn(clusterArn, containerInstanceArn, signal);
      const standalone = tasks.filter((task) => ownerOf(task).kind === 'standalone');
      return {
        tasks: standalone.map((task) => ({ notice, clusterArn, clusterTags: undefined, task })),
        unreadable: [],
      };
    } catch (error) {
      return { tasks: [], unreadable: [{ notice, failure: asFailure(error) }] };
    }
  }

  /** Tags of the clusters that have a say: a task's own tag comes before its cluster's. */
  async #clusterTags(
    tasks: readonly StandaloneTask[],
    signal: AbortSignal,
  ): Promise<{ clusterTags: ReadonlyMap<string, Tags>; unreadable: Found['unreadable'] }> {
    const undecided = tasks.filter(({ notice, task }) => task.tags[STANDALONE_TAGS[notice.cause]] === undefined);
    const clusterArns = [...new Set(undecided.map(({ clusterArn }) => clusterArn))];
    if (clusterArns.length === 0) return { clusterTags: new Map(), unreadable: [] };
    const read = await this.#readClusterTags(clusterArns, signal);
    const left = undecided.filter(({ clusterArn }) => !read.clusterTags.has(clusterArn));
    return {
      clusterTags: read.clusterTags,
      unreadable: left.map(({ notice, clusterArn }) => ({ notice, failure: read.failureOf(clusterArn) })),
    };
  }

  async #readClusterTags(
    clusterArns: readonly string[],
    signal: AbortSignal,
  ): Promise<{ clusterTags: ReadonlyMap<string, Tags>; failureOf: (clusterArn: string) => Failure }> {
    try {
      const { clusters, failures } = await this.#reads.describeClusters(clusterArns, signal);
      const why = new Map(failures.map((failure) => [failure.arn, toRetryable(failure)]));
      return {
        clusterTags: new Map(clusters.map(({ clusterArn, tags }) => [clusterArn, tags])),
        failureOf: (arn) =>
          why.get(arn) ?? new RetryableError('inconsistent-reads', `DescribeClusters left out ${arn}`),
      };
    } catch (error) {
      const failure = asFailure(error);
      return { clusterTags: new Map(), failureOf: () => failure };
    }
  }
}
