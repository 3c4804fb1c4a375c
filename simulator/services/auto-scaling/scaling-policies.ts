import type { GroupCommands } from './group-commands.ts';
import { isCounted } from './lifecycle-states.ts';
import type { Group, Member } from './model.ts';
import type { AutoScalingParts } from './parts.ts';

/** A policy of the adjustment type ChangeInCapacity. */
export type ScalingPolicy =
  | {
      readonly policyType: 'SimpleScaling';
      /** Instances to add. */
      readonly scalingAdjustment: number;
      /** Seconds; the group's default cooldown unless given. */
      readonly cooldown?: number;
    }
  | {
      readonly policyType: 'StepScaling';
      /** Instances to add. */
      readonly scalingAdjustment: number;
      /** Seconds in service until an instance counts as warm; the group's default cooldown unless given. */
      readonly estimatedInstanceWarmup?: number;
    };

/** Why a policy did nothing. */
export type Hindrance = 'suspended' | 'at-maximum' | 'activity-in-progress' | 'cooldown' | 'warming-up';

/** Carries out scaling policies when an alarm asks for it. Source: EC2 Auto Scaling user guide, dynamic scaling, cooldowns. */
export class ScalingPolicies {
  readonly #parts: AutoScalingParts;
  readonly #groups: GroupCommands;

  constructor(parts: AutoScalingParts, groups: GroupCommands) {
    this.#parts = parts;
    this.#groups = groups;
  }

  /**
   * Adds the policy's step to the desired capacity, up to the group's maximum.
   * @returns why not; undefined when it did
   */
  execute(group: Group, policy: ScalingPolicy, cause: string): Hindrance | undefined {
    const { desired, max } = group.settings;
    const hindrance = this.#hindrance(group, policy);
    if (hindrance !== undefined) return hindrance;
    this.#groups.setDesiredCapacity(group, Math.min(max, desired + policy.scalingAdjustment), cause);
    return undefined;
  }

  /** True for some seconds after the last launch or termination has ended. */
  coolsDown(group: Group, seconds = group.settings.defaultCooldown): boolean {
    return group.lastActivityEnd !== undefined && this.#now - group.lastActivityEnd < seconds * 1_000;
  }

  #hindrance(group: Group, policy: ScalingPolicy): Hindrance | undefined {
    if (group.suspended.has('AlarmNotification')) return 'suspended';
    if (group.settings.desired >= group.settings.max) return 'at-maximum';
    if (policy.policyType === 'StepScaling') return this.#isWarmingUp(group, policy) ? 'warming-up' : undefined;
    if (this.#isActive(group)) return 'activity-in-progress';
    return this.coolsDown(group, policy.cooldown) ? 'cooldown' : undefined;
  }

  /** A simple policy waits until whatever the group does is over, hooks included. */
  #isActive(group: Group): boolean {
    const { activities } = this.#parts.context;
    return lacks(group) || [...group.members.keys()].some((id) => activities.current(id) !== undefined);
  }

  /** A step policy counts what is on its way already, until it is warm. */
  #isWarmingUp(group: Group, { estimatedInstanceWarmup }: ScalingPolicy & { policyType: 'StepScaling' }): boolean {
    const warmup = (estimatedInstanceWarmup ?? group.settings.defaultCooldown) * 1_000;
    const isCold = ({ state, inServiceSince }: Member): boolean =>
      state.startsWith('Pending') || (inServiceSince !== undefined && this.#now - inServiceSince < warmup);
    return lacks(group) || [...group.members.values()].some((member) => isCounted(member.state) && isCold(member));
  }

  get #now(): number {
    return this.#parts.context.world.clock.now();
  }
}

/** The group has yet to launch what it is to have. */
function lacks({ settings, members }: Group): boolean {
  return [...members.values()].filter(({ state }) => isCounted(state)).length < settings.desired;
}
