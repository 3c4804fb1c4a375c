import type { SetDesiredCount } from '../../shared/domain/actions.ts';
import type { Executors } from '../../shared/runtime/apply.ts';
import type { Job } from '../../shared/runtime/job.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import { ComingLooks } from './coming-looks.ts';
import { type HostSyncEvent, parseEvent } from './event.ts';
import { measureSchedule } from './measure.ts';
import { type ObserveDependencies, observe } from './observe.ts';
import { plan } from './plan.ts';
import { settle } from './settle.ts';
import type { Snapshot } from './snapshot.ts';

/** What host-sync reads from and writes to. */
export interface HostSyncDependencies extends Omit<ObserveDependencies, 'coming'> {
  readonly executors: Executors<SetDesiredCount>;
  readonly telemetry: Telemetry;
  /** Gives the time in milliseconds. */
  readonly clock: () => number;
}

/** host-sync's own part of a run, with what the process remembers between runs. */
export function hostSyncJob(dependencies: HostSyncDependencies): Job<HostSyncEvent, Snapshot, SetDesiredCount> {
  const coming = new ComingLooks(dependencies.clock);
  return {
    parse: parseEvent,
    observe: (messages, signal) => observe(messages, { ...dependencies, coming }, signal),
    plan,
    executors: dependencies.executors,
    measure: (look) => measureSchedule(look, dependencies.telemetry),
    settle: (look) => settle(look, coming),
    comesLate: (messageId) => coming.end([messageId]),
  };
}
