import type { HostFacts } from './cluster-facts.ts';
import { freeShare } from './placement.ts';
import type { Resource, Room } from './room.ts';
import type { TaskClass } from './task-classes.ts';

/** What other tasks on the move take of something that a task needs too. */
interface Contest {
  /** Undefined for what a host has one of: a port, the place of a `distinctInstance` service. */
  readonly resource: Resource | undefined;
  readonly needed: number;
  /** In all. */
  readonly taken: number;
}

const RESOURCES: readonly Resource[] = ['cpu', 'memory', 'gpus', 'interfaces'];

/**
 * Tells whether tasks that move find room whatever the order in which ECS starts them, and wherever it puts each. That
 * they fit in one order is not enough: a small task on the only host with room for a large one leaves the large one out.
 *
 * To keep a task off a host, the others have to take more there than it has to spare, of one resource at least. What
 * they take in all is known. So if, over all hosts that could take the task, the smallest shares `(spare + 1) / taken`
 * add up to more than there are contested resources, the others can't keep it off all of them.
 */
export class AnyOrder {
  readonly #before: Room;
  /** The emptiest first: they decide soonest. */
  readonly #order: readonly HostFacts[];
  readonly #moving = new Map<TaskClass, number>();

  /** @param before what was free before any task was placed; hosts leave it, and no task comes to it */
  constructor(before: Room, hosts: readonly HostFacts[]) {
    this.#before = before;
    this.#order = hosts.toSorted((a, b) => freeShare(b) - freeShare(a) || a.index - b.index);
  }

  /** Takes tasks of a class among those that move, or out of them again. */
  count(taskClass: TaskClass, by: number): void {
    const count = (this.#moving.get(taskClass) ?? 0) + by;
    if (count > 0) this.#moving.set(taskClass, count);
    else this.#moving.delete(taskClass);
  }

  /** A class of which a task might find no room; undefined when there is none. */
  get endangered(): TaskClass | undefined {
    const totals = new Totals(this.#moving);
    for (const taskClass of this.#moving.keys()) if (!this.#isSafe(taskClass, totals)) return taskClass;
    return undefined;
  }

  #isSafe(taskClass: TaskClass, totals: Totals): boolean {
    const contests = totals.contestsOf(taskClass);
    let shares = 0;
    for (const { index, host } of this.#order) {
      if (!host.agentConnected || this.#before.copies(index, taskClass) === 0) continue;
      if (contests.length === 0) return true;
      let least = Infinity;
      for (const { resource, needed, taken } of contests) {
        const spare = resource ? this.#before.freeOn(index, resource) - needed : 0;
        least = Math.min(least, (spare + 1) / taken);
      }
      shares += least;
      if (shares > contests.length) return true;
    }
    return false;
  }
}

/** What all tasks that move take together. */
class Totals {
  readonly #resources: Readonly<Record<Resource, number>>;
  readonly #ofService = new Map<string, number>();
  readonly #ofPort = new Map<string, number>();

  constructor(moving: ReadonlyMap<TaskClass, number>) {
    const sums = { cpu: 0, memory: 0, gpus: 0, interfaces: 0 };
    for (const [taskClass, count] of moving) {
      for (const resource of RESOURCES) sums[resource] += count * neededBy(taskClass, resource);
      increase(this.#ofService, taskClass.service?.service.serviceName ?? taskClass.key, count);
      for (const port of taskClass.needs?.hostPorts ?? []) increase(this.#ofPort, port, count);
    }
    this.#resources = sums;
  }

  /** Contests with the others, for what a task of this class needs. */
  contestsOf(taskClass: TaskClass): readonly Contest[] {
    const contests: Contest[] = RESOURCES.map((resource) => {
      const needed = neededBy(taskClass, resource);
      return { resource, needed, taken: needed === 0 ? 0 : this.#resources[resource] - needed };
    });
    if (taskClass.isDistinct) {
      const ofService = this.#ofService.get(taskClass.service?.service.serviceName ?? taskClass.key) ?? 1;
      contests.push({ resource: undefined, needed: 0, taken: ofService - 1 });
    }
    for (const port of taskClass.needs?.hostPorts ?? []) {
      contests.push({ resource: undefined, needed: 0, taken: (this.#ofPort.get(port) ?? 1) - 1 });
    }
    return contests.filter(({ taken }) => taken > 0);
  }
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
