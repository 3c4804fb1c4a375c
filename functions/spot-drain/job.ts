import type { Hosts } from '../../shared/aws/container-instances.ts';
import type { DrainHosts, StopTask } from '../../shared/domain/actions.ts';
import type { Job } from '../../shared/runtime/job.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import { parseEvent, type SpotDrainEvent } from './event.ts';
import { observe } from './observe.ts';
import { type ObserveAfterDependencies, observeAfter } from './observe-after.ts';
import { plan } from './plan.ts';
import { reportTimeLeft } from './report.ts';
import { settle } from './settle.ts';
import type { Snapshot } from './snapshot.ts';
import type { StandalonePolicy } from './standalone-policy.ts';

/** What spot-drain reads from and writes to. */
export interface SpotDrainDependencies extends ObserveAfterDependencies {
  readonly policy: StandalonePolicy;
  readonly telemetry: Telemetry;
  readonly drain: (clusterArn: string, containerInstanceArns: readonly string[], signal: AbortSignal) => Promise<Hosts>;
  readonly stopTask: (clusterArn: string, taskArn: string, reason: string, signal: AbortSignal) => Promise<void>;
}

/** spot-drain's own part of a run. */
export function spotDrainJob(
  dependencies: SpotDrainDependencies,
): Job<SpotDrainEvent, Snapshot, DrainHosts | StopTask> {
  const { policy, telemetry, draining, drain, stopTask } = dependencies;
  return {
    parse: parseEvent,
    observe: (messages, signal) => observe(messages, dependencies, signal),
    plan: (snapshot) => plan(snapshot, policy),
    executors: {
      'drain-hosts': async ({ clusterArn, containerInstanceArns }, signal) => {
        draining.recordDrain(await drain(clusterArn, containerInstanceArns, signal));
      },
      'stop-task': ({ clusterArn, taskArn, stoppedReason }, signal) =>
        stopTask(clusterArn, taskArn, stoppedReason, signal),
    },
    observeAfter: async (look, signal) => {
      const snapshot = await observeAfter(look, dependencies, signal);
      reportTimeLeft(snapshot?.views ?? [], telemetry);
      return snapshot;
    },
    settle,
  };
}
