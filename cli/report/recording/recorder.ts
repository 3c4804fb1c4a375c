import type { Simulation } from '../../../simulator/simulation.ts';
import { HostNames } from '../../demo/host-names.ts';
import { CapacityTracks } from './capacity-tracks.ts';
import { HostTracks } from './host-tracks.ts';
import type { Recording } from './recording.ts';
import { ServiceTracks } from './service-tracks.ts';

/** Watches a simulation from now on, and changes nothing about it: a run that is recorded is the same run. */
export class Recorder {
  readonly #hosts: HostTracks;
  readonly #services: ServiceTracks;
  readonly #capacity: CapacityTracks;

  constructor(simulation: Simulation) {
    const clusters = simulation.ecs.taggedResources().flatMap(({ arn }) => /:cluster\/(.+)$/.exec(arn)?.[1] ?? []);
    this.#hosts = new HostTracks(simulation, new HostNames(simulation), clusters);
    this.#services = new ServiceTracks(simulation, clusters);
    this.#capacity = new CapacityTracks(simulation, clusters);
  }

  /** Gives the EC2 instance of a container instance's id, if it was seen. */
  readonly instanceOf = (containerInstance: string): string | undefined => this.#hosts.instances.get(containerInstance);

  /** What was seen so far. */
  recording(): Recording {
    return { hosts: this.#hosts.tracks(), services: this.#services.tracks(), capacity: this.#capacity.tracks() };
  }
}
