import type { LifecycleHook } from '../../shared/domain/auto-scaling.ts';

/** The hook that ECS adds to a group for managed draining (ECS developer guide, "Managed instance draining"). */
export const MANAGED_DRAINING_HOOK = 'ecs-managed-draining-termination-hook';

/** Which lifecycle hooks this function completes. Completing another consumer's would let a host go too early. */
export interface OurHooks {
  /** A hook that names this topic as its target is ours, whatever its name. */
  readonly topicArn: string;
  /** Names of hooks without a target that are ours; one that ends in `*` is a prefix. */
  readonly names: readonly string[];
}

/** Tells whether a hook without a target is ours. */
export function isOurName(lifecycleHookName: string, { names }: Pick<OurHooks, 'names'>): boolean {
  if (lifecycleHookName === MANAGED_DRAINING_HOOK) return false;
  return names.some((name) =>
    name.endsWith('*') ? lifecycleHookName.startsWith(name.slice(0, -1)) : lifecycleHookName === name,
  );
}

/** Tells whether a hook is ours. */
export function isOurs({ lifecycleHookName, notificationTargetArn }: LifecycleHook, ours: OurHooks): boolean {
  if (notificationTargetArn === undefined) return isOurName(lifecycleHookName, ours);
  return notificationTargetArn === ours.topicArn && lifecycleHookName !== MANAGED_DRAINING_HOOK;
}

/** Tells whether ECS itself drains the hosts of a group with these hooks. */
export function isManagedDraining(hooks: readonly LifecycleHook[]): boolean {
  return hooks.some(({ lifecycleHookName }) => lifecycleHookName === MANAGED_DRAINING_HOOK);
}
