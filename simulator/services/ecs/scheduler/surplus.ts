import type { HostRecord, ServiceRecord, TaskRecord } from '../state/records.ts';
import { HostTree } from './host-tree.ts';
import { rankingOf } from './ranking.ts';

/**
 * Chooses which tasks of a service stop when there are too many: those not RUNNING yet, then the ones that leave the
 * remaining tasks best spread by the service's strategy, or over Availability Zones and hosts without one.
 * Source: ECS developer guide, Service scheduler concepts.
 */
export function chooseSurplus(
  service: ServiceRecord,
  candidates: readonly TaskRecord[],
  count: number,
  salt: number,
): TaskRecord[] {
  if (count <= 0) return [];
  const waiting = candidates.filter(({ lastStatus }) => lastStatus !== 'RUNNING').slice(0, count);
  const running = candidates.filter(({ lastStatus }) => lastStatus === 'RUNNING');
  return [...waiting, ...mostCrowded(service, running, count - waiting.length, salt)];
}

function mostCrowded(
  service: ServiceRecord,
  candidates: readonly TaskRecord[],
  count: number,
  salt: number,
): TaskRecord[] {
  const hostless = candidates.filter(({ host }) => host === undefined).slice(0, count);
  const byHost = new Map<HostRecord, TaskRecord[]>();
  for (const task of candidates) {
    if (task.host !== undefined) byHost.set(task.host, [...(byHost.get(task.host) ?? []), task]);
  }
  const stopped = new Map<HostRecord, number>();
  const left = (host: HostRecord): number => (host.groups.get(service.group) ?? 0) - (stopped.get(host) ?? 0);
  const tree = new HostTree(rankingOf(service.placementStrategy, left), -1, salt);
  for (const host of byHost.keys()) tree.count(host, left(host));
  for (const host of byHost.keys()) tree.offer(host);

  const chosen = [...hostless];
  for (let host = tree.take(); host !== undefined && chosen.length < count; host = tree.take()) {
    const tasks = byHost.get(host) ?? [];
    const task = tasks.shift();
    if (task === undefined) continue;
    chosen.push(task);
    stopped.set(host, (stopped.get(host) ?? 0) + 1);
    if (tasks.length > 0) tree.offer(host);
  }
  return chosen;
}
