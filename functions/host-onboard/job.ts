import type { Job } from '../../shared/runtime/job.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import type { HostOnboardAction, HostOnboardPlan } from './actions.ts';
import { type HostOnboardEvent, parseEvent } from './event.ts';
import { afterTelling, takeNote } from './follow-up.ts';
import { observe } from './observe.ts';
import { plan } from './plan.ts';
import type { Reads } from './reads.ts';
import { RelianceReader } from './reliance.ts';
import { SeenHosts } from './seen-hosts.ts';
import { settle } from './settle.ts';
import type { Policy, Snapshot } from './snapshot.ts';
import { hostOnboardExecutors, type Writes } from './writes.ts';

/** What host-onboard reads from, writes to and is set to. */
export interface HostOnboardDependencies {
  readonly reads: Reads;
  readonly writes: Writes;
  readonly scope: readonly string[];
  readonly policy: Policy;
  readonly telemetry: Telemetry;
  /** Gives the time in milliseconds. */
  readonly clock: () => number;
}

/** host-onboard's own part of a run, with what the process remembers between runs. */
export function hostOnboardJob({
  reads,
  writes,
  scope,
  policy,
  telemetry,
  clock,
}: HostOnboardDependencies): Job<HostOnboardEvent, Snapshot, HostOnboardAction, HostOnboardPlan> {
  const seen = new SeenHosts(clock);
  const reliance = new RelianceReader(reads, clock);
  return {
    parse: parseEvent,
    observe: (messages, signal) => observe(messages, { reads, seen, scope, policy, reliance }, signal),
    plan,
    instances: (snapshot) =>
      new Map(
        snapshot.kind === 'hosts-seen'
          ? snapshot.hosts.map(({ host }) => [host.containerInstanceArn, host.ec2InstanceId])
          : snapshot.instances,
      ),
    executors: hostOnboardExecutors(writes),
    measure: (round) => takeNote(round, seen, telemetry),
    observeAfter: async (look) => afterTelling(look),
    settle,
  };
}
