import type { Resource } from './room.ts';
import type { TaskClass } from './task-classes.ts';

/** What other tasks on the move take of something that a task needs too. */
export interface Contest {
  /** What it is about: a resource, a port, or the places of a service with `distinctInstance`. */
  readonly kind: string;
  /** Undefined for what a host has one of. */
  readonly resource: Resource | undefined;
  readonly needed: number;
  /** By all others together; more than 0. */
  readonly taken: number;
}

/** Takes note of the tasks that move. */
export interface MovingTasks {
  /** Takes so many tasks of a class among those that move, or out of them again. */
  add(taskClass: TaskClass, by: number): void;
}

const RESOURCES: readonly Resource[] = ['cpu', 'memory', 'gpus', 'interfaces'];

/** What the tasks that move take, and what they compete for with each other. */
export class Contests implements MovingTasks {
  readonly #moving = new Map<TaskClass, number>();
  readonly #resources: Record<Resource, number> = { cpu: 0, memory: 0, gpus: 0, interfaces: 0 };
  readonly #ofService = new Map<string, number>();
  readonly #ofPort = new Map<string, number>();

  get classes(): Iterable<TaskClass> {
    return this.#moving.keys();
  }

  has(taskClass: TaskClass): boolean {
    return this.#moving.has(taskClass);
  }

  add(taskClass: TaskClass, by: number): void {
    const count = (this.#moving.get(taskClass) ?? 0) + by;
    if (count > 0) this.#moving.set(taskClass, count);
    else this.#moving.delete(taskClass);
    for (const resource of RESOURCES) this.#resources[resource] += by * neededBy(taskClass, resource);
    increase(this.#ofService, serviceOf(taskClass), by);
    for (const port of taskClass.needs?.hostPorts ?? []) increase(this.#ofPort, port, by);
  }

  /** The contests of a task of this class with the others that move. */
  of(taskClass: TaskClass): readonly Contest[] {
    const contests: Contest[] = [];
    for (const resource of RESOURCES) {
      const needed = neededBy(taskClass, resource);
      const taken = this.#resources[resource] - needed;
      if (needed > 0 && taken > 0) contests.push({ kind: resource, resource, needed, taken });
    }
    const ofService = taskClass.isDistinct ? (this.#ofService.get(serviceOf(taskClass)) ?? 1) - 1 : 0;
    if (ofService > 0) contests.push({ kind: 'service', resource: undefined, needed: 0, taken: ofService });
    for (const port of taskClass.needs?.hostPorts ?? []) {
      const taken = (this.#ofPort.get(port) ?? 1) - 1;
      if (taken > 0) contests.push({ kind: port, resource: undefined, needed: 0, taken });
    }
    return contests;
  }
}

function serviceOf({ service, key }: TaskClass): string {
  return service?.service.serviceName ?? key;
}

function neededBy({ needs }: TaskClass, resource: Resource): number {
  if (!needs) return 0;
  switch (resource) {
    case 'cpu':
      return needs.cpu;
    case 'memory':
      return needs.memory;
    case 'gpus':
      return needs.gpus;
    case 'interfaces':
      return needs.isAwsvpc ? 1 : 0;
  }
}

function increase(counts: Map<string, number>, key: string, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}
