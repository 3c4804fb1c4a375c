import type { HostFacts } from './cluster-facts.ts';
import type { Move, Room } from './room.ts';
import { compare, type TaskClass } from './task-classes.ts';

/** A zone, and its hosts, the fullest first. */
interface Zone {
  readonly name: string;
  readonly hosts: readonly number[];
}

/**
 * Finds hosts for tasks that have to move: the fullest that takes it, so that badly used hosts stay badly used.
 *
 * While no host joins, a host that can't take a task of a class never can later: what is free only shrinks. So each
 * class remembers in each zone how far it got, and all searches together pass each host once for each class.
 */
export class Placement {
  readonly #room: Room;
  readonly #hosts: readonly HostFacts[];
  readonly #zones: readonly Zone[];
  readonly #reached = new Map<TaskClass, Int32Array>();
  /** Hosts that this trial changed: that they can't take a task says nothing about later. */
  readonly #touched: Uint32Array;
  #trial = 1;

  constructor(room: Room, hosts: readonly HostFacts[]) {
    this.#room = room;
    this.#hosts = hosts;
    this.#touched = new Uint32Array(hosts.length);
    const byZone = Map.groupBy(hosts.toSorted(byFullness), ({ zone }) => zone);
    this.#zones = [...byZone]
      .map(([name, ofZone]) => ({ name, hosts: ofZone.map(({ index }) => index) }))
      .sort((a, b) => compare(a.name, b.name));
  }

  /** Hosts have joined, or tasks were taken away: every host is looked at again. */
  startOver(): void {
    this.#reached.clear();
  }

  /** Begins a trial in which this host goes. */
  begin(leaving?: number): void {
    this.#trial += 1;
    if (leaving !== undefined) this.#touched[leaving] = this.#trial;
  }

  /**
   * Finds a host for a task, and places it there; undefined when there is none.
   *
   * @param spread whether a service that spreads is to keep its spread; ECS itself prefers any place to none
   */
  place(taskClass: TaskClass, from: number | undefined, spread: 'keep' | 'prefer'): Move | undefined {
    for (const zone of this.#zonesFor(taskClass, from, spread)) {
      const to = this.#findIn(zone, taskClass);
      if (to === undefined) continue;
      const move = { taskClass, from, to };
      this.#room.place(move);
      this.#touched[to] = this.#trial;
      return move;
    }
    return undefined;
  }

  #findIn(zone: number, taskClass: TaskClass): number | undefined {
    const hosts = this.#zones[zone]?.hosts ?? [];
    const reached = this.#reachedBy(taskClass);
    let isFirst = true;
    for (let position = reached[zone] ?? 0; position < hosts.length; position += 1) {
      const host = hosts[position] ?? 0;
      if (this.#takes(host, taskClass)) return host;
      if (this.#touched[host] === this.#trial) isFirst = false;
      else if (isFirst) reached[zone] = position + 1;
    }
    return undefined;
  }

  #takes(host: number, taskClass: TaskClass): boolean {
    // An agent that is away for a moment is capacity, but takes no task now.
    return (this.#hosts[host]?.host.agentConnected ?? false) && this.#room.copies(host, taskClass) > 0;
  }

  #reachedBy(taskClass: TaskClass): Int32Array {
    const reached = this.#reached.get(taskClass) ?? new Int32Array(this.#zones.length);
    this.#reached.set(taskClass, reached);
    return reached;
  }

  /**
   * The zones that a task may go to, the best first. To keep its spread means: the zone with the most
   * tasks has, in the end, at most one more than the one with the fewest, or no more than it had.
   */
  #zonesFor(taskClass: TaskClass, from: number | undefined, spread: 'keep' | 'prefer'): readonly number[] {
    const indexes = this.#zones.map((_, index) => index);
    const home = from === undefined ? undefined : this.#hosts[from]?.zone;
    if (!taskClass.spreadsOverZones) {
      return indexes.sort(
        (a, b) => Number(this.#zones[b]?.name === home) - Number(this.#zones[a]?.name === home) || a - b,
      );
    }
    const counts = this.#zones.map(({ name }) => this.#room.tasksInZone(taskClass, name));
    const before = Math.max(...counts) - Math.min(...counts);
    const without = counts.map((count, index) => (this.#zones[index]?.name === home ? count - 1 : count));
    const skewWith = (zone: number): number => {
      const after = without.map((count, index) => (index === zone ? count + 1 : count));
      return Math.max(...after) - Math.min(...after);
    };
    return indexes
      .filter((zone) => spread === 'prefer' || skewWith(zone) <= Math.max(1, before))
      .sort((a, b) => (without[a] ?? 0) - (without[b] ?? 0) || a - b);
  }
}

/** The fullest host first, by the resource of which least is left. */
function byFullness(a: HostFacts, b: HostFacts): number {
  return freeShare(a) - freeShare(b) || a.index - b.index;
}

/** The smaller of the shares of CPU and memory that are free. */
export function freeShare({ host: { resources } }: HostFacts): number {
  const { registeredCpu, remainingCpu, registeredMemory, remainingMemory } = resources;
  return Math.min(share(remainingCpu, registeredCpu), share(remainingMemory, registeredMemory));
}

function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
