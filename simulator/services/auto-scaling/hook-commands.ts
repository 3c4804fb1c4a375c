import { ServiceError } from '../../wire/service-error.ts';
import { validationError } from './errors.ts';
import type { HookSpecification } from './group-specification.ts';
import { uuid } from './ids.ts';
import type { Group, LifecycleHook } from './model.ts';
import { testNotice } from './notices.ts';
import type { AutoScalingParts } from './parts.ts';

/** Hooks that a group can have. Source: EC2 Auto Scaling quotas. */
const MOST_HOOKS = 50;

/** Puts and deletes lifecycle hooks. */
export class HookCommands {
  readonly #parts: AutoScalingParts;

  constructor(parts: AutoScalingParts) {
    this.#parts = parts;
  }

  /**
   * Adds a hook, or changes the one of that name: what is left out stays. A target is sent a test notification.
   * @throws ServiceError `ValidationError`, `LimitExceeded`
   */
  put(group: Group, specification: HookSpecification): void {
    const hook = hookFrom(specification, group.hooks.get(specification.name));
    validate(hook);
    if (!group.hooks.has(hook.name) && group.hooks.size >= MOST_HOOKS) {
      throw new ServiceError('LimitExceeded', `Maximum number of lifecycle hooks (${MOST_HOOKS}) exceeded`);
    }
    if (hook.notificationTargetArn !== undefined) this.#test(group, hook, hook.notificationTargetArn);
    group.hooks.set(hook.name, hook);
  }

  /** Deletes a hook and ends its outstanding actions. @throws ServiceError `ValidationError` */
  delete(group: Group, hookName: string): void {
    const hook = group.hooks.get(hookName);
    if (hook === undefined) throw validationError(`No Lifecycle Hook found with name ${hookName}`);
    group.hooks.delete(hookName);
    this.#parts.actions.hookDeleted(group, hook);
  }

  #test(group: Group, hook: LifecycleHook, targetArn: string): void {
    const { world, random, notify } = this.#parts.context;
    try {
      notify({ arn: targetArn, roleArn: hook.roleArn, groupArn: group.arn }, testNotice(world, group, uuid(random)));
    } catch (cause) {
      throw validationError(
        `Unable to publish test message to notification target ${targetArn} using IAM role ${hook.roleArn}. ` +
          'Please check your target and role configuration and try to put lifecycle hook again.',
        cause,
      );
    }
  }
}

function hookFrom(specification: HookSpecification, before: LifecycleHook | undefined): LifecycleHook {
  // An empty string takes the target away. Source: API reference, PutLifecycleHook.
  const target = specification.notificationTargetArn ?? before?.notificationTargetArn;
  return {
    name: specification.name,
    transition: specification.transition,
    heartbeatTimeout: specification.heartbeatTimeout ?? before?.heartbeatTimeout ?? 3600,
    defaultResult: specification.defaultResult ?? before?.defaultResult ?? 'ABANDON',
    notificationTargetArn: target === '' ? undefined : target,
    roleArn: specification.roleArn ?? before?.roleArn,
    notificationMetadata: specification.notificationMetadata ?? before?.notificationMetadata,
  };
}

function validate(hook: LifecycleHook): void {
  if (hook.heartbeatTimeout < 30 || hook.heartbeatTimeout > 7200) {
    throw validationError('Lifecycle hook heartbeat timeout must be between 30 and 7200 seconds');
  }
  if (!/^[A-Za-z0-9\-_/]{1,255}$/.test(hook.name)) throw validationError(`Invalid lifecycle hook name ${hook.name}`);
  if (hook.notificationTargetArn !== undefined && hook.roleArn === undefined) {
    throw validationError('RoleARN is required when a notification target is specified');
  }
}
