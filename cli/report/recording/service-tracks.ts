import type { Simulation } from '../../../simulator/simulation.ts';
import type { ServiceCounts, ServiceTrack } from './recording.ts';

interface Watched extends ServiceTrack {
  readonly counts: ServiceCounts[];
}

/** Follows desired and running counts of services. */
export class ServiceTracks {
  /** By cluster and service, with a slash between. */
  readonly #services = new Map<string, Watched>();

  constructor({ ecs, clock }: Simulation, clusters: readonly string[]) {
    for (const cluster of clusters)
      for (const { serviceName, desiredCount: desired, runningCount: running } of ecs.view(cluster).services)
        this.#count(cluster, serviceName, { at: clock.now(), desired, running });
    ecs.onChange((change) => {
      if (change.kind !== 'service') return;
      const { at, desiredCount: desired, runningCount: running } = change;
      this.#count(change.clusterName, change.serviceName, { at, desired, running });
    });
  }

  tracks(): readonly ServiceTrack[] {
    return [...this.#services.values()];
  }

  #count(cluster: string, service: string, counts: ServiceCounts): void {
    const key = `${cluster}/${service}`;
    const watched = this.#services.get(key) ?? { cluster, service, counts: [] };
    this.#services.set(key, watched);
    const last = watched.counts.at(-1);
    if (last?.desired === counts.desired && last.running === counts.running) return;
    // Of what changes several times in a moment, the last counts.
    if (last?.at === counts.at) watched.counts.pop();
    watched.counts.push(counts);
  }
}
