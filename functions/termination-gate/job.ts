import type { Job } from '../../shared/runtime/job.ts';
import type { GateAction } from './actions.ts';
import { DaemonServices } from './daemon-services.ts';
import { eventParser, type GateEvent } from './event.ts';
import type { ExecutorDependencies } from './executors.ts';
import { gateExecutors } from './executors.ts';
import { GroupFacts } from './group-facts.ts';
import type { OurHooks } from './hooks.ts';
import { GateMemory } from './memory.ts';
import { type ObserveDependencies, observe } from './observe.ts';
import { observeAfter } from './observe-after.ts';
import { type GatePlan, plan } from './plan.ts';
import { settle } from './settle.ts';
import type { GateSettings, Snapshot } from './snapshot.ts';
import { TaskReader } from './task-reader.ts';

/** What termination-gate reads from, writes to and is set to. */
export interface GateDependencies
  extends Pick<ObserveDependencies, 'reads' | 'finder' | 'clock'>,
    Pick<ExecutorDependencies, 'writes' | 'telemetry'> {
  readonly ours: OurHooks;
  readonly settings: GateSettings;
  /** Reads of hosts and tasks that may still be made in this minute. */
  readonly readsLeft?: () => number;
}

/** termination-gate's own part of a run, with what the process remembers between runs. */
export function terminationGateJob({
  reads,
  finder,
  writes,
  telemetry,
  ours,
  settings,
  clock,
  readsLeft = () => Number.POSITIVE_INFINITY,
}: GateDependencies): Job<GateEvent, Snapshot, GateAction, GatePlan> {
  const memory = new GateMemory(clock);
  const groups = new GroupFacts(reads, clock);
  const tasks = new TaskReader({ reads, daemons: new DaemonServices(reads), memory, settings, clock, readsLeft });
  const { log } = telemetry;
  const observing: ObserveDependencies = { reads, finder, groups, tasks, memory, ours, settings, clock, log };
  return {
    parse: eventParser(ours),
    observe: (messages, signal) => observe(messages, observing, signal),
    plan,
    executors: gateExecutors({ writes, memory, telemetry }),
    observeAfter: (look, signal) => observeAfter(look, observing, signal),
    settle,
  };
}
