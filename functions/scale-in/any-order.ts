import type { HostFacts } from './cluster-facts.ts';
import { type Contest, Contests, damageBy, type MovingTasks, neededBy, RESOURCES } from './contests.ts';
import { freeShare } from './placement.ts';
import type { Resource, Room } from './room.ts';
import type { TaskClass } from './task-classes.ts';

/** What was added up for a class, and how far it still holds. */
interface Account {
  readonly contests: readonly Contest[];
  /** At least this much, for the contests as they were, and the hosts left. */
  shares: number;
  /** How many of the hosts that left have been taken off. */
  leftSeen: number;
}

/** How far the tasks that move may grow, and hosts leave, before a class has to be looked at again. */
interface Limits {
  /** In the order of the resources. */
  readonly totals: readonly number[];
  readonly left: number;
}

/** Adding up ends when there is so many times more than is needed: then it holds for long. */
const PLENTY = 8;

/**
 * Tells whether tasks that move find room whatever the order in which ECS starts them, and wherever it puts each. That
 * they fit in one order is not enough: a small task on the only host with room for a large one leaves the large one out.
 *
 * To keep a task off a host, the others have to take more there than it has to spare, of one resource at least. What
 * they take in all is known. So if, over all hosts that could take the task, the smallest shares `(spare + 1) / taken`
 * add up to more than there are contested resources, the others can't keep it off all of them. Where few tasks move, it
 * is simpler still: there are more places for the task than the others can take away.
 *
 * Sums are kept for as long as they can be shown to hold still: when others take a times as much, no share falls below
 * its a-th part; and a host that leaves takes its own share away.
 */
export class AnyOrder {
  readonly #before: Room;
  /** The emptiest first: they decide soonest. */
  readonly #order: readonly HostFacts[];
  readonly #mostFree: Readonly<Record<Resource, number>>;
  readonly #contests = new Contests();
  readonly #accounts = new Map<TaskClass, Account>();
  readonly #limits = new Map<TaskClass, Limits>();
  readonly #accountsOfCopies = new Map<TaskClass, Account>();
  /** Hosts that left for good. */
  readonly #left: HostFacts[] = [];
  #lastEndangered: TaskClass | undefined;

  /** @param before what was free before any task was placed; hosts leave it, and no task comes to it */
  constructor(before: Room, hosts: readonly HostFacts[]) {
    this.#before = before;
    const most = (resource: Resource): number =>
      hosts.reduce((sofar, { index }) => Math.max(sofar, before.freeOn(index, resource)), 0);
    this.#mostFree = { cpu: most('cpu'), memory: most('memory'), gpus: most('gpus'), interfaces: most('interfaces') };
    this.#order = hosts.toSorted((a, b) => freeShare(b) - freeShare(a) || a.index - b.index);
  }

  /** The tasks that move. */
  get moving(): MovingTasks {
    return this.#contests;
  }

  /** A host has left for good. */
  leave(facts: HostFacts): void {
    this.#left.push(facts);
  }

  /** A class of which a task might find no room if this host leaves too; undefined when there is none. */
  endangeredWithout(leaving: HostFacts): TaskClass | undefined {
    const last = this.#lastEndangered;
    // What was tight is tight again, most times.
    if (last && this.#contests.has(last) && !this.#isSafe(last, leaving)) return last;
    for (const taskClass of this.#contests.classes) {
      if (this.#isWithinLimits(taskClass) || this.#isSafe(taskClass, leaving)) continue;
      this.#lastEndangered = taskClass;
      return taskClass;
    }
    return undefined;
  }

  /**
   * Tells whether so many more tasks of a class find room besides, if this host leaves too.
   *
   * @param fit how many would find room if no task moved
   */
  leavesRoomFor(taskClass: TaskClass, copies: number, fit: number, leaving: HostFacts): boolean {
    if (fit - this.#contests.damageTo(taskClass) >= copies) return true;
    const contests = this.#contests.of(taskClass, copies - 1);
    return this.#isFree(taskClass, contests, this.#accountsOfCopies, leaving);
  }

  #isSafe(taskClass: TaskClass, leaving: HostFacts): boolean {
    const contests = this.#contests.of(taskClass);
    const isFree = this.#isFree(taskClass, contests, this.#accounts, leaving);
    const account = this.#accounts.get(taskClass);
    if (isFree && account) this.#limits.set(taskClass, this.#limitsOf(account, taskClass));
    else this.#limits.delete(taskClass);
    return isFree || this.#hasPlacesLeft(taskClass);
  }

  /** There are more places for tasks of the class than the others that move can take away, one each or a few. */
  #hasPlacesLeft(taskClass: TaskClass): boolean {
    const taken = this.#contests.damageTo(taskClass) - damageBy(taskClass, taskClass);
    let places = 0;
    for (const { index, host } of this.#order) {
      if (host.agentConnected) places += this.#before.copies(index, taskClass);
      if (places > taken) return true;
    }
    return false;
  }

  /**
   * What is to spare is shared between tasks that come and hosts that go: tasks may take the square root of it times as
   * much as they do, and hosts may go whose shares, even of the largest host, are in the rest.
   */
  #limitsOf({ contests, shares, leftSeen }: Account, taskClass: TaskClass): Limits {
    const growth = Math.sqrt(shares / contests.length);
    const isExclusive = taskClass.isDistinct || (taskClass.needs?.hostPorts.length ?? 0) > 0;
    if (isExclusive || contests.length === 0 || growth <= 1) return { totals: [], left: 0 };
    const totals = RESOURCES.map((resource) => {
      const contest = contests.find((each) => each.resource === resource);
      if (contest) return contest.needed + contest.taken * growth;
      // What nobody else takes yet is a new contest once somebody does.
      const needed = neededBy(taskClass, resource);
      return needed > 0 ? needed : Infinity;
    });
    const largest = Math.min(...contests.map((contest) => (this.#most(contest.resource) + 1) / contest.taken));
    return { totals, left: leftSeen + Math.floor((shares - contests.length * growth) / largest) - 1 };
  }

  #isWithinLimits(taskClass: TaskClass): boolean {
    const limits = this.#limits.get(taskClass);
    // The host that is about to leave is one more than those that left.
    if (!limits || this.#left.length + 1 > limits.left) return false;
    return RESOURCES.every((resource, index) => this.#contests.total(resource) <= (limits.totals[index] ?? -1));
  }

  /** The most that any host has of a resource. */
  #most(resource: Resource | undefined): number {
    return resource === undefined ? 0 : this.#mostFree[resource];
  }

  #isFree(
    taskClass: TaskClass,
    contests: readonly Contest[],
    accounts: Map<TaskClass, Account>,
    leaving: HostFacts,
  ): boolean {
    const account = accounts.get(taskClass);
    if (account && this.#stillHolds(account, contests, taskClass, leaving)) return true;
    const shares = this.#addUp(taskClass, contests);
    accounts.set(taskClass, { contests, shares, leftSeen: this.#left.length });
    return shares > contests.length;
  }

  #stillHolds(account: Account, contests: readonly Contest[], taskClass: TaskClass, leaving: HostFacts): boolean {
    if (account.contests.length !== contests.length) return false;
    let least = 1;
    for (const [index, { kind, taken }] of contests.entries()) {
      const before = account.contests[index];
      if (before?.kind !== kind) return false;
      least = Math.min(least, before.taken / taken);
    }
    for (; account.leftSeen < this.#left.length; account.leftSeen += 1) {
      const host = this.#left[account.leftSeen];
      if (host) account.shares -= this.#share(host, account.contests);
    }
    const shares = account.shares - this.#share(leaving, account.contests);
    return shares * least > contests.length && taskClass.unevaluated === undefined;
  }

  #addUp(taskClass: TaskClass, contests: readonly Contest[]): number {
    let shares = 0;
    for (const facts of this.#order) {
      if (!facts.host.agentConnected || this.#before.copies(facts.index, taskClass) === 0) continue;
      // Nothing contests it: one host is enough.
      if (contests.length === 0) return Infinity;
      shares += this.#share(facts, contests);
      if (shares > PLENTY * contests.length) break;
    }
    return shares;
  }

  /** The share of what the others take that keeps a task off this host. */
  #share({ index }: HostFacts, contests: readonly Contest[]): number {
    let least = Infinity;
    for (const { resource, needed, taken } of contests) {
      const spare = resource ? this.#before.freeOn(index, resource) - needed : 0;
      least = Math.min(least, (spare + 1) / taken);
    }
    return Math.max(0, least);
  }
}
