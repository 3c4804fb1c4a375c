import type { Cluster } from '../../shared/domain/cluster.ts';
import { asFailure, RetryableError } from '../../shared/domain/errors.ts';
import type { HostQuery } from './eligibility.ts';
import type { Reads } from './reads.ts';
import type { HostCount } from './snapshot.ts';

/** Counts the hosts of one cluster. What several services ask for is read once. */
export class HostCounts {
  readonly #cluster: Cluster;
  readonly #reads: Reads;
  readonly #signal: AbortSignal;
  readonly #asked = new Map<string, Promise<unknown>>();

  constructor(cluster: Cluster, reads: Reads, signal: AbortSignal) {
    this.#cluster = cluster;
    this.#reads = reads;
    this.#signal = signal;
  }

  /**
   * The number of hosts that a query finds, or why it can't be told.
   * @param present the number of hosts for which nothing would change; a smaller one is not told from two readings
   */
  async count(query: HostQuery, present: number): Promise<HostCount> {
    try {
      return { kind: 'counted', count: await this.#count(query, present) };
    } catch (error) {
      return { kind: 'unreadable', failure: asFailure(error) };
    }
  }

  async #count(query: HostQuery, present: number): Promise<number> {
    switch (query.kind) {
      case 'all':
        return this.#allActive(present);
      case 'matching':
        return (await this.#active(query.filter)).length;
      case 'of-provider':
        return (await this.#byProvider(query.filter)).get(query.provider) ?? 0;
    }
  }

  /**
   * The cluster's own count has ACTIVE and DRAINING hosts in it. It was read first: a DRAINING host that leaves
   * between the two reads is then counted one too many, which is put right by the event of its leaving, and
   * not one too few, which would stop a task that has a host. But either reading may be older than the other, as ECS's
   * reads are eventually consistent: then hosts that are gone are taken off twice. So fewer hosts than at present are
   * believed only of a list of the ACTIVE ones, which was true at some moment.
   */
  async #allActive(present: number): Promise<number> {
    const registered = this.#cluster.registeredContainerInstancesCount;
    const draining = await this.#once('DRAINING', () => this.#list('DRAINING'));
    if (draining.length > registered)
      throw new RetryableError('inconsistent-reads', `${draining.length} of ${registered} hosts are DRAINING`);
    const isFewer = draining.length > 0 && registered - draining.length < present;
    if (isFewer) return (await this.#active(undefined)).length;
    return registered - draining.length;
  }

  #active(filter: string | undefined): Promise<readonly string[]> {
    return this.#once(`ACTIVE ${filter ?? ''}`, () => this.#list('ACTIVE', filter));
  }

  #byProvider(filter: string | undefined): Promise<ReadonlyMap<string, number>> {
    return this.#once(`providers ${filter ?? ''}`, async () => {
      const hosts = await this.#active(filter);
      return this.#reads.countByCapacityProvider(this.#cluster.clusterArn, hosts, this.#signal);
    });
  }

  #list(status: 'ACTIVE' | 'DRAINING', filter?: string): Promise<readonly string[]> {
    return this.#reads.listContainerInstances({ cluster: this.#cluster.clusterArn, status, filter }, this.#signal);
  }

  /** Asks once, and lets everyone have the answer. The key says what is asked, hence what type the answer has. */
  #once<T>(key: string, ask: () => Promise<T>): Promise<T> {
    const asked = (this.#asked.get(key) as Promise<T> | undefined) ?? ask();
    this.#asked.set(key, asked);
    return asked;
  }
}
