import type { ClusterRecord } from './state/records.ts';

/** How much of a cluster's hosts its tasks have taken, in percent. */
export interface Reservation {
  readonly cpu: number;
  readonly memory: number;
}

/**
 * What CloudWatch's CPUReservation and MemoryReservation show: ACTIVE and DRAINING hosts count.
 * Source: ECS developer guide, Amazon ECS CloudWatch metrics.
 * @returns undefined for a cluster without hosts, which has no such metrics
 */
export function reservationOf({ hosts }: ClusterRecord): Reservation | undefined {
  const registered = { cpu: 0, memory: 0 };
  const taken = { cpu: 0, memory: 0 };
  for (const { status, resources } of hosts.values()) {
    if (status !== 'ACTIVE' && status !== 'DRAINING') continue;
    registered.cpu += resources.capacity.cpu;
    registered.memory += resources.capacity.memory;
    taken.cpu += resources.capacity.cpu - resources.cpu;
    taken.memory += resources.capacity.memory - resources.memory;
  }
  if (registered.cpu === 0 || registered.memory === 0) return undefined;
  return { cpu: (100 * taken.cpu) / registered.cpu, memory: (100 * taken.memory) / registered.memory };
}
