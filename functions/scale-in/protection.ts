import { asFailure } from '../../shared/domain/errors.ts';
import type { Log } from '../../shared/runtime/telemetry.ts';
import { unlessProtected } from './candidates.ts';
import { type ClusterFacts, clusterFacts, type HostFacts } from './cluster-facts.ts';
import type { Reads } from './reads.ts';
import type { ClusterLook, TaskLook } from './snapshot.ts';
import type { ScaleInSettings } from './terms.ts';

/** What reading the protection of tasks needs. */
export interface ProtectionDependencies {
  readonly reads: Pick<Reads, 'taskProtections'>;
  readonly settings: ScaleInSettings;
  readonly log: Log;
  /** Gives the time in milliseconds. */
  readonly clock: () => number;
}

/** Reads whether tasks are protected from scale-in, of those alone on which it depends whether a host may go. */
export async function withProtections(
  look: ClusterLook,
  { reads, settings, log, clock }: ProtectionDependencies,
  signal: AbortSignal,
): Promise<ClusterLook> {
  const asked = tasksInQuestion(clusterFacts(look, settings, clock()));
  if (asked.size === 0) return look;
  try {
    const protections = await reads.taskProtections(look.clusterArn, [...asked], signal);
    const answer = (task: TaskLook): TaskLook =>
      asked.has(task.taskArn)
        ? { ...task, protection: protections.has(task.taskArn) ? 'protected' : 'unprotected' }
        : task;
    return { ...look, tasks: look.tasks.map(answer) };
  } catch (error) {
    // They count as protected.
    log.warn('task protection not read', { clusterArn: look.clusterArn, error: asFailure(error) });
    return look;
  }
}

function tasksInQuestion(facts: ClusterFacts): ReadonlySet<string> {
  const tasks = facts.hosts.filter((each) => mayGo(each, facts)).flatMap((each) => each.tasks);
  const replicas = tasks.filter(({ taskClass }) => taskClass.service?.service.schedulingStrategy === 'REPLICA');
  return new Set(replicas.map(({ task }) => task.taskArn));
}

function mayGo(each: HostFacts, facts: ClusterFacts): boolean {
  return (each.isLongDisconnected && each.terms.replacesDisconnected) || 'waste' in unlessProtected(each, facts);
}
