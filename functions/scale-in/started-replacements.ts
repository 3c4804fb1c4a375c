import type { HostFacts } from './cluster-facts.ts';
import type { TaskClass } from './task-classes.ts';

/**
 * Counts down the tasks that run beyond what their services want. On a host that drains ECS stops a task only once its
 * replacement runs: until then both are there, and need room for one.
 */
export class StartedReplacements {
  readonly #left = new Map<TaskClass, number>();

  constructor(hosts: readonly HostFacts[]) {
    const placed = hosts.flatMap(({ tasks }) => tasks).filter(({ task }) => task.desiredStatus !== 'STOPPED');
    for (const { taskClass } of placed) this.#left.set(taskClass, (this.#left.get(taskClass) ?? 0) + 1);
    for (const [taskClass, count] of this.#left) this.#left.set(taskClass, Math.max(0, count - wanted(taskClass)));
  }

  /** Takes one of them for a task of the class that is to leave its host; false when there is none left. */
  take(taskClass: TaskClass): boolean {
    const left = this.#left.get(taskClass) ?? 0;
    this.#left.set(taskClass, Math.max(0, left - 1));
    return left > 0;
  }
}

/** How many tasks of a class are wanted; `Infinity` where all of them may be: two deployments share a desired count. */
function wanted({ belonging, service }: TaskClass): number {
  if (belonging !== 'service' || !service || service.isDeploying) return Infinity;
  return service.service.desiredCount;
}
