import type { DrainHosts, StopTask } from '../../shared/domain/actions.ts';
import type { Failure } from '../../shared/domain/errors.ts';
import type { Applied } from '../../shared/runtime/apply.ts';
import type { Look } from '../../shared/runtime/job.ts';
import type { SpotDrainEvent } from './event.ts';
import { type DrainOutcomes, viewHosts } from './host-views.ts';
import type { ObserveDependencies } from './observe.ts';
import type { HostsDrained, HostView, Snapshot } from './snapshot.ts';
import type { DoomedHost, StandaloneTasks } from './standalone-tasks.ts';

/** What looking once more needs. */
export interface ObserveAfterDependencies extends ObserveDependencies {
  readonly standalone: StandaloneTasks;
}

/** Sees what the drains have done, and what they do not touch: standalone tasks. */
export async function observeAfter(
  look: Look<SpotDrainEvent, Snapshot, DrainHosts | StopTask>,
  dependencies: ObserveAfterDependencies,
  signal: AbortSignal,
): Promise<HostsDrained | undefined> {
  if (look.snapshot.kind !== 'hosts-found') return undefined;
  const views = await viewHosts(look.snapshot, notDone(look.applied), dependencies, signal);
  const { tasks, unreadable } = await dependencies.standalone.on(views.flatMap(doomed), signal);
  return { kind: 'hosts-drained', views, tasks, unreadable };
}

function notDone(applied: readonly Applied<DrainHosts | StopTask>[]): DrainOutcomes {
  return new Map(
    applied.flatMap(({ action, ...result }) => {
      if (action.kind !== 'drain-hosts' || result.outcome === 'done') return [];
      const outcome = 'error' in result ? result.error : result.outcome;
      return action.containerInstanceArns.map((arn): [string, Failure | 'dry-run'] => [arn, outcome]);
    }),
  );
}

/** Hosts on which nothing new is placed; in a dry run, those on which nothing would be. */
function doomed({ notice, state }: HostView): DoomedHost[] {
  if (state.kind !== 'draining' && !(state.kind === 'not-draining' && !state.failure)) return [];
  return [{ notice, clusterArn: state.clusterArn, containerInstanceArn: state.containerInstanceArn }];
}
