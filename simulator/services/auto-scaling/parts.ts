import type { Context } from './context.ts';
import type { InstanceLifecycle } from './instance-lifecycle.ts';
import type { LifecycleActions } from './lifecycle-actions.ts';
import type { HealthChecks, Reconciler } from './reconciler.ts';

/** The machinery that commands work with. */
export interface AutoScalingParts {
  readonly context: Context;
  readonly actions: LifecycleActions;
  readonly lifecycle: InstanceLifecycle;
  readonly reconciler: Reconciler;
  readonly healthChecks: HealthChecks;
}
