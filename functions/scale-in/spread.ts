import { serviceOf, type TaskClass } from './task-classes.ts';

/** Counts the tasks of services that spread over Availability Zones. */
export class Spread {
  readonly #counts = new Map<string, Map<string, number>>();

  /** How many tasks of a service are in a zone. */
  tasksIn(zone: string, taskClass: TaskClass): number {
    return this.#counts.get(serviceOf(taskClass))?.get(zone) ?? 0;
  }

  /** So many tasks come into a zone, or leave it. */
  count(zone: string | undefined, taskClass: TaskClass, by: number): void {
    if (!taskClass.spreadsOverZones || zone === undefined) return;
    const service = serviceOf(taskClass);
    const counts = this.#counts.get(service) ?? new Map<string, number>();
    counts.set(zone, (counts.get(zone) ?? 0) + by);
    this.#counts.set(service, counts);
  }
}
