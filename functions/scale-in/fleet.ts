import type { Reason } from '../../shared/domain/reasons.ts';
import { AnyOrder } from './any-order.ts';
import type { ClusterFacts, HostFacts, PlacedTask } from './cluster-facts.ts';
import { Eligibility } from './eligibility.ts';
import { Headroom, LargestTask } from './headroom.ts';
import { Placement } from './placement.ts';
import { type Move, Room } from './room.ts';
import { StartedReplacements } from './started-replacements.ts';
import type { TaskClass } from './task-classes.ts';

/** A task that is started elsewhere, as far as the plan goes. */
export interface PlannedMove {
  readonly task: PlacedTask;
  readonly move: Move;
}

/** Why a host can't go. */
export interface Refused {
  readonly reason: Extract<Reason, 'headroom' | 'fits-nowhere' | 'fits-by-luck' | 'takes-tasks' | 'not-evaluated'>;
  readonly detail?: string;
}

/** The hosts of a cluster while a plan is made: which stay, what is free on them, and which tasks come to them. */
export class Fleet {
  readonly room: Room;
  readonly #hosts: readonly HostFacts[];
  readonly #before: Room;
  readonly #headroom: Headroom;
  readonly #copies: number;
  /** The largest tasks, as if no task moved. */
  readonly #largestBefore: readonly LargestTask[];
  readonly #placement: Placement;
  readonly #anyOrder: AnyOrder;
  /** Moves of tasks on hosts that are no capacity, by host. */
  readonly #displaced = new Map<number, PlannedMove[]>();
  /** Hosts that are no capacity, and whose tasks are to find room. */
  readonly #departed = new Set<HostFacts>();
  /** Tasks that find no room. */
  #homeless: { readonly task: PlacedTask; readonly from: HostFacts }[] = [];
  readonly #moves: PlannedMove[] = [];
  /** Those of tasks on hosts that are no capacity. */
  #replacements: StartedReplacements;

  constructor(facts: ClusterFacts) {
    const eligibility = new Eligibility(facts.hosts, facts.look.requirements);
    this.#hosts = facts.hosts;
    this.#replacements = new StartedReplacements(facts.hosts);
    this.room = new Room(facts.hosts, eligibility);
    this.#before = new Room(facts.hosts, eligibility);
    this.#headroom = new Headroom(facts, this.room);
    this.#copies = facts.terms.headroomCopies;
    const { largest } = this.#headroom;
    this.#largestBefore = largest.map(({ taskClass }) => new LargestTask(taskClass, this.#before, facts.hosts.length));
    this.#placement = new Placement(this.room, facts.hosts);
    this.#anyOrder = new AnyOrder(this.#before, facts.hosts);
  }

  /** Where tasks go, as far as the plan goes: ECS chooses for itself. */
  get moves(): readonly PlannedMove[] {
    return [...this.#displaced.values()].flat().concat(this.#moves);
  }

  /** Why it can't be told whether there is headroom enough; undefined when it can. */
  get unevaluated(): string | undefined {
    const homeless = this.#homeless.find(({ task }) => task.taskClass.unevaluated !== undefined);
    return homeless
      ? `${homeless.task.taskClass.key}: ${homeless.task.taskClass.unevaluated}`
      : this.#headroom.unevaluated;
  }

  /** What headroom is missing, as far as can be told; undefined when there is enough. */
  get missing(): string | undefined {
    const homeless = this.#homeless.find(({ task }) => task.taskClass.unevaluated === undefined);
    return homeless ? `room for ${homeless.task.task.taskArn}, whose host is leaving` : this.#headroom.missing;
  }

  /**
   * Hosts are capacity again, and their tasks stay where they are. The tasks of the others are placed anew, as they
   * would be in a plan made after the hosts have come back.
   */
  join(hosts: readonly HostFacts[]): void {
    for (const { move } of [...this.#displaced.values()].flat()) {
      this.room.displace(move);
      this.#anyOrder.moving.add(move.taskClass, -1);
    }
    this.#displaced.clear();
    this.#homeless = [];
    this.#replacements = new StartedReplacements(this.#hosts);
    this.#placement.startOver();
    for (const facts of hosts) {
      this.room.join(facts.index);
      this.#before.join(facts.index);
      this.#departed.delete(facts);
    }
    for (const facts of this.#departed) this.#displaceAll(facts);
  }

  /** A host is no capacity: its tasks are started elsewhere. */
  depart(facts: HostFacts): void {
    this.#departed.add(facts);
    this.#displaceAll(facts);
  }

  /** Finds room for a task that waits for some, and keeps it for it; false when there is none. */
  takeIn(taskClass: TaskClass): boolean {
    this.#placement.begin();
    const move = this.#placement.place(taskClass, undefined, 'prefer');
    if (move) this.#anyOrder.moving.add(taskClass, 1);
    return move !== undefined;
  }

  /** Whether a host that is no capacity would have room for a task, if it were. */
  couldTake(facts: HostFacts, taskClass: TaskClass): boolean {
    this.room.join(facts.index);
    const takes = this.room.copies(facts.index, taskClass) > 0;
    this.room.leave(facts.index);
    return takes;
  }

  /** Takes a host out, if its tasks find room elsewhere and the headroom stays; or else changes nothing. */
  remove(facts: HostFacts): Refused | undefined {
    if (this.room.hasBeenGiven(facts.index)) return { reason: 'takes-tasks' };
    const leaving = facts.tasks.filter(willBeStartedElsewhere);
    const unevaluated = leaving.find(({ taskClass }) => taskClass.unevaluated !== undefined);
    if (unevaluated) return { reason: 'not-evaluated', detail: unevaluated.taskClass.unevaluated ?? '' };
    const mark = this.room.mark;
    const beforeMark = this.#before.mark;
    const moved: PlannedMove[] = [];
    this.#placement.begin(facts.index);
    this.room.leave(facts.index);
    this.#before.leave(facts.index);
    const refused = this.#moveAll(leaving, facts, moved) ?? this.#lacking(facts);
    if (refused) {
      for (const { move } of moved) this.#anyOrder.moving.add(move.taskClass, -1);
      this.room.undo(mark);
      this.#before.undo(beforeMark);
      return refused;
    }
    this.#anyOrder.leave(facts);
    this.#moves.push(...moved);
    return undefined;
  }

  #moveAll(leaving: readonly PlacedTask[], { index }: HostFacts, moved: PlannedMove[]): Refused | undefined {
    for (const task of leaving) {
      const move = this.#placement.place(task.taskClass, index, 'keep');
      if (!move) return { reason: 'fits-nowhere', detail: task.task.taskArn };
      this.#anyOrder.moving.add(task.taskClass, 1);
      moved.push({ task, move });
    }
    return undefined;
  }

  #lacking(leaving: HostFacts): Refused | undefined {
    const missing = this.unevaluated ?? this.missing;
    if (missing !== undefined) return { reason: 'headroom', detail: missing };
    const endangered = this.#anyOrder.endangeredWithout(leaving);
    if (endangered) return { reason: 'fits-by-luck', detail: endangered.key };
    const short = this.#largestBefore.find(
      ({ taskClass, copies }) => !this.#anyOrder.leavesRoomFor(taskClass, this.#copies, copies, leaving),
    );
    return (
      short && { reason: 'headroom', detail: `room for ${this.#copies} more of ${short.taskClass.key} in any order` }
    );
  }

  #displaceAll(facts: HostFacts): void {
    for (const placed of facts.tasks) {
      if (willBeStartedElsewhere(placed) && !this.#replacements.take(placed.taskClass)) this.#displace(placed, facts);
    }
  }

  #displace(task: PlacedTask, from: HostFacts): void {
    this.#placement.begin();
    const move = this.#placement.place(task.taskClass, from.index, 'prefer');
    if (!move) {
      this.#homeless.push({ task, from });
      return;
    }
    this.#anyOrder.moving.add(task.taskClass, 1);
    const others = this.#displaced.get(from.index) ?? [];
    others.push({ task, move });
    this.#displaced.set(from.index, others);
  }
}

/** Tells whether a task needs room elsewhere when its host goes. Nobody starts a standalone task elsewhere. */
function willBeStartedElsewhere({ task, taskClass }: PlacedTask): boolean {
  const isMovable = taskClass.belonging === 'service' || taskClass.belonging === 'unknown';
  return isMovable && task.desiredStatus !== 'STOPPED';
}
