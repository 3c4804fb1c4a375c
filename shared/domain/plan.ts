import type { Reason } from './reasons.ts';

/** Something to be done to AWS, and why. `kind` names the executor that can do it. */
export interface Action {
  readonly kind: string;
  readonly reason: Reason;
}

/** Something left as it is, or done although something is not as it should be, and why. */
export interface Remark {
  /** ARN of what it is about, or a word for it where there is none. */
  readonly subject: string;
  readonly reason: Reason;
  /** What a person needs to know besides the reason. */
  readonly detail?: string;
}

/** What a planner decided. It says everything: what is not in it is in order as it is. */
export interface Plan<A extends Action> {
  readonly actions: readonly A[];
  readonly heldBack: readonly Remark[];
  readonly warnings: readonly Remark[];
}
