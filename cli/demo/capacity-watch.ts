import type { ServiceChange } from '../../simulator/services/ecs/changes.ts';
import type { Simulation } from '../../simulator/simulation.ts';

/** What to watch. */
export interface Watched {
  readonly cluster: string;
  readonly groups: readonly string[];
  /** One-per-host services: on a host that drains they are short of a place until their count follows. */
  readonly hostBound: readonly string[];
  /** The largest task of the cluster: CPU units, MiB, and the instance type that it runs on. */
  readonly largest: { readonly cpu: number; readonly memory: number; readonly instanceType: string };
}

/** Room on the ACTIVE hosts of a cluster. */
export interface Headroom {
  /** Epoch milliseconds. */
  readonly at: number;
  /** How many more of the largest task find room, each on a single host. */
  readonly copies: number;
  /** What is free in percent of what is in use, of CPU or of memory, whichever is less. */
  readonly percent: number;
}

/** A group, counted when something in it changed. */
export interface GroupCount {
  readonly at: number;
  readonly name: string;
  readonly min: number;
  readonly inService: number;
}

/** Watches the room in a cluster, and who is short of some, from the moment on at which it is told to. */
export class CapacityWatch {
  readonly headrooms: Headroom[] = [];
  readonly counts: GroupCount[] = [];
  /** Services that ran fewer tasks than they wanted, or found no place for one. */
  readonly shortfalls: { readonly at: number; readonly what: string }[] = [];
  /** Instances that the groups had from the beginning, and those that they launched since. */
  readonly present: string[] = [];
  readonly launched: string[] = [];
  readonly #simulation: Simulation;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  begin(watched: Watched): void {
    const { ecs, autoScaling } = this.#simulation;
    for (const name of watched.groups) {
      this.present.push(...autoScaling.view(name).instances.map(({ instanceId }) => instanceId));
      this.#count(name);
    }
    this.#measure(watched);
    ecs.onChange((change) => {
      if (change.clusterName !== watched.cluster) return;
      this.#measure(watched);
      if (change.kind === 'service' && !watched.hostBound.includes(change.serviceName)) this.#judge(change);
    });
    autoScaling.onChange((change) => {
      if (change.kind !== 'state' || !watched.groups.includes(change.groupName)) return;
      if (change.from === undefined) this.launched.push(change.instanceId);
      this.#count(change.groupName);
    });
  }

  #judge({ at, serviceName, runningCount, desiredCount, message = '' }: ServiceChange): void {
    if (runningCount < desiredCount)
      this.shortfalls.push({ at, what: `${serviceName} ran ${runningCount} of ${desiredCount} tasks` });
    if (message.includes('was unable to place a task'))
      this.shortfalls.push({ at, what: `${serviceName} found no place for a task` });
  }

  #count(name: string): void {
    const { min, instances } = this.#simulation.autoScaling.view(name);
    const inService = instances.filter(({ state }) => state === 'InService').length;
    this.counts.push({ at: this.#simulation.clock.now(), name, min, inService });
  }

  #measure({ cluster, largest }: Watched): void {
    const { ecs, clock } = this.#simulation;
    const active = ecs.view(cluster).hosts.filter(({ status }) => status === 'ACTIVE');
    const eligible = active.filter(({ attributes }) => attributes['ecs.instance-type'] === largest.instanceType);
    const copies = eligible.reduce(
      (sum, { freeCpu, freeMemory }) => sum + Math.floor(Math.min(freeCpu / largest.cpu, freeMemory / largest.memory)),
      0,
    );
    const cpu = freePercent(active.map(({ freeCpu, registeredCpu }) => [freeCpu, registeredCpu]));
    const memory = freePercent(active.map(({ freeMemory, registeredMemory }) => [freeMemory, registeredMemory]));
    this.headrooms.push({ at: clock.now(), copies, percent: Math.min(cpu, memory) });
  }
}

/** What is free, in percent of what is in use. */
function freePercent(hosts: readonly (readonly [free: number, registered: number])[]): number {
  const free = hosts.reduce((sum, [each]) => sum + each, 0);
  const registered = hosts.reduce((sum, [, each]) => sum + each, 0);
  return (100 * free) / (registered - free);
}
