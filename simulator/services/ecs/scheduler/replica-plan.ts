import type { ServiceRecord, TaskRecord } from '../state/records.ts';
import { isProtected } from './protection.ts';

/** What the scheduler does next for a REPLICA service. */
export interface ReplicaPlan {
  /** Tasks to replace that may stop now: on DRAINING hosts, or of an older deployment. */
  readonly replaced: readonly TaskRecord[];
  /** How many of {@link surplusCandidates} to stop because the service has more tasks than desired. */
  readonly surplus: number;
  readonly surplusCandidates: readonly TaskRecord[];
  /** How many tasks to start, and how many more are wanted but held back by maximumPercent. */
  readonly start: number;
  readonly heldBack: number;
  /** Tasks to replace that the deployment configuration or protection keeps alive for now. */
  readonly kept: number;
  /** When to look again though nothing changes, because a task then counts as healthy; epoch milliseconds. */
  readonly lookAt: number | undefined;
}

/**
 * Plans one step of a REPLICA service.
 *
 * Tasks not RUNNING yet are stopped at once where they are to be replaced. RUNNING ones are stopped only while
 * minimumHealthyPercent of the desired count (rounded up) stays RUNNING, and healthy; replacements start only while
 * the tasks that have not stopped are fewer than maximumPercent of it (rounded down).
 * Source: ECS developer guide, Draining Amazon ECS container instances; ECS API reference, DeploymentConfiguration.
 */
export function planReplica(service: ServiceRecord, now: number, healthyAfter: number): ReplicaPlan {
  const desired = service.status === 'ACTIVE' ? service.desiredCount : 0;
  const live = [...service.tasks].filter(({ desiredStatus }) => desiredStatus === 'RUNNING');
  const leaving = live.filter((task) => mustGo(task, service));
  const good = live.filter((task) => !mustGo(task, service));

  const health = new Health(service, desired, live, now, healthyAfter);
  const replaced = byUrgency(leaving, health).filter((task) => !isProtected(task, now) && health.stop(task));
  const surplusCandidates = good.filter((task) => !isProtected(task, now));
  const surplus = Math.min(Math.max(0, good.length - desired), health.stoppable(surplusCandidates));

  const wanted = Math.max(0, desired - good.length);
  const maximum = Math.max(desired, Math.floor((desired * service.maximumPercent) / 100));
  const start = Math.min(wanted, Math.max(0, maximum - service.tasks.size));
  const kept = leaving.length - replaced.length;
  const lookAt = kept > 0 || service.deployments.length > 1 ? health.nextHealthyAt() : undefined;
  return { replaced, surplus, surplusCandidates, start, heldBack: wanted - start, kept, lookAt };
}

/** True for a task that is to be replaced: its host drains, or its deployment is not the PRIMARY one. */
export function mustGo(task: TaskRecord, service: ServiceRecord): boolean {
  return task.deployment !== service.deployments[0] || isOnDrainingHost(task);
}

function isOnDrainingHost(task: TaskRecord): boolean {
  return task.host !== undefined && task.host.status !== 'ACTIVE' && task.host.status !== 'REGISTERING';
}

function byUrgency(tasks: readonly TaskRecord[], health: Health): TaskRecord[] {
  const rank = (task: TaskRecord): number => (isOnDrainingHost(task) ? 0 : 2) + (health.isHealthy(task) ? 1 : 0);
  return tasks.toSorted((a, b) => rank(a) - rank(b) || a.order - b.order);
}

/** Keeps the count of tasks that must stay. */
class Health {
  readonly #minimum: number;
  readonly #healthyAfter: number;
  readonly #now: number;
  readonly #live: readonly TaskRecord[];
  #running: number;
  #healthy: number;

  constructor(service: ServiceRecord, desired: number, live: readonly TaskRecord[], now: number, healthyAfter: number) {
    this.#minimum = Math.ceil((desired * service.minimumHealthyPercent) / 100);
    this.#now = now;
    this.#healthyAfter = healthyAfter;
    this.#live = live;
    this.#running = live.filter(({ lastStatus }) => lastStatus === 'RUNNING').length;
    this.#healthy = live.filter((task) => this.isHealthy(task)).length;
  }

  isHealthy({ lastStatus, startedAt = Number.POSITIVE_INFINITY }: TaskRecord): boolean {
    return lastStatus === 'RUNNING' && this.#now - startedAt >= this.#healthyAfter;
  }

  /** Counts the task out when the minimum allows it. */
  stop(task: TaskRecord): boolean {
    if (task.lastStatus !== 'RUNNING') return true;
    const healthy = this.isHealthy(task);
    if (this.#running <= this.#minimum || (healthy && this.#healthy <= this.#minimum)) return false;
    this.#running -= 1;
    if (healthy) this.#healthy -= 1;
    return true;
  }

  /** How many of the tasks may stop when the service is scaled in: health plays no part there. */
  stoppable(tasks: readonly TaskRecord[]): number {
    const running = tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING').length;
    return tasks.length - running + Math.min(running, Math.max(0, this.#running - this.#minimum));
  }

  /** When the next RUNNING task starts to count as healthy. */
  nextHealthyAt(): number | undefined {
    const times = this.#live
      .filter((task) => task.lastStatus === 'RUNNING' && !this.isHealthy(task))
      .map(({ startedAt = this.#now }) => startedAt + this.#healthyAfter);
    return times.length === 0 ? undefined : times.reduce((earliest, time) => Math.min(earliest, time));
  }
}
