import { byClass, type ClusterFacts } from './cluster-facts.ts';
import type { Room } from './room.ts';
import type { Requirements } from './snapshot.ts';
import type { TaskClass } from './task-classes.ts';
import type { ClusterTerms } from './terms.ts';

/** Keeps count of whether there is as much room as is wanted, while hosts come and go. */
export class Headroom {
  readonly #room: Room;
  readonly #terms: ClusterTerms;
  readonly #largest: readonly LargestTask[];

  constructor(facts: ClusterFacts, room: Room) {
    this.#room = room;
    this.#terms = facts.terms;
    this.#largest = largestClasses(facts, room).map(
      (taskClass) => new LargestTask(taskClass, room, facts.hosts.length),
    );
  }

  /** The largest tasks, and how many more of each find room. */
  get largest(): readonly LargestTask[] {
    return this.#terms.headroomCopies === 0 ? [] : this.#largest;
  }

  /** Why headroom can't be told, if it can't. */
  get unevaluated(): string | undefined {
    if (this.#terms.headroomCopies === 0) return undefined;
    const unknown = this.#largest.find(({ taskClass }) => taskClass.unevaluated !== undefined);
    return unknown && `${unknown.taskClass.key}: ${unknown.taskClass.unevaluated}`;
  }

  /** What is missing; undefined when there is enough. */
  get missing(): string | undefined {
    const { headroomCpuPercent, headroomMemoryPercent, headroomCopies } = this.#terms;
    const { freeCpu, usedCpu, freeMemory, usedMemory } = this.#room;
    // Written so that what is no number, as Infinity % of nothing, is missing.
    if (!(freeCpu * 100 >= headroomCpuPercent * usedCpu)) return `${headroomCpuPercent} % of CPU`;
    if (!(freeMemory * 100 >= headroomMemoryPercent * usedMemory)) return `${headroomMemoryPercent} % of memory`;
    if (headroomCopies === 0) return undefined;
    const short = this.#largest.find(({ copies }) => copies < headroomCopies);
    return short && `room for ${headroomCopies} more of ${short.taskClass.key}`;
  }
}

/** How many more tasks of a class find room, each on a single host. */
export class LargestTask {
  readonly taskClass: TaskClass;
  readonly #room: Room;
  readonly #copies: Float64Array;
  #sum = 0;

  constructor(taskClass: TaskClass, room: Room, hosts: number) {
    this.taskClass = taskClass;
    this.#room = room;
    this.#copies = new Float64Array(hosts);
    for (let host = 0; host < hosts; host += 1) this.#recount(host);
    room.watch((host) => this.#recount(host));
  }

  get copies(): number {
    return this.#sum;
  }

  #recount(host: number): void {
    const now = this.#room.copies(host, this.taskClass);
    this.#sum += now - (this.#copies[host] ?? 0);
    this.#copies[host] = now;
  }
}

/**
 * The largest tasks that the cluster runs or is to run: by CPU, by memory and by GPUs, which are often one. Of several
 * alike the one that may run on the fewest hosts. Host-bound tasks need no room elsewhere. Without its task definition
 * any might be the largest.
 */
function largestClasses({ classes }: ClusterFacts, { eligibility }: Room): readonly TaskClass[] {
  for (const service of classes.movable) if (service.service.desiredCount > 0) classes.ofService(service);
  const candidates = classes.all.filter(({ belonging }) => belonging !== 'host-bound').toSorted(byClass);
  const unread = candidates.find(({ needs }) => !needs);
  if (unread) return [unread];
  const largest = (of: (needs: Requirements) => number): TaskClass | undefined => {
    const sizeOf = ({ needs }: TaskClass): number => (needs ? of(needs) : 0);
    const most = candidates.reduce((size, each) => Math.max(size, sizeOf(each)), 0);
    if (most === 0) return undefined;
    const alike = candidates
      .filter((each) => sizeOf(each) === most)
      .map((each) => ({ each, scarcity: scarcity(each) }));
    return alike.reduce((a, b) => (b.scarcity < a.scarcity ? b : a)).each;
  };
  const scarcity = (taskClass: TaskClass): number =>
    eligibility.of(taskClass).reduce((sum, is) => sum + is, 0) - (taskClass.isDistinct ? 0.5 : 0);
  const found = [largest(({ cpu }) => cpu), largest(({ memory }) => memory), largest(({ gpus }) => gpus)];
  return [...new Set(found.filter((each) => each !== undefined))];
}
