import type { LifecycleState } from './lifecycle-states.ts';
import type { ActionResult, Place, Transition } from './model.ts';

/** What ended a lifecycle action. */
export type ActionEnd =
  /** CompleteLifecycleAction, by this principal. */
  | { readonly kind: 'completed'; readonly by: string }
  /** No heartbeat came in time. */
  | { readonly kind: 'heartbeat-timeout' }
  /** 48 hours, or 100 heartbeats. */
  | { readonly kind: 'global-timeout' }
  /** Another hook's action was abandoned. */
  | { readonly kind: 'skipped' }
  /** The hook, or the group, was deleted; or the instance left the state that the hook held. */
  | { readonly kind: 'cancelled' };

/** A lifecycle action, running or over. */
export interface LifecycleActionRecord {
  readonly token: string;
  readonly groupName: string;
  readonly hookName: string;
  readonly instanceId: string;
  readonly transition: Transition;
  readonly origin: Place;
  readonly destination: Place;
  /** Epoch milliseconds at which the instance entered the wait. */
  readonly startedAt: number;
  /** Epoch milliseconds of each RecordLifecycleActionHeartbeat. */
  readonly heartbeats: readonly number[];
  /** Undefined while the action runs. */
  readonly end: { readonly at: number; readonly result: ActionResult; readonly reason: ActionEnd } | undefined;
}

/** An instance's change of lifecycle state. */
export interface StateEntry {
  readonly kind: 'state';
  readonly at: number;
  readonly groupName: string;
  readonly instanceId: string;
  /** Undefined for a new instance. */
  readonly from: LifecycleState | undefined;
  readonly to: LifecycleState;
  readonly cause: string;
}

/** Anything that a timeline may show. */
export type GroupChange =
  | StateEntry
  | {
      readonly kind: 'desired-capacity';
      readonly at: number;
      readonly groupName: string;
      readonly from: number;
      readonly to: number;
      readonly cause: string;
    }
  | {
      readonly kind: 'lifecycle-action';
      readonly at: number;
      readonly what: 'started' | 'heartbeat' | 'ended';
      readonly action: LifecycleActionRecord;
    };

/** Remembers what happened, for invariants, and tells listeners, for timelines. */
export class Journal {
  readonly #states: StateEntry[] = [];
  readonly #actions = new Map<string, LifecycleActionRecord>();
  readonly #listeners = new Set<(change: GroupChange) => void>();

  /** Every change of state so far, in order. */
  get states(): readonly StateEntry[] {
    return this.#states;
  }

  /** Every lifecycle action so far, in order of their start. */
  get actions(): readonly LifecycleActionRecord[] {
    return [...this.#actions.values()];
  }

  /** @returns ends the subscription */
  listen(listener: (change: GroupChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  record(change: GroupChange): void {
    if (change.kind === 'state') this.#states.push(change);
    if (change.kind === 'lifecycle-action') this.#actions.set(change.action.token, change.action);
    for (const listener of this.#listeners) listener(change);
  }
}
