import { ServiceError } from '../../wire/service-error.ts';
import type { ActivityRecord } from './activities.ts';
import { validationError } from './errors.ts';
import type { GroupCommands } from './group-commands.ts';
import type { Membership } from './group-registry.ts';
import { isInPool, isLeaving, isRetained } from './lifecycle-states.ts';
import type { Group, Member } from './model.ts';
import type { AutoScalingParts } from './parts.ts';

/** Terminates, protects and sets aside single instances. */
export class InstanceCommands {
  readonly #parts: AutoScalingParts;
  readonly #groups: GroupCommands;

  constructor(parts: AutoScalingParts, groups: GroupCommands) {
    this.#parts = parts;
    this.#groups = groups;
  }

  /**
   * TerminateInstanceInAutoScalingGroup: all of the instances, or none.
   * @param groupName undefined: the group of the first instance
   * @throws ServiceError `ValidationError`, `ScalingActivityInProgress`
   */
  terminate(instanceIds: readonly string[], decrement: boolean, groupName?: string): readonly ActivityRecord[] {
    const memberships = instanceIds.map((id) => this.#terminable(id, groupName));
    const group = memberships[0]?.group;
    if (group === undefined) return [];
    const cause = `instance ${instanceIds.join(', ')} was taken out of service in response to a user request.`;
    if (decrement) this.#shrink(group, memberships);
    for (const { member } of memberships) this.#parts.lifecycle.terminate(group, member, cause);
    this.#parts.reconciler.wake(group);
    return instanceIds.flatMap((id) => this.#parts.context.activities.current(id) ?? []);
  }

  /** Protects instances from scale-in, or no longer. @throws ServiceError `ValidationError` */
  protect(group: Group, instanceIds: readonly string[], isProtected: boolean): void {
    const members = this.#membersOf(group, instanceIds);
    const elsewhere = members.find(({ state }) => state !== 'InService' && state !== 'Standby');
    if (elsewhere !== undefined) {
      throw validationError(`The instance ${elsewhere.instanceId} is not in InService or EnteringStandby or Standby.`);
    }
    for (const member of members) member.protectedFromScaleIn = isProtected;
    this.#parts.reconciler.wake(group);
  }

  /** Moves instances from service to standby. @throws ServiceError `ValidationError` */
  enterStandby(group: Group, instanceIds: readonly string[], decrement: boolean): void {
    const members = this.#membersOf(group, instanceIds);
    const wrong = members.find(({ state }) => state !== 'InService');
    if (wrong !== undefined) throw validationError(`The instance ${wrong.instanceId} is not in InService.`);
    const { desired, min } = group.settings;
    if (decrement && desired - members.length < min) throw belowMinimum(desired, min, 'EnterStandby');
    const cause = 'instances were moved to standby in response to a user request.';
    if (decrement) this.#groups.setDesiredCapacity(group, desired - members.length, cause);
    for (const member of members) this.#parts.lifecycle.enterStandby(group, member, cause);
  }

  /** Moves instances from standby back into service; the desired capacity grows by as many. */
  exitStandby(group: Group, instanceIds: readonly string[]): void {
    const members = this.#membersOf(group, instanceIds);
    const wrong = members.find(({ state }) => state !== 'Standby');
    if (wrong !== undefined) throw validationError(`The instance ${wrong.instanceId} is not in Standby.`);
    const cause = 'instances were moved out of standby in response to a user request.';
    this.#groups.setDesiredCapacity(group, group.settings.desired + members.length, cause);
    for (const member of members) this.#parts.lifecycle.exitStandby(group, member, cause);
  }

  #terminable(instanceId: string, groupName: string | undefined): Membership {
    const membership = this.#parts.context.registry.membership(instanceId);
    if (membership === undefined || (groupName !== undefined && membership.group.name !== groupName)) {
      throw validationError(`Instance Id not found - No managed instance found for instance ID: ${instanceId}`);
    }
    const { state } = membership.member;
    if (isInPool(state) && !isRetained(state)) {
      throw validationError(`Instance ${instanceId} is in the warm pool and can't be terminated by this operation`);
    }
    if (isLeaving(state)) {
      throw new ServiceError('ScalingActivityInProgress', `Instance ${instanceId} is already terminating (${state})`);
    }
    return membership;
  }

  /** Retained instances don't count towards the desired capacity, nor do those in standby. */
  #shrink(group: Group, memberships: readonly Membership[]): void {
    const { desired, min } = group.settings;
    const counted = memberships.filter(({ member }) => !isRetained(member.state) && member.state !== 'Standby').length;
    if (desired - counted < min) throw belowMinimum(desired, min, 'Terminating instance');
    this.#groups.setDesiredCapacity(group, desired - counted, 'a user request to terminate instances.');
  }

  #membersOf(group: Group, instanceIds: readonly string[]): readonly Member[] {
    return instanceIds.map((id) => {
      const member = group.members.get(id);
      if (member === undefined)
        throw validationError(`The instance ${id} is not part of Auto Scaling group ${group.name}.`);
      return member;
    });
  }
}

function belowMinimum(desired: number, min: number, what: string): ServiceError {
  return validationError(
    `Currently, desiredSize equals ${desired} and minSize equals ${min}. ${what} without replacement will violate group's ` +
      "min size constraint. Either set shouldDecrementDesiredCapacity flag to false or lower group's min size.",
  );
}
