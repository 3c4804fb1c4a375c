import type { SetDesiredCount } from '../../shared/domain/actions.ts';
import type { Look } from '../../shared/runtime/job.ts';
import { MEASURES, METRICS } from '../../shared/runtime/metric-names.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import { tasksPerHost } from './eligibility.ts';
import type { HostSyncEvent } from './event.ts';
import type { ServiceView, Snapshot } from './snapshot.ts';

/** Everything that came of a look of host-sync. */
export type HostSyncLook = Look<HostSyncEvent, Snapshot, SetDesiredCount>;

/**
 * Measures what a scheduled look found: how many tasks the served services should have and have now, and those whose
 * count was wrong in clusters of which no event had come. Looks at single clusters would not add up to anything.
 */
export function measureSchedule({ messages, snapshot, applied }: HostSyncLook, telemetry: Telemetry): void {
  const events = messages.map(({ event }) => event);
  if (!events.some(({ kind }) => kind === 'every-cluster')) return;
  const named = events.flatMap((event) => (event.kind === 'one-cluster' ? [event.clusterArn] : []));
  const told = new Set([...named, ...(snapshot.awaited ?? [])]);
  const counted = snapshot.clusters.flatMap((view) => (view.kind === 'read' ? view.services : [])).filter(isCounted);
  const set = new Map(
    applied.flatMap((each) => (each.outcome === 'done' ? [[each.action.serviceArn, each.action.to]] : [])),
  );
  const desired = counted.map(({ service }) => set.get(service.serviceArn) ?? service.desiredCount);
  telemetry.measure(MEASURES.eligibleHosts, sum(counted.map(({ hosts }) => hosts.count)));
  telemetry.measure(MEASURES.desiredTasks, sum(desired));
  // In a dry run drift stays, and says nothing.
  const drifted = applied.filter(({ action, outcome }) => outcome !== 'dry-run' && !told.has(action.clusterArn));
  telemetry.count(METRICS.servicesDrifted, drifted.length);
}

type CountedService = ServiceView & { readonly hosts: { readonly kind: 'counted' } };

function isCounted(view: ServiceView): view is CountedService {
  return view.hosts.kind === 'counted' && tasksPerHost(view.service.tags) !== undefined;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
