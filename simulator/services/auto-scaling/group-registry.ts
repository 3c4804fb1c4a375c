import { validationError } from './errors.ts';
import type { Group, Member } from './model.ts';

/** An instance together with its group. */
export interface Membership {
  readonly group: Group;
  readonly member: Member;
}

/** The groups of the account. */
export class GroupRegistry {
  readonly #groups = new Map<string, Group>();
  readonly #groupOfInstance = new Map<string, Group>();

  /** Every group, in order of creation. */
  all(): readonly Group[] {
    return [...this.#groups.values()];
  }

  /** The group of that name, if there is one. */
  find(name: string | undefined): Group | undefined {
    return name === undefined ? undefined : this.#groups.get(name);
  }

  /** @throws ServiceError `ValidationError` when there is no such group */
  require(name: string | undefined): Group {
    const group = this.find(name);
    if (group === undefined)
      throw validationError(`AutoScalingGroup name not found - AutoScalingGroup ${name} not found`);
    return group;
  }

  add(group: Group): void {
    this.#groups.set(group.name, group);
  }

  /** Forgets a group and its members. */
  remove(group: Group): void {
    this.#groups.delete(group.name);
    for (const instanceId of group.members.keys()) this.#groupOfInstance.delete(instanceId);
  }

  addMember(group: Group, member: Member): void {
    group.members.set(member.instanceId, member);
    this.#groupOfInstance.set(member.instanceId, group);
  }

  removeMember(group: Group, member: Member): void {
    group.members.delete(member.instanceId);
    this.#groupOfInstance.delete(member.instanceId);
  }

  /** The instance and its group; undefined for instances that no group has. */
  membership(instanceId: string | undefined): Membership | undefined {
    const group = instanceId === undefined ? undefined : this.#groupOfInstance.get(instanceId);
    const member = group?.members.get(instanceId ?? '');
    return group !== undefined && member !== undefined ? { group, member } : undefined;
  }
}
