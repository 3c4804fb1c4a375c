import type { TaskCounts, TaskRecord } from '../state/records.ts';

/**
 * Adds the task to, or takes it out of, the counts of its host, service, deployment and cluster.
 * A task being stopped counts nowhere: that is how `runningTasksCount` comes to miss tasks whose containers still run.
 */
export function countTask(task: TaskRecord, change: 1 | -1): void {
  if (task.desiredStatus === 'STOPPED') return;
  const key: keyof TaskCounts = task.lastStatus === 'RUNNING' ? 'running' : 'pending';
  task.cluster.counts[key] += change;
  if (task.host !== undefined) {
    task.host.counts[key] += change;
    countGroup(task.host.groups, task.group, change);
  }
  if (task.service !== undefined) task.service.counts[key] += change;
  if (task.deployment !== undefined) task.deployment.counts[key] += change;
}

function countGroup(groups: Map<string, number>, group: string, change: 1 | -1): void {
  const count = (groups.get(group) ?? 0) + change;
  if (count === 0) groups.delete(group);
  else groups.set(group, count);
}
