import type { HostFacts } from './cluster-facts.ts';
import type { Eligibility } from './eligibility.ts';
import { Spread } from './spread.ts';
import { serviceOf, type TaskClass } from './task-classes.ts';

/** A task that is started on one host in place of one on another, or of none. */
export interface Move {
  readonly taskClass: TaskClass;
  readonly from: number | undefined;
  readonly to: number;
}

/** A change that can be taken back. */
type Change = { readonly kind: 'moved'; readonly move: Move } | { readonly kind: 'left'; readonly host: number };

/** What a host has some of. */
export type Resource = 'cpu' | 'memory' | 'gpus' | 'interfaces';

/** What tells that the tasks on a host changed. */
export type Watcher = (host: number) => void;

/**
 * What is free on each host while a plan is made. Every step is taken in whole numbers and can be taken back exactly,
 * so the sums never drift, and depend on no order.
 */
export class Room {
  readonly eligibility: Eligibility;
  readonly #hosts: readonly HostFacts[];
  /** CPU units, MiB, GPUs, and network interfaces for tasks. */
  readonly #free: Readonly<Record<Resource, Float64Array>>;
  readonly #ports: Set<string>[];
  /** Tasks of services with `distinctInstance`, by service, on each host. */
  readonly #distinct: Map<string, number>[];
  readonly #spread = new Spread();
  readonly #isCapacity: Uint8Array;
  /** Simulated tasks that a host has been given. */
  readonly #given: Uint32Array;
  readonly #journal: Change[] = [];
  readonly #watchers: Watcher[] = [];
  #freeCpu = 0;
  #freeMemory = 0;
  #usedCpu = 0;
  #usedMemory = 0;

  constructor(hosts: readonly HostFacts[], eligibility: Eligibility) {
    this.#hosts = hosts;
    this.eligibility = eligibility;
    this.#free = {
      cpu: Float64Array.from(hosts, ({ host }) => host.resources.remainingCpu),
      memory: Float64Array.from(hosts, ({ host }) => host.resources.remainingMemory),
      gpus: Float64Array.from(hosts, gpusLeft),
      interfaces: Float64Array.from(hosts, interfacesLeft),
    };
    this.#ports = hosts.map(({ host }) => new Set(host.resources.takenPorts));
    this.#distinct = hosts.map(() => new Map<string, number>());
    this.#isCapacity = new Uint8Array(hosts.length);
    this.#given = new Uint32Array(hosts.length);
    for (const facts of hosts) this.#count(facts);
    for (const { index, isCapacity } of hosts) if (isCapacity) this.join(index);
  }

  get freeCpu(): number {
    return this.#freeCpu;
  }
  get freeMemory(): number {
    return this.#freeMemory;
  }
  get usedCpu(): number {
    return this.#usedCpu;
  }
  get usedMemory(): number {
    return this.#usedMemory;
  }

  /** Calls the watcher whenever what is free on a host changes. */
  watch(watcher: Watcher): void {
    this.#watchers.push(watcher);
  }

  isCapacity(host: number): boolean {
    return this.#isCapacity[host] === 1;
  }

  /** How much of a resource is free on a host. */
  freeOn(host: number, resource: Resource): number {
    return this.#free[resource][host] ?? 0;
  }

  /** Whether simulated tasks were placed on the host. */
  hasBeenGiven(host: number): boolean {
    return (this.#given[host] ?? 0) > 0;
  }

  /** How many tasks of a service are in a zone. */
  tasksInZone(taskClass: TaskClass, zone: string): number {
    return this.#spread.tasksIn(zone, taskClass);
  }

  /** How many more tasks of a class the host can take by itself. */
  copies(host: number, taskClass: TaskClass): number {
    const { needs } = taskClass;
    if (!needs || !this.isCapacity(host) || this.eligibility.of(taskClass)[host] !== 1) return 0;
    const { cpu, memory, gpus, interfaces } = this.#free;
    // A task that needs nothing fits as often as one likes; a number is needed for sums.
    let fit = Math.min(MOST_COPIES, times(cpu[host], needs.cpu), times(memory[host], needs.memory));
    if (fit <= 0) return 0;
    if (needs.gpus > 0) fit = Math.min(fit, times(gpus[host], needs.gpus));
    if (needs.isAwsvpc) fit = Math.min(fit, times(interfaces[host], 1));
    if (taskClass.isDistinct) fit = this.#hasOf(host, taskClass) ? 0 : Math.min(fit, 1);
    for (const port of needs.hostPorts) fit = this.#ports[host]?.has(port) ? 0 : Math.min(fit, 1);
    return Math.max(0, fit);
  }

  /** Whether the host has a task of a service that keeps its tasks apart. */
  #hasOf(host: number, taskClass: TaskClass): boolean {
    return (this.#distinct[host]?.get(serviceOf(taskClass)) ?? 0) > 0;
  }

  /** Gives a host a task, for which it must have room. */
  place(move: Move): void {
    this.#put(move, 1);
    this.#journal.push({ kind: 'moved', move });
  }

  /** Takes a task away again that was placed, at any time later. */
  displace(move: Move): void {
    this.#put(move, -1);
  }

  /** Makes a host capacity. */
  join(host: number): void {
    this.#isCapacity[host] = 1;
    this.#addUp(host, 1);
    this.#tell(host);
  }

  /** Takes a host out of the capacity, with everything on it. */
  leave(host: number): void {
    this.#addUp(host, -1);
    this.#isCapacity[host] = 0;
    this.#journal.push({ kind: 'left', host });
    this.#tell(host);
  }

  /** A point to which {@link undo} goes back. */
  get mark(): number {
    return this.#journal.length;
  }

  /** Takes back everything placed or left since the mark. */
  undo(mark: number): void {
    while (this.#journal.length > mark) {
      const change = this.#journal.pop();
      if (change?.kind === 'moved') this.#put(change.move, -1);
      else if (change) this.join(change.host);
    }
  }

  #put({ taskClass, from, to: host }: Move, by: 1 | -1): void {
    const { needs } = taskClass;
    if (!needs) return;
    this.#addUp(host, -1);
    add(this.#free.cpu, host, -by * needs.cpu);
    add(this.#free.memory, host, -by * needs.memory);
    add(this.#free.gpus, host, -by * needs.gpus);
    if (needs.isAwsvpc) add(this.#free.interfaces, host, -by);
    for (const port of needs.hostPorts) {
      if (by === 1) this.#ports[host]?.add(port);
      else this.#ports[host]?.delete(port);
    }
    this.#countDistinct(host, taskClass, by);
    this.#spread.count(this.#hosts[host]?.zone, taskClass, by);
    if (from !== undefined) this.#spread.count(this.#hosts[from]?.zone, taskClass, -by);
    this.#given[host] = (this.#given[host] ?? 0) + by;
    this.#addUp(host, 1);
    this.#tell(host);
  }

  #count({ index, tasks, zone }: HostFacts): void {
    for (const { taskClass } of tasks) {
      this.#countDistinct(index, taskClass, 1);
      this.#spread.count(zone, taskClass, 1);
    }
  }

  #countDistinct(host: number, taskClass: TaskClass, by: 1 | -1): void {
    const counts = this.#distinct[host];
    if (!taskClass.isDistinct || !counts) return;
    const service = serviceOf(taskClass);
    counts.set(service, (counts.get(service) ?? 0) + by);
  }

  #addUp(host: number, by: 1 | -1): void {
    const resources = this.#hosts[host]?.host.resources;
    if (!resources || !this.isCapacity(host)) return;
    const cpu = this.freeOn(host, 'cpu');
    const memory = this.freeOn(host, 'memory');
    this.#freeCpu += by * cpu;
    this.#freeMemory += by * memory;
    this.#usedCpu += by * (resources.registeredCpu - cpu);
    this.#usedMemory += by * (resources.registeredMemory - memory);
  }

  #tell(host: number): void {
    for (const watcher of this.#watchers) watcher(host);
  }
}

/** Far more than any host takes. */
const MOST_COPIES = 100_000;

function times(free: number | undefined, needed: number): number {
  return needed === 0 ? Infinity : Math.floor((free ?? 0) / needed);
}

function add(numbers: Float64Array, index: number, by: number): void {
  numbers[index] = (numbers[index] ?? 0) + by;
}

/** Without a task definition nothing tells how many GPUs are left. */
function gpusLeft({ host, tasks }: HostFacts): number {
  return tasks.reduce((left, { taskClass: { needs } }) => left - (needs?.gpus ?? Infinity), host.resources.gpus);
}

function interfacesLeft({ host, tasks }: HostFacts): number {
  const taken = tasks.filter(({ taskClass: { needs } }) => needs?.isAwsvpc ?? true).length;
  return (host.mostNetworkInterfaces ?? 0) - taken;
}
