import type { TaskRecord } from '../state/records.ts';

/**
 * True while the task is protected from scale-in, deployments and draining.
 * Source: ECS developer guide, Protect your ECS tasks from being terminated by scale-in events.
 */
export function isProtected({ protection }: TaskRecord, now: number): boolean {
  return protection !== undefined && (protection.until === undefined || now < protection.until);
}

/** The earliest end of a protection among the tasks; undefined when none ends. */
export function nextProtectionEnd(tasks: Iterable<TaskRecord>, now: number): number | undefined {
  let earliest: number | undefined;
  for (const task of tasks) {
    const until = task.protection?.until;
    if (until !== undefined && isProtected(task, now) && (earliest === undefined || until < earliest)) earliest = until;
  }
  return earliest;
}
