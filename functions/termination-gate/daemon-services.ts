import { ownerOf, type Task } from '../../shared/domain/tasks.ts';
import type { Reads } from './reads.ts';

/**
 * Knows which services are DAEMON services. A service's scheduling strategy never changes (ECS API reference,
 * UpdateService has none), so the answer is remembered for the life of the process. A name may come back with another
 * service, which is told by its deployments: their ids are in `startedBy` of its tasks.
 */
export class DaemonServices {
  readonly #reads: Pick<Reads, 'describeServices'>;
  readonly #known = new Map<string, boolean>();

  constructor(reads: Pick<Reads, 'describeServices'>) {
    this.#reads = reads;
  }

  /**
   * Finds out which tasks of a cluster, those that have STOPPED left aside, are DAEMON tasks. Those of a service that ECS
   * does not know, or knows too little of, are none: they keep their host from being let go.
   */
  async among(clusterArn: string, tasks: readonly Task[], signal: AbortSignal): Promise<(task: Task) => boolean> {
    const key = ({ group, startedBy = '' }: Task) => `${clusterArn} ${group} ${startedBy}`;
    const ofServices = tasks.flatMap((task) => {
      const owner = ownerOf(task);
      const isUnknown = owner.kind === 'service' && task.lastStatus !== 'STOPPED' && !this.#known.has(key(task));
      return isUnknown ? [{ serviceName: owner.serviceName, key: key(task) }] : [];
    });
    const unknown = Map.groupBy(ofServices, ({ serviceName }) => serviceName);
    if (unknown.size > 0) {
      const { services } = await this.#reads.describeServices(clusterArn, [...unknown.keys()], signal);
      for (const { serviceName, schedulingStrategy } of services) {
        for (const each of unknown.get(serviceName) ?? []) this.#known.set(each.key, schedulingStrategy === 'DAEMON');
      }
    }
    return (task) => this.#known.get(key(task)) ?? false;
  }
}
