import type { ECSClient } from '../../shared/aws/clients.ts';
import { countReads } from '../../shared/aws/pacing.ts';

/**
 * Reads of container instances and tasks in any minute: an eighth of what ECS sustains for an account in a Region (ECS
 * API reference, "Request throttling for the Amazon ECS API"), and so a quarter with two runs side by side. Reading tasks
 * keeps within them, save where a wait is about to end; finding and describing hosts never waits, and is counted.
 */
export const READS_PER_MINUTE = 150;
/** Lists that the tasks of one host take. */
export const CALLS_PER_HOST = 2;
const OPERATIONS = ['ListContainerInstances', 'DescribeContainerInstances', 'ListTasks', 'DescribeTasks'];

/** Counts the reads of a client. @returns how many are left in this minute */
export function readsLeftOf(ecs: ECSClient, clock: () => number): () => number {
  const used = countReads(ecs, OPERATIONS, clock);
  return () => READS_PER_MINUTE - used();
}
