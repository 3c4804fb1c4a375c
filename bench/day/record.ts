import type { Scheduled } from '../../simulator/kernel/virtual-clock.ts';
import type { EcsChange, TaskChange } from '../../simulator/services/ecs/changes.ts';
import type { ClusterView, HostView } from '../../simulator/services/ecs/view.ts';
import type { Simulation } from '../../simulator/simulation.ts';
import { DAY, DAY_GROUPS } from './cluster.ts';
import { DAY_DAEMON, DAY_SERVICES, type DayService } from './load.ts';

const HOUR = 3_600_000;
const SECONDS_PER_LOOK = 10;

/**
 * Writes down what a day was like from now on, from the simulator's state alone. Waiting and group sizes are looked at
 * every ten seconds, everything else as it happens.
 */
export class DayRecord {
  /** When, in epoch milliseconds, and of which service ECS said that no host met a task's requirements. */
  readonly complaints: { readonly at: number; readonly service: string }[] = [];
  /** Seconds of tasks that services want, that have no host, and that no ACTIVE host has room for. */
  waitingSeconds = 0;
  /** Tasks that were told to stop because of a drain; DAEMON tasks not counted. */
  moved = 0;
  /** Tasks that ended with their host; DAEMON tasks not counted. */
  readonly lost = new Set<string>();
  /** The fewest instances of each group that were not on their way out. */
  readonly fewest: Record<string, number> = {};
  /** The most by which zones of a group differed in such instances. */
  imbalance = 0;
  /** Instances that came, and that ended. */
  launched = 0;
  terminated = 0;
  #hostMilliseconds = 0;
  readonly #running = new Map<string, number>();
  readonly #draining = new Set<string>();
  readonly #stopping = new Set<string>();
  readonly #simulation: Simulation;
  readonly #began: number;
  #stopListening: readonly (() => void)[];
  #next: Scheduled | undefined;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    this.#began = simulation.clock.now();
    for (const { instanceId, state } of simulation.ec2.instances())
      if (state === 'running') this.#running.set(instanceId, this.#began);
    this.#stopListening = [
      simulation.ecs.onChange((change) => this.#changed(change)),
      simulation.ec2.onStateChange(({ instance: { instanceId, state }, at }) => {
        if (state === 'running') this.#launchedAt(instanceId, at);
        if (state === 'shutting-down') this.#ended(instanceId, at);
      }),
    ];
    this.#lookInAWhile();
  }

  /** Ends the record. */
  end(): void {
    const now = this.#simulation.clock.now();
    for (const since of this.#running.values()) this.#hostMilliseconds += now - since;
    this.#running.clear();
    for (const stop of this.#stopListening) stop();
    this.#stopListening = [];
    this.#next?.cancel();
  }

  /** Hours of instances, from running to shutting down. */
  get hostHours(): number {
    return this.#hostMilliseconds / HOUR;
  }

  #launchedAt(instanceId: string, at: number): void {
    this.#running.set(instanceId, at);
    this.launched += 1;
  }

  #ended(instanceId: string, at: number): void {
    this.#hostMilliseconds += at - (this.#running.get(instanceId) ?? at);
    this.#running.delete(instanceId);
    this.terminated += 1;
  }

  #changed(change: EcsChange): void {
    if (change.kind === 'task') this.#taskChanged(change);
    else if (change.kind === 'service') {
      const { message, serviceName, at } = change;
      if (message?.includes('unable to place a task') && serviceName !== DAY_DAEMON.name)
        this.complaints.push({ at, service: serviceName });
    } else if (change.status === 'DRAINING') this.#draining.add(change.ec2InstanceId);
    else this.#draining.delete(change.ec2InstanceId);
  }

  #taskChanged({ taskArn, group, desiredStatus, stoppedReason, ec2InstanceId = '' }: TaskChange): void {
    if (group === `service:${DAY_DAEMON.name}`) return;
    if (stoppedReason?.startsWith('Host EC2')) this.lost.add(taskArn);
    if (desiredStatus !== 'STOPPED' || this.#stopping.has(taskArn)) return;
    this.#stopping.add(taskArn);
    if (this.#draining.has(ec2InstanceId)) this.moved += 1;
  }

  #lookInAWhile(): void {
    this.#next = this.#simulation.clock.after(SECONDS_PER_LOOK * 1_000, 'a look at the day', () => {
      this.#look();
      this.#lookInAWhile();
    });
  }

  #look(): void {
    const { ecs, autoScaling } = this.#simulation;
    this.waitingSeconds += SECONDS_PER_LOOK * tasksWithoutRoom(ecs.view(DAY));
    for (const { name } of DAY_GROUPS) {
      const { instances, zones } = autoScaling.view(name);
      const staying = instances.filter(({ state }) => state === 'InService' || state.startsWith('Pending'));
      const byZone = zones.map((zone) => staying.filter((each) => each.zone === zone).length);
      this.fewest[name] = Math.min(this.fewest[name] ?? Number.POSITIVE_INFINITY, staying.length);
      this.imbalance = Math.max(this.imbalance, Math.max(...byZone) - Math.min(...byZone));
    }
  }
}

/** How many tasks that services lack find no room: the largest are placed first, each on the first host that takes it. */
export function tasksWithoutRoom(view: ClusterView): number {
  const counts = new Map(view.services.map((service) => [service.serviceName, service]));
  const lacking = DAY_SERVICES.flatMap((service) => {
    const { desiredCount = 0, runningCount = 0, pendingCount = 0 } = counts.get(service.name) ?? {};
    return Array<DayService>(Math.max(0, desiredCount - runningCount - pendingCount)).fill(service);
  });
  if (lacking.length === 0) return 0;
  const hosts = view.hosts.filter(({ status, agentConnected }) => status === 'ACTIVE' && agentConnected);
  const free = hosts.map((host) => ({ cpu: host.freeCpu, memory: host.freeMemory, has: groupsOn(host, view) }));
  return lacking
    .toSorted((a, b) => b.cpu - a.cpu || b.memory - a.memory)
    .filter(({ name, cpu, memory, distinct = false }) => {
      const host = free.find((each) => each.cpu >= cpu && each.memory >= memory && !(distinct && each.has.has(name)));
      if (host === undefined) return true;
      host.cpu -= cpu;
      host.memory -= memory;
      host.has.add(name);
      return false;
    }).length;
}

function groupsOn({ ec2InstanceId }: HostView, { tasks }: ClusterView): Set<string> {
  const here = tasks.filter((task) => task.ec2InstanceId === ec2InstanceId && task.desiredStatus === 'RUNNING');
  return new Set(here.map(({ group }) => group.replace('service:', '')));
}
