import { ServiceError } from '../../wire/service-error.ts';
import { validationError } from './errors.ts';
import {
  type GroupSpecification,
  groupFrom,
  MANAGED_DRAINING_HOOK,
  type WarmPoolSpecification,
} from './group-specification.ts';
import type { HookCommands } from './hook-commands.ts';
import { uuid } from './ids.ts';
import { isInPool } from './lifecycle-states.ts';
import type { Group, GroupSettings, GroupTag, LaunchTemplate, ProcessName } from './model.ts';
import type { AutoScalingParts } from './parts.ts';

/** Creates, changes and deletes groups. */
export class GroupCommands {
  readonly #parts: AutoScalingParts;
  readonly #hooks: HookCommands;

  constructor(parts: AutoScalingParts, hooks: HookCommands) {
    this.#parts = parts;
    this.#hooks = hooks;
  }

  /** @throws ServiceError `AlreadyExists`, `ValidationError` */
  create(specification: GroupSpecification, template: LaunchTemplate): Group {
    const { context, reconciler } = this.#parts;
    if (context.registry.find(specification.name) !== undefined) {
      throw new ServiceError(
        'AlreadyExists',
        'AutoScalingGroup by this name already exists - A group with the name already exists',
      );
    }
    const { world, random } = context;
    const group = groupFrom(specification, world.account, uuid(random), template, world.clock.now());
    validateSizes(group.settings);
    context.registry.add(group);
    const hooks = [...(specification.hooks ?? []), ...(specification.managedDraining ? [MANAGED_DRAINING_HOOK] : [])];
    for (const hook of hooks) this.#hooks.put(group, hook);
    if (specification.warmPool !== undefined) this.putWarmPool(group, specification.warmPool);
    reconciler.wake(group);
    return group;
  }

  /**
   * Changes settings. The desired capacity follows the sizes into their bounds.
   * @throws ServiceError `ValidationError`
   */
  update(group: Group, changes: Partial<GroupSettings>, cause: string): void {
    const sizes = { ...group.settings, ...changes };
    const desired = changes.desired ?? Math.min(Math.max(sizes.desired, sizes.min), sizes.max);
    const settings = { ...sizes, desired };
    validateSizes(settings);
    this.#replaceSettings(group, settings, cause);
  }

  /** @throws ServiceError `ValidationError` when out of the group's bounds */
  setDesiredCapacity(group: Group, desired: number, cause: string): void {
    const { min, max } = group.settings;
    const bound = desired > max ? `above max value ${max}` : `below min value ${min}`;
    if (desired > max || desired < min) {
      throw validationError(`New SetDesiredCapacity value ${desired} is ${bound} for the AutoScalingGroup.`);
    }
    this.#replaceSettings(group, { ...group.settings, desired }, cause);
  }

  /**
   * Deletes a group: an empty one, or, forced, with everything in it, and without hooks.
   * @throws ServiceError `ResourceInUse`
   */
  delete(group: Group, force: boolean): void {
    const { context, lifecycle } = this.#parts;
    if (group.members.size > 0 && !force) {
      throw new ServiceError(
        'ResourceInUse',
        'You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.',
      );
    }
    for (const member of [...group.members.values()]) lifecycle.drop(group, member);
    context.registry.remove(group);
  }

  /** Adds tags, or replaces those that are there. Instances launched before keep theirs. */
  tag(group: Group, tags: readonly GroupTag[]): void {
    for (const tag of tags) group.tags.set(tag.key, tag);
  }

  /** Suspends processes. */
  suspend(group: Group, processes: readonly ProcessName[]): void {
    const now = this.#parts.context.world.clock.now();
    for (const process of processes) if (!group.suspended.has(process)) group.suspended.set(process, now);
  }

  /** Resumes processes; the group catches up on what it missed. */
  resume(group: Group, processes: readonly ProcessName[]): void {
    const { healthChecks, reconciler } = this.#parts;
    for (const process of processes) group.suspended.delete(process);
    for (const member of group.members.values()) healthChecks.check({ group, member });
    reconciler.wake(group);
  }

  /** @throws ServiceError `ValidationError` for groups with Spot, whose instances can't be pooled, and for settings out of bounds */
  putWarmPool(group: Group, specification: WarmPoolSpecification): void {
    validatePool(specification);
    if (group.settings.distribution !== undefined) {
      throw validationError('You can’t add a warm pool to an Auto Scaling group that has a mixed instances policy.');
    }
    const before = group.warmPool;
    group.warmPool = {
      minSize: specification.minSize ?? before?.minSize ?? 0,
      // -1 takes a value back. Source: API reference, PutWarmPool.
      maxGroupPreparedCapacity:
        specification.maxGroupPreparedCapacity === -1
          ? undefined
          : (specification.maxGroupPreparedCapacity ?? before?.maxGroupPreparedCapacity),
      poolState: specification.poolState ?? before?.poolState ?? 'Stopped',
      reuseOnScaleIn: specification.reuseOnScaleIn ?? before?.reuseOnScaleIn ?? false,
      pendingDelete: false,
    };
    this.#parts.reconciler.wake(group);
  }

  /** Deletes a warm pool: once its instances are gone, or, forced, with them at once. */
  deleteWarmPool(group: Group, force: boolean): void {
    const { context, lifecycle, reconciler } = this.#parts;
    if (group.warmPool === undefined) throw validationError(`No warm pool found for Auto Scaling group ${group.name}`);
    group.warmPool = { ...group.warmPool, pendingDelete: true };
    const pooled = [...group.members.values()].filter((member) => isInPool(member.state));
    for (const member of force ? pooled : []) {
      lifecycle.drop(group, member);
      context.registry.removeMember(group, member);
    }
    if (force) group.warmPool = undefined;
    reconciler.wake(group);
  }

  #replaceSettings(group: Group, settings: GroupSettings, cause: string): void {
    const { context, reconciler } = this.#parts;
    const from = group.settings.desired;
    group.settings = settings;
    if (from !== settings.desired) {
      const at = context.world.clock.now();
      const groupName = group.name;
      context.journal.record({ kind: 'desired-capacity', at, groupName, from, to: settings.desired, cause });
    }
    reconciler.wake(group);
  }
}

function validatePool({
  minSize = 0,
  maxGroupPreparedCapacity = 0,
  poolState = 'Stopped',
}: WarmPoolSpecification): void {
  if (minSize < 0) throw validationError(`MinSize must be 0 or more, and not ${minSize}`);
  // -1 takes a value back. Source: API reference, PutWarmPool.
  if (maxGroupPreparedCapacity < -1) {
    throw validationError(`MaxGroupPreparedCapacity must be -1 or more, and not ${maxGroupPreparedCapacity}`);
  }
  if (!['Stopped', 'Running', 'Hibernated'].includes(poolState))
    throw validationError(`Invalid pool state ${poolState}`);
}

function validateSizes({ min, max, desired, zones }: GroupSettings): void {
  if (min < 0) throw validationError(`Min bound, ${min}, must be 0 or more`);
  if (min > max) throw validationError(`Min bound, ${min}, must be less than or equal to max bound, ${max}`);
  if (desired < min)
    throw validationError(`Desired capacity:${desired} must be greater than or equal to min size: ${min}`);
  if (desired > max)
    throw validationError(`Desired capacity:${desired} must be less than or equal to max size: ${max}`);
  if (zones.length === 0) throw validationError('At least one Availability Zone or VPC Subnet is required.');
}
