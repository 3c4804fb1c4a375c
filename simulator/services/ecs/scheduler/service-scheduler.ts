import type { World } from '../../../account/world.ts';
import type { EcsBase } from '../base.ts';
import type { Announcer } from '../lifecycle/announcer.ts';
import type { TaskLifecycle } from '../lifecycle/task-lifecycle.ts';
import { drawLatency, type EcsSettings } from '../options.ts';
import type { ClusterRecord, HostRecord, ServiceRecord, TaskRecord } from '../state/records.ts';
import { Complaints } from './complaints.ts';
import { DaemonScheduler } from './daemon-scheduler.ts';
import { ReplicaScheduler } from './replica-scheduler.ts';
import type { Rollout } from './rollout.ts';
import { ServiceLauncher } from './service-launcher.ts';

/** What a look at a service came to. */
export interface Look {
  /** Something was started or stopped, or is wanted and not possible. */
  readonly busy: boolean;
  /** A task is wanted and found no place. */
  readonly wanting: boolean;
  /** When to look again though nothing changes; epoch milliseconds. */
  readonly lookAt: number | undefined;
}

/**
 * Decides when to look at a service. Any number of changes before the look are one look: that is what keeps large
 * clusters cheap, and what AWS's own scheduler does in steps of about a second.
 */
export class ServiceScheduler {
  readonly #world: World;
  readonly #settings: EcsSettings;
  readonly #announcer: Announcer;
  readonly #rollout: Rollout;
  readonly #replicas: ReplicaScheduler;
  readonly #daemons: DaemonScheduler;
  readonly #wanting = new Map<ClusterRecord, Set<ServiceRecord>>();

  constructor(base: EcsBase, tasks: TaskLifecycle, rollout: Rollout) {
    const { world, settings, announcer } = base;
    this.#world = world;
    this.#settings = settings;
    this.#announcer = announcer;
    this.#rollout = rollout;
    const launcher = new ServiceLauncher(world, settings, tasks);
    const complaints = new Complaints(world, announcer);
    this.#replicas = new ReplicaScheduler(base, tasks, launcher, complaints);
    this.#daemons = new DaemonScheduler(announcer, tasks, launcher, complaints);
  }

  /** Looks at the service after the scheduler's latency. */
  request(service: ServiceRecord): void {
    const latency = drawLatency(this.#settings.schedulerLatency, this.#world.random.stream('ecs.scheduler'));
    this.#lookAt(service, this.#world.clock.now() + latency);
  }

  /** A task changed its status. */
  taskChanged(task: TaskRecord): void {
    if (task.service !== undefined) this.request(task.service);
    if (task.lastStatus !== 'STOPPED' && task.lastStatus !== 'RUNNING') return;
    this.#wake(task.cluster);
    if (task.lastStatus === 'STOPPED' && task.host !== undefined) this.#wakeDaemonsOn(task.host);
  }

  /** A host came, went, changed status, attributes or connection. */
  hostChanged(host: HostRecord): void {
    for (const service of host.cluster.services.values()) {
      // DAEMON tasks are the first on a host: their look precedes those at the services that wait for room.
      if (service.schedulingStrategy === 'DAEMON') this.#lookAt(service, this.#world.clock.now());
    }
    for (const { service } of host.tasks) if (service !== undefined) this.request(service);
    this.#wake(host.cluster);
  }

  #wakeDaemonsOn(host: HostRecord): void {
    if (host.status === 'ACTIVE') return;
    for (const { service } of host.tasks) if (service?.schedulingStrategy === 'DAEMON') this.request(service);
  }

  #wake(cluster: ClusterRecord): void {
    for (const service of this.#wanting.get(cluster) ?? []) this.request(service);
  }

  #lookAt(service: ServiceRecord, time: number): void {
    if (service.status === 'INACTIVE') return;
    if (service.look !== undefined && service.look.at <= time) return;
    service.look?.cancel();
    service.look = this.#world.clock.at(time, `ECS scheduler looks at ${service.name}`, () => {
      service.look = undefined;
      this.#look(service);
    });
  }

  #look(service: ServiceRecord): void {
    const { busy, wanting, lookAt } =
      service.schedulingStrategy === 'DAEMON' ? this.#daemons.look(service) : this.#replicas.look(service);
    this.#setWanting(service, wanting);
    this.#rollout.settle(service, busy);
    if (service.status === 'DRAINING' && service.counts.running + service.counts.pending === 0) {
      service.status = 'INACTIVE';
      service.look?.cancel();
      this.#announcer.serviceChanged(service);
    }
    if (lookAt !== undefined) this.#lookAt(service, lookAt);
  }

  #setWanting(service: ServiceRecord, wanting: boolean): void {
    let services = this.#wanting.get(service.cluster);
    if (services === undefined) {
      services = new Set();
      this.#wanting.set(service.cluster, services);
    }
    if (wanting) services.add(service);
    else services.delete(service);
  }
}
