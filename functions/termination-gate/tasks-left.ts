import type { HeldResources } from '../../shared/domain/hosts.ts';
import { ownerOf, type Task } from '../../shared/domain/tasks.ts';

/** Attribute of a container instance that we drained, and its value for one on its way into a warm pool. */
export const DRAINED_FOR = 'ecs-ops.drained-for';
export const WARM_POOL = 'warm-pool';

/** CPU units and MiB together, to tell more from less; as much as can be where it is not known. */
export function totalHeld(held: HeldResources | undefined): number {
  return held ? held.cpu + held.memory : Number.MAX_VALUE;
}

/** A task on a host. */
export interface HostTask extends Task {
  /** Of a service with schedulingStrategy DAEMON; false where that can't be told. */
  readonly isDaemon: boolean;
}

/** What the DAEMON tasks of a host amount to. They do not keep it from being let go, and stop last. */
export interface DaemonLoad {
  /** Tasks with desired status RUNNING, which are in the host's counts. */
  readonly count: number;
  /** What those that have not STOPPED hold; undefined when the tasks don't say. */
  readonly held: HeldResources | undefined;
}

/**
 * The tasks that keep a host from being let go: every one whose containers may still run, save DAEMON tasks. Only
 * lastStatus tells; a task that is being stopped has desired status STOPPED while its containers run on.
 */
export function tasksLeft(tasks: readonly HostTask[]): readonly HostTask[] {
  return tasks.filter(({ isDaemon, lastStatus }) => !isDaemon && lastStatus !== 'STOPPED');
}

/** The tasks left that no service started. */
export function standaloneTasksLeft(tasks: readonly HostTask[]): readonly HostTask[] {
  return tasksLeft(tasks).filter((task) => ownerOf(task).kind === 'standalone');
}

/** Sums up the DAEMON tasks of a host. */
export function daemonLoad(tasks: readonly HostTask[]): DaemonLoad {
  const daemons = tasks.filter(({ isDaemon, lastStatus }) => isDaemon && lastStatus !== 'STOPPED');
  const sum = (amounts: readonly (number | undefined)[]) =>
    amounts.reduce((total: number, amount) => total + (amount ?? Number.NaN), 0);
  const held = { cpu: sum(daemons.map(({ cpu }) => cpu)), memory: sum(daemons.map(({ memory }) => memory)) };
  return {
    count: daemons.filter(({ desiredStatus }) => desiredStatus === 'RUNNING').length,
    held: Number.isNaN(held.cpu + held.memory) ? undefined : held,
  };
}

/**
 * Tells whether a host's own counts prove that tasks are left, so that they need not be listed. That the counts are
 * low proves nothing: they miss tasks that are being stopped.
 *
 * @param daemons as the last look at the tasks found them; undefined when there was none
 */
export function countsProveTasksLeft(
  { runningTasksCount, pendingTasksCount }: { readonly runningTasksCount: number; readonly pendingTasksCount: number },
  daemons: DaemonLoad | undefined,
): boolean {
  return daemons !== undefined && runningTasksCount + pendingTasksCount > daemons.count;
}

/**
 * What held resources say of the tasks on a host: `more` that something besides DAEMON tasks holds some, `no-more`
 * that nothing does, `unknown` when it can't be told what the DAEMON tasks hold.
 */
export function heldBesides(
  held: HeldResources | undefined,
  daemons: DaemonLoad | undefined,
): 'more' | 'no-more' | 'unknown' {
  if (held === undefined) return 'unknown';
  if (held.cpu <= 0 && held.memory <= 0) return 'no-more';
  if (daemons?.held === undefined) return 'unknown';
  return held.cpu > daemons.held.cpu || held.memory > daemons.held.memory ? 'more' : 'no-more';
}

/** When the last of the tasks that are not DAEMON ones stopped, in milliseconds since 1970, as far as ECS still knows. */
export function emptySince(tasks: readonly HostTask[]): number | undefined {
  const ends = tasks.flatMap(({ isDaemon, stoppedAt }) => (isDaemon || stoppedAt === undefined ? [] : [stoppedAt]));
  return ends.length > 0 ? Math.max(...ends) : undefined;
}
