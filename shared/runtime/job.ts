import type { InstanceIds } from '../domain/decision-fields.ts';
import type { Action, Plan } from '../domain/plan.ts';
import type { Applied, Executors } from './apply.ts';
import type { Message, Parse, Verdict } from './messages.ts';

/** What was seen, what was decided, and what became of it. */
export interface Round<Snapshot, A extends Action, P extends Plan<A> = Plan<A>> {
  readonly snapshot: Snapshot;
  readonly plan: P;
  readonly applied: readonly Applied<A>[];
}

/** Everything that came of a look. */
export interface Look<Event, Snapshot, A extends Action, P extends Plan<A> = Plan<A>> extends Round<Snapshot, A, P> {
  readonly messages: readonly Message<Event>[];
  /** What came of the reads that were left for later, if there were any. */
  readonly after?: Round<Snapshot, A, P>;
}

/**
 * What makes one function different from the others. A batch of messages is one look:
 * parse each, observe once, plan once, apply once, and a verdict on each message. `P` is a plan that says more than
 * actions, for `settle` to read.
 */
export interface Job<Event, Snapshot, A extends Action, P extends Plan<A> = Plan<A>> {
  readonly parse: Parse<Event>;
  /**
   * Reads what the decision needs. A part that can't be read belongs into the snapshot, so that the rest goes
   * on; what is thrown fails the whole batch.
   */
  readonly observe: (messages: readonly Message<Event>[], signal: AbortSignal) => Promise<Snapshot>;
  /** Decides. Pure; `now` is in milliseconds. */
  readonly plan: (snapshot: Snapshot, now: number) => P;
  /** Tells what a plan says besides its actions, before they are carried out. */
  readonly report?: (plan: P, snapshot: Snapshot) => void;
  /** Ids of the EC2 instances that plans name by container instance ARN, for the log. */
  readonly instances?: (snapshot: Snapshot) => InstanceIds;
  /** Measures what came of a plan, after its actions were carried out. */
  readonly measure?: (look: Look<Event, Snapshot, A, P>) => void;
  /** The writes, by kind of action. */
  readonly executors: Executors<A>;
  /**
   * Reads what is needed for writes that come second, once the urgent ones are made: no read of theirs delays those.
   * It is planned and applied as the first snapshot was. Undefined when there is nothing more to see.
   */
  readonly observeAfter?: (look: Look<Event, Snapshot, A, P>, signal: AbortSignal) => Promise<Snapshot | undefined>;
  /** Decides, for each message by its id, what becomes of it. Pure. A message left out is done. */
  readonly settle: (look: Look<Event, Snapshot, A, P>) => ReadonlyMap<string, Verdict>;
  /** Takes note that a message comes back later than its verdict says, when the queue's own visibility time-out ends. */
  readonly comesLate?: (messageId: string) => void;
}
