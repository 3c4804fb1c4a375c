import { isInPool } from './lifecycle-states.ts';
import type { Group, GroupSettings, LifecycleHook, Member, ProcessName, WarmPool } from './model.ts';

/** A group at a moment, as plain data. */
export interface GroupView extends GroupSettings {
  readonly name: string;
  readonly arn: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly suspendedProcesses: readonly ProcessName[];
  readonly hooks: readonly LifecycleHook[];
  readonly warmPool: WarmPool | undefined;
  /** The group's own instances, in order of launch. */
  readonly instances: readonly Readonly<Member>[];
  /** The warm pool's instances, in order of launch. */
  readonly pooled: readonly Readonly<Member>[];
}

/** Copies a group's present state. */
export function viewOf(group: Group): GroupView {
  const members = [...group.members.values()].map((member) => ({ ...member }));
  return {
    ...group.settings,
    name: group.name,
    arn: group.arn,
    tags: Object.fromEntries([...group.tags.values()].map(({ key, value }) => [key, value])),
    suspendedProcesses: [...group.suspended.keys()],
    hooks: [...group.hooks.values()],
    warmPool: group.warmPool,
    instances: members.filter(({ state }) => !isInPool(state)),
    pooled: members.filter(({ state }) => isInPool(state)),
  };
}
