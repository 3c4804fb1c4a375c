import type { SetDesiredCount } from '../../shared/domain/actions.ts';
import type { Executors } from '../../shared/runtime/apply.ts';
import type { Job } from '../../shared/runtime/job.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import { type HostSyncEvent, parseEvent } from './event.ts';
import { measureSchedule } from './measure.ts';
import { type ObserveDependencies, observe } from './observe.ts';
import { plan } from './plan.ts';
import { settle } from './settle.ts';
import type { Snapshot } from './snapshot.ts';

/** What host-sync reads from and writes to. */
export interface HostSyncDependencies extends ObserveDependencies {
  readonly executors: Executors<SetDesiredCount>;
  readonly telemetry: Telemetry;
}

/** host-sync's own part of a run. */
export function hostSyncJob(dependencies: HostSyncDependencies): Job<HostSyncEvent, Snapshot, SetDesiredCount> {
  return {
    parse: parseEvent,
    observe: (messages, signal) => observe(messages, dependencies, signal),
    plan,
    executors: dependencies.executors,
    measure: (look) => measureSchedule(look, dependencies.telemetry),
    settle,
  };
}
