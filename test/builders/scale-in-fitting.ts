import type { Requirements } from '../../functions/scale-in/snapshot.ts';
import type { HostSpec, ServiceSpec } from './scale-in.ts';

/** A task that a host is to have. */
export type WantedTask = NonNullable<HostSpec['tasks']>[number];

/** What a host has for its tasks. */
interface Free {
  readonly cpu: number;
  readonly memory: number;
  readonly gpus: number;
}

/** Of the tasks that a host is to have, those that fit on it, taken in their order. */
export function thatFit(
  wanted: readonly WantedTask[],
  services: Readonly<Record<string, ServiceSpec>>,
  free: Free,
): WantedTask[] {
  const left = { ...free };
  const taken = new Set<string>();
  return wanted.filter((task) => {
    const of = typeof task === 'string' ? task : task.of;
    const { cpu = 256, memory = 512, gpus = 0, hostPorts = [] }: Partial<Requirements> = services[of]?.needs ?? {};
    const isApart = (services[of]?.service?.placementConstraints ?? []).length > 0;
    const exclusive = isApart ? [...hostPorts, of] : hostPorts;
    const fits = cpu <= left.cpu && memory <= left.memory && gpus <= left.gpus;
    if (!fits || exclusive.some((each) => taken.has(each))) return false;
    left.cpu -= cpu;
    left.memory -= memory;
    left.gpus -= gpus;
    for (const each of exclusive) taken.add(each);
    return true;
  });
}
