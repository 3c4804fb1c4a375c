import type { PlacedTask } from '../../shared/aws/cluster-tasks.ts';
import type { DescribedHost } from '../../shared/aws/described-hosts.ts';
import { mapAtMost } from '../../shared/domain/concurrency.ts';
import type { Reads } from './reads.ts';

/** Calls that a look may still make for the tasks that are being stopped. Clusters read side by side share them. */
export class ReadAllowance {
  #left: number;

  constructor(reads: number) {
    this.#left = reads;
  }

  /** Takes so many, or as many as are left. @returns how many were taken */
  take(most: number): number {
    const taken = Math.max(0, Math.min(most, this.#left));
    this.#left -= taken;
    return taken;
  }

  giveBack(reads: number): void {
    this.#left += reads;
  }
}

/** Tasks that are being stopped, and the ARNs of the hosts of which all were read. */
export interface StoppingTasks {
  readonly tasks: readonly PlacedTask[];
  readonly read: ReadonlySet<string>;
}

/** Hosts whose tasks are listed side by side. */
const AT_ONCE = 4;
/** Tasks are listed, and then described. */
const CALLS_PER_HOST = 2;
const CALLS_PER_PAGE = 2;
const TASKS_PER_PAGE = 100;

/**
 * Reads the tasks that are being stopped on hosts: those of their whole cluster where that takes fewer calls, else those of
 * each host. Hosts for which the allowance is too small are left to the next look; those that run the least come first.
 */
export async function readStoppingTasks(
  cluster: string,
  hosts: readonly DescribedHost[],
  {
    reads,
    allowance,
  }: { readonly reads: Pick<Reads, 'describeTasks' | 'describeFewTasks'>; readonly allowance: ReadAllowance },
  signal: AbortSignal,
): Promise<StoppingTasks> {
  // Finding out that the whole cluster has too many costs one list for every two hosts.
  let left = allowance.take(CALLS_PER_HOST * hosts.length + Math.ceil(hosts.length / CALLS_PER_PAGE));
  const mostPages = Math.floor((Math.min(left, hosts.length) - 1) / CALLS_PER_PAGE);
  if (mostPages > 0) {
    const tasks = await reads.describeFewTasks({ cluster, desiredStatus: 'STOPPED', mostPages }, signal);
    left -= tasks ? CALLS_PER_PAGE * Math.max(1, Math.ceil(tasks.length / TASKS_PER_PAGE)) : mostPages + 1;
    if (tasks && !tasks.some(isSomewhere)) {
      allowance.giveBack(left);
      return { tasks, read: arnsOf(hosts) };
    }
  }
  const first = hosts.toSorted((a, b) => tasksOn(a) - tasksOn(b)).slice(0, Math.floor(left / CALLS_PER_HOST));
  allowance.giveBack(left - CALLS_PER_HOST * first.length);
  const tasks = await mapAtMost(AT_ONCE, first, ({ containerInstanceArn: containerInstance }) =>
    reads.describeTasks({ cluster, desiredStatus: 'STOPPED', containerInstance }, signal),
  );
  return { tasks: tasks.flat(), read: arnsOf(first) };
}

/** Whether a task runs on a host that is not named. That host would look as if it ran nothing. */
function isSomewhere({ containerInstanceArn, lastStatus, launchType }: PlacedTask): boolean {
  const isPlaced = lastStatus !== 'PROVISIONING' && lastStatus !== 'STOPPED';
  return containerInstanceArn === undefined && isPlaced && launchType !== 'FARGATE';
}

function tasksOn({ runningTasksCount, pendingTasksCount }: DescribedHost): number {
  return runningTasksCount + pendingTasksCount;
}

function arnsOf(hosts: readonly DescribedHost[]): ReadonlySet<string> {
  return new Set(hosts.map(({ containerInstanceArn }) => containerInstanceArn));
}
