import type { Announcer } from '../lifecycle/announcer.ts';
import type { TaskLifecycle } from '../lifecycle/task-lifecycle.ts';
import type { HostRecord, ServiceRecord, TaskRecord } from '../state/records.ts';
import type { Complaints } from './complaints.ts';
import { hostMatches, type NearMiss, obstacleOn } from './placement.ts';
import { stopCause } from './replica-scheduler.ts';
import type { ServiceLauncher } from './service-launcher.ts';
import type { Look } from './service-scheduler.ts';

/**
 * Keeps one task of a DAEMON service on every ACTIVE host that matches its constraints: the first task to start there,
 * and the last to stop. Source: ECS developer guide, Service scheduler concepts, Daemon.
 */
export class DaemonScheduler {
  readonly #announcer: Announcer;
  readonly #tasks: TaskLifecycle;
  readonly #launcher: ServiceLauncher;
  readonly #complaints: Complaints;

  constructor(announcer: Announcer, tasks: TaskLifecycle, launcher: ServiceLauncher, complaints: Complaints) {
    this.#announcer = announcer;
    this.#tasks = tasks;
    this.#launcher = launcher;
    this.#complaints = complaints;
  }

  /** One step: stops what may stop, starts what may start. */
  look(service: ServiceRecord): Look {
    const eligible = new Set(service.status === 'ACTIVE' ? eligibleHosts(service) : []);
    service.desiredCount = eligible.size;
    const stopping = this.#stop(service, eligible);
    const { missing, nearMiss } = this.#start(service, eligible);
    if (nearMiss !== undefined) this.#complaints.unableToPlace(service, nearMiss);
    return { busy: stopping + missing > 0, wanting: nearMiss !== undefined, lookAt: undefined };
  }

  /** @returns how many tasks were asked to stop */
  #stop(service: ServiceRecord, eligible: ReadonlySet<HostRecord>): number {
    const live = [...service.tasks].filter(({ desiredStatus }) => desiredStatus === 'RUNNING');
    const isLeaving = ({ host }: TaskRecord): boolean => host === undefined || !eligible.has(host);
    const staying = live.filter((task) => !isLeaving(task));
    const outdated = staying.filter((task) => task.deployment !== service.deployments[0]);
    const minimum = Math.ceil((service.desiredCount * service.minimumHealthyPercent) / 100);
    const spare = Math.max(0, staying.filter(({ lastStatus }) => lastStatus === 'RUNNING').length - minimum);
    const leaving = live.filter((task) => isLeaving(task) && !isHeldByOtherTasks(task));
    const violates = service.status === 'ACTIVE' && leaving.some(({ host }) => host?.status === 'ACTIVE');
    if (violates) this.#violated(service);
    const stopping = [...leaving, ...outdated.slice(0, spare)];
    for (const task of stopping) this.#tasks.stop(task, stopCause(service));
    return stopping.length;
  }

  #violated(service: ServiceRecord): void {
    this.#announcer.serviceAction(service, {
      eventType: 'ERROR',
      eventName: 'SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED',
    });
  }

  #start(
    service: ServiceRecord,
    eligible: ReadonlySet<HostRecord>,
  ): { readonly missing: number; readonly nearMiss: NearMiss | undefined } {
    const demand = service.deployments[0]?.taskDefinition.demand;
    if (demand === undefined) throw new Error(`Service ${service.name} has no deployment`);
    const occupied = new Set(Array.from(service.tasks, ({ host }) => host));
    const missing = [...eligible].filter((host) => !occupied.has(host));
    let nearMiss: NearMiss | undefined;
    for (const host of missing) {
      const obstacle = obstacleOn(host, {
        demand,
        memberOf: [],
        isTaken: () => false,
      });
      if (obstacle === undefined) this.#launcher.start(service, host, host.capacityProviderName);
      else nearMiss = { host, obstacle };
    }
    return { missing: missing.length, nearMiss };
  }
}

/** The ACTIVE hosts that match every `memberOf` constraint of the service and its task definition. */
function eligibleHosts(service: ServiceRecord): HostRecord[] {
  const expressions = [...service.memberOf, ...(service.deployments[0]?.taskDefinition.memberOf ?? [])];
  return Array.from(service.cluster.hosts.values()).filter(
    (host) => host.status === 'ACTIVE' && expressions.every((expression) => hostMatches(expression, host)),
  );
}

/** On a host that drains, the daemon's task stays until every other task there has stopped. */
function isHeldByOtherTasks({ host, service }: TaskRecord): boolean {
  if (host?.status !== 'DRAINING' || service?.status !== 'ACTIVE') return false;
  return Array.from(host.tasks).some((task) => task.service?.schedulingStrategy !== 'DAEMON');
}
