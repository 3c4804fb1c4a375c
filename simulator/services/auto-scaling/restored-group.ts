import { type GroupSpecification, groupFrom } from './group-specification.ts';
import { uuid } from './ids.ts';
import type { LifecycleState } from './lifecycle-states.ts';
import type { Group, LaunchTemplate, LifecycleHook, Member } from './model.ts';
import type { AutoScalingParts } from './parts.ts';

/** An instance of a group, where it stood. */
export type RestoredMember = Pick<Member, 'instanceId' | 'health' | 'protectedFromScaleIn' | 'zone'> & {
  readonly state: LifecycleState;
};

/** A group as it stood elsewhere. */
export interface RestoredGroup {
  /** Its hooks and members are given beside. */
  readonly specification: Omit<GroupSpecification, 'hooks'>;
  /** A new one unless given. */
  readonly arn?: string | undefined;
  /** Epoch milliseconds; now unless given. */
  readonly createdAt?: number | undefined;
  readonly hooks: readonly LifecycleHook[];
  readonly members: readonly RestoredMember[];
}

/**
 * Puts a group in with its instances, which EC2 has. Instances on their way take it up where they were: one that waited
 * for hooks waits anew, with new tokens and heartbeats from now on, and its hooks are told.
 */
export function restoreGroup(
  parts: Pick<AutoScalingParts, 'context' | 'lifecycle' | 'reconciler'>,
  { specification, arn, createdAt, hooks, members }: RestoredGroup,
  template: LaunchTemplate,
): void {
  const { context, reconciler } = parts;
  const { world, registry, random } = context;
  const fresh = groupFrom(specification, world.account, uuid(random), template, world.clock.now());
  const group: Group = {
    ...fresh,
    arn: arn ?? fresh.arn,
    createdAt: createdAt ?? fresh.createdAt,
    warmPool: specification.warmPool && {
      minSize: 0,
      maxGroupPreparedCapacity: undefined,
      poolState: 'Stopped',
      reuseOnScaleIn: false,
      ...specification.warmPool,
      pendingDelete: false,
    },
  };
  for (const hook of hooks) group.hooks.set(hook.name, hook);
  registry.add(group);
  const restored = members.map((member) => ({ from: member.state, member: memberOf(parts, group, member) }));
  for (const { member } of restored) registry.addMember(group, member);
  for (const { from, member } of restored) takeUp(parts, group, member, from);
  reconciler.wake(group);
}

function memberOf(
  { context: { ec2 } }: Pick<AutoScalingParts, 'context'>,
  group: Group,
  { instanceId, health, protectedFromScaleIn, zone, state }: RestoredMember,
): Member {
  const instance = ec2.require(instanceId);
  const inService = state === 'InService' || state === 'Standby' || state.startsWith('Terminating');
  return {
    instanceId,
    groupName: group.name,
    instanceType: instance.instanceType,
    zone,
    purchase: instance.lifecycle,
    templateVersion: group.settings.launchTemplate.version,
    launchedAt: instance.launchTime,
    state: startingState(state),
    health,
    protectedFromScaleIn,
    origin: state.startsWith('Terminating') ? 'AutoScalingGroup' : 'EC2',
    inServiceSince: inService ? instance.launchTime : undefined,
    atRisk: false,
  };
}

/** The state from which the instance's way can be taken up. */
function startingState(state: LifecycleState): LifecycleState {
  if (state === 'Terminating' || state === 'Terminating:Wait') return 'InService';
  return state.startsWith('Pending') ? 'Pending' : state;
}

function takeUp(
  { context: { ec2 }, lifecycle }: Pick<AutoScalingParts, 'context' | 'lifecycle'>,
  group: Group,
  member: Member,
  from: LifecycleState,
): void {
  if (from === 'Terminating' || from === 'Terminating:Wait')
    lifecycle.terminate(group, member, 'it was being terminated already.');
  else if (from === 'Terminating:Proceed') ec2.terminate(member.instanceId);
  else if (member.state === 'Pending' && ec2.instance(member.instanceId)?.state === 'running')
    lifecycle.running(group, member);
}
