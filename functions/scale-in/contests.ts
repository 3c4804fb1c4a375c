import type { Resource } from './room.ts';
import { serviceOf, type TaskClass } from './task-classes.ts';

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

export const RESOURCES: readonly Resource[] = ['cpu', 'memory', 'gpus', 'interfaces'];

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

  /** How much of a resource all tasks that move take. */
  total(resource: Resource): number {
    return this.#resources[resource];
  }

  add(taskClass: TaskClass, by: number): void {
    const count = (this.#moving.get(taskClass) ?? 0) + by;
    if (count > 0) this.#moving.set(taskClass, count);
    else this.#moving.delete(taskClass);
    for (const resource of RESOURCES) this.#resources[resource] += by * neededBy(taskClass, resource);
    increase(this.#ofService, serviceOf(taskClass), by);
    for (const port of taskClass.needs?.hostPorts ?? []) increase(this.#ofPort, port, by);
  }

  /** The contests of a task of this class with the others that move, and with so many more of its own class. */
  of(taskClass: TaskClass, more = 0): readonly Contest[] {
    const contests: Contest[] = [];
    for (const resource of RESOURCES) {
      const needed = neededBy(taskClass, resource);
      const own = this.has(taskClass) ? needed : 0;
      const taken = this.#resources[resource] - own + more * needed;
      if (needed > 0 && taken > 0) contests.push({ kind: resource, resource, needed, taken });
    }
    const ofService = taskClass.isDistinct
      ? this.#others(this.#ofService.get(serviceOf(taskClass)), taskClass) + more
      : 0;
    if (ofService > 0) contests.push({ kind: 'service', resource: undefined, needed: 0, taken: ofService });
    for (const port of taskClass.needs?.hostPorts ?? []) {
      const taken = this.#others(this.#ofPort.get(port), taskClass) + more;
      if (taken > 0) contests.push({ kind: port, resource: undefined, needed: 0, taken });
    }
    return contests;
  }

  /** How many more tasks of a class would find room but for those that move, at most: wherever they are started. */
  damageTo(taskClass: TaskClass): number {
    let damage = 0;
    for (const [moving, count] of this.#moving) damage += count * damageBy(moving, taskClass);
    return damage;
  }

  /** Of so many that move, those besides one of this class. */
  #others(count: number | undefined, taskClass: TaskClass): number {
    return (count ?? 0) - (this.has(taskClass) ? 1 : 0);
  }
}

/**
 * How many places for tasks of a class a task takes away, at most: of each resource as many as would have needed what it
 * takes, rounded up.
 */
export function damageBy(moving: TaskClass, to: TaskClass): number {
  const isRival = to.isDistinct && serviceOf(moving) === serviceOf(to);
  const hasPort = moving.needs?.hostPorts.some((port) => to.needs?.hostPorts.includes(port)) ?? false;
  let damage = isRival || hasPort ? 1 : 0;
  for (const resource of RESOURCES) {
    const needed = neededBy(to, resource);
    if (needed > 0) damage = Math.max(damage, Math.ceil(neededBy(moving, resource) / needed));
  }
  return damage;
}

/** How much of a resource a task of a class needs. */
export function neededBy({ needs }: TaskClass, resource: Resource): number {
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
