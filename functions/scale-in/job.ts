import type { InstanceIds } from '../../shared/domain/decision-fields.ts';
import type { Host } from '../../shared/domain/hosts.ts';
import type { Job } from '../../shared/runtime/job.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import type { ScaleInAction, ScaleInPlan } from './actions.ts';
import { parseEvent, type ScaleInEvent } from './event.ts';
import { scaleInExecutors } from './executors.ts';
import { LeftOverMarks } from './left-over-marks.ts';
import { LookTurns } from './look-size.ts';
import { type ObserveDependencies, observe } from './observe.ts';
import { plan } from './plan.ts';
import { PretendedMarks } from './pretended-marks.ts';
import { countRemoved, HeadroomLog } from './report.ts';
import { settle } from './settle.ts';
import type { Snapshot } from './snapshot.ts';
import { TaskDefinitions } from './task-definitions.ts';
import { VerdictLog } from './verdict-log.ts';
import type { Writes } from './writes.ts';

/** What scale-in reads from, writes to and is set to. */
export interface ScaleInDependencies
  extends Pick<ObserveDependencies, 'reads' | 'finder' | 'settings' | 'scope' | 'clock'> {
  readonly writes: Writes;
  readonly telemetry: Telemetry;
  readonly dryRun: boolean;
  /** Reads of hosts and tasks that this process made in the last minute. */
  readonly recentReads?: () => number;
  /** Minutes from one message of the schedule to the next; undefined where that varies. */
  readonly scheduleMinutes?: number | undefined;
}

/** scale-in's own part of a run, with what the process remembers between runs. */
export function scaleInJob(dependencies: ScaleInDependencies): Job<ScaleInEvent, Snapshot, ScaleInAction, ScaleInPlan> {
  const { reads, finder, settings, scope, clock, writes, telemetry, dryRun, recentReads = () => 0 } = dependencies;
  const { log } = telemetry;
  const definitions = new TaskDefinitions(reads, log);
  const marks = new LeftOverMarks(reads, clock);
  const turns = new LookTurns(clock, dependencies.scheduleMinutes);
  const observing: ObserveDependencies = {
    ...{ reads, finder, settings, scope, clock, log, definitions, marks, turns, recentReads },
  };
  const pretended = new PretendedMarks();
  const verdicts = new VerdictLog(telemetry, clock);
  const headroom = new HeadroomLog(telemetry, clock);
  return {
    parse: parseEvent,
    observe: async (_messages, signal) => {
      const snapshot = await observe(observing, signal);
      return dryRun && !snapshot.isLeftOut ? pretended.withMarks(snapshot) : snapshot;
    },
    plan,
    report: (made, { isLeftOut }) => {
      if (isLeftOut) return;
      headroom.tell(made);
      verdicts.tell(made);
      if (dryRun) pretended.note(made.actions);
    },
    executors: scaleInExecutors(writes, reads),
    instances: instancesOf,
    measure: ({ snapshot, applied }) => countRemoved(snapshot, applied, telemetry),
    settle,
  };
}

/** The hosts of all clusters that were read, and those with our marks in clusters out of scope. */
function instancesOf({ clusters }: Snapshot): InstanceIds {
  const hosts = clusters.flatMap((view): readonly Host[] => {
    if (view.kind === 'read') return view.hosts;
    return view.kind === 'out-of-scope' ? view.markedHosts : [];
  });
  return new Map(hosts.map(({ containerInstanceArn, ec2InstanceId }) => [containerInstanceArn, ec2InstanceId]));
}
