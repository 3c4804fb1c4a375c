import { mapAtMost } from '../domain/concurrency.ts';
import type { InstanceIds } from '../domain/decision-fields.ts';
import { asFailure, PermanentError, type RetryableError } from '../domain/errors.ts';
import type { Action, Plan } from '../domain/plan.ts';
import type { DecisionLog } from './decision-log.ts';

/** What became of an action. */
export type Applied<A extends Action> = { readonly action: A } & (
  | { readonly outcome: 'done' | 'dry-run' }
  /** Will never succeed; nothing is left to do. */
  | { readonly outcome: 'refused'; readonly error: PermanentError }
  /** Is to be tried again. */
  | { readonly outcome: 'failed'; readonly error: RetryableError }
);

/** For each kind of action, the one call that carries it out. */
export type Executors<A extends Action> = {
  readonly [Kind in A['kind']]: (action: Extract<A, { kind: Kind }>, signal: AbortSignal) => Promise<void>;
};

/** What applying needs besides the plan. */
export interface ApplyOptions<A extends Action> {
  readonly executors: Executors<A>;
  readonly dryRun: boolean;
  readonly decisions: DecisionLog;
  /** Ids of the instances that the plan names by their container instance alone. */
  readonly instances: InstanceIds;
  /** Fires when the invocation's time is nearly over. */
  readonly signal: AbortSignal;
}

/**
 * Writes in flight together; the tightest bucket, service writes, allows a burst of 50 and 5 a second. A storm of 50
 * drains is over in a few hundred milliseconds so.
 */
const WRITES_AT_ONCE = 8;

/**
 * Carries out a plan. The only place that writes to AWS on a plan's behalf; it decides nothing again. One
 * action that fails does not stop the others.
 */
export async function apply<A extends Action>(plan: Plan<A>, options: ApplyOptions<A>): Promise<Applied<A>[]> {
  const { decisions, instances } = options;
  decisions.heldBack(plan.heldBack, instances);
  decisions.warnings(plan.warnings, instances);
  return mapAtMost(WRITES_AT_ONCE, plan.actions, async (action) => {
    const applied = await applyOne(action, options);
    decisions.action(applied, instances);
    return applied;
  });
}

async function applyOne<A extends Action>(action: A, options: ApplyOptions<A>): Promise<Applied<A>> {
  if (options.dryRun) return { action, outcome: 'dry-run' };
  // The key is the action's own kind, so the executor takes this very action; the compiler can't see it.
  const execute = options.executors[action.kind as A['kind']] as (action: A, signal: AbortSignal) => Promise<void>;
  try {
    await execute(action, options.signal);
    return { action, outcome: 'done' };
  } catch (thrown) {
    const error = asFailure(thrown);
    return error instanceof PermanentError
      ? { action, outcome: 'refused', error }
      : { action, outcome: 'failed', error };
  }
}
