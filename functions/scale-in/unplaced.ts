import { byClass, type ClusterFacts } from './cluster-facts.ts';
import type { TaskClass } from './task-classes.ts';

/**
 * The tasks that wait for a host, the largest first, one entry for each: those without a host, and those that services
 * are short of. Services whose tasks are bound to hosts are short whenever a host goes; they are left out.
 */
export function unplacedTasks({ classes, unplaced }: ClusterFacts): readonly TaskClass[] {
  const waiting = unplaced.filter(({ task }) => task.desiredStatus !== 'STOPPED').map(({ taskClass }) => taskClass);
  const free = waiting.filter(({ belonging }) => belonging !== 'host-bound');
  const short = classes.movable.flatMap((service) => {
    const missing = service.service.desiredCount - service.runningCount - service.pendingCount;
    const known = free.filter((taskClass) => taskClass.service === service).length;
    return missing > known ? new Array<TaskClass>(missing - known).fill(classes.ofService(service)) : [];
  });
  return [...free, ...short].sort(byClass);
}

/** Tells whether a service's newest event says that it finds no place for a task. */
export function saysUnplaceable({ service }: TaskClass): boolean {
  return service?.service.lastEventMessage?.includes('was unable to place a task') ?? false;
}
