import { drawDuration } from '../ec2/duration.ts';
import type { Ec2Simulator } from '../ec2/ec2-simulator.ts';
import type { InstanceStateName } from '../ec2/instance.ts';
import type { Context } from './context.ts';
import { type GroupPlan, planGroup } from './group-plan.ts';
import type { Membership } from './group-registry.ts';
import type { InstanceLifecycle } from './instance-lifecycle.ts';
import { isInPool, isLeaving, isRetained } from './lifecycle-states.ts';
import type { Group, Member } from './model.ts';

/** Brings groups to their desired capacity, step by step, on the virtual clock. */
export class Reconciler {
  readonly #context: Context;
  readonly #lifecycle: InstanceLifecycle;
  readonly #woken = new Set<string>();
  /** By group, when an imbalance that was seen is to be evened out. */
  readonly #rebalancingDue = new Map<string, number>();

  constructor(context: Context, lifecycle: InstanceLifecycle) {
    this.#context = context;
    this.#lifecycle = lifecycle;
  }

  /** Has the group look at itself soon. Waking it twice is waking it once. */
  wake(group: Group): void {
    if (this.#woken.has(group.name)) return;
    this.#woken.add(group.name);
    const { world, random, durations } = this.#context;
    const delay = drawDuration(durations.reaction, random);
    world.clock.after(delay, `${group.name} compares desired and actual capacity`, () => {
      this.#woken.delete(group.name);
      if (this.#context.registry.find(group.name) === group) this.#run(group);
    });
  }

  #run(group: Group): void {
    const plan = planGroup({
      settings: group.settings,
      members: [...group.members.values()],
      suspended: group.suspended,
      warmPool: group.warmPool,
      now: this.#context.world.clock.now(),
    });
    this.#replaceAndGrow(group, plan);
    this.#shrink(group, plan);
    this.#rebalance(group, plan);
    if (group.warmPool?.pendingDelete && ![...group.members.values()].some(({ state }) => isInPool(state))) {
      group.warmPool = undefined;
    }
  }

  #replaceAndGrow(group: Group, plan: GroupPlan): void {
    const lifecycle = this.#lifecycle;
    const cause = 'an instance was started in response to a difference between desired and actual capacity.';
    for (const member of membersOf(group, plan.replaced)) {
      lifecycle.terminate(group, member, 'an instance was taken out of service in response to a health check.');
    }
    for (const member of membersOf(group, plan.fromPool)) lifecycle.leavePool(group, member, cause);
    for (const placement of plan.launches) lifecycle.launch(group, placement, 'AutoScalingGroup', cause);
    for (const placement of plan.poolLaunches) lifecycle.launch(group, placement, 'WarmPool', 'the warm pool grows.');
  }

  #shrink(group: Group, plan: GroupPlan): void {
    const cause =
      'an instance was taken out of service in response to a difference between desired and actual capacity.';
    for (const member of membersOf(group, plan.toPool)) this.#lifecycle.returnToPool(group, member, cause);
    for (const member of membersOf(group, plan.scaledIn)) this.#lifecycle.terminate(group, member, cause);
    for (const member of membersOf(group, plan.poolTerminations)) {
      this.#lifecycle.terminate(group, member, 'the warm pool shrinks.');
    }
  }

  /** An imbalance that lasts is evened out, one instance at a time. */
  #rebalance(group: Group, plan: GroupPlan): void {
    const { world, durations, random } = this.#context;
    const due = this.#rebalancingDue.get(group.name);
    if (plan.rebalancing.length === 0) {
      this.#rebalancingDue.delete(group.name);
    } else if (due === undefined) {
      const delay = drawDuration(durations.rebalancing, random);
      this.#rebalancingDue.set(group.name, world.clock.now() + delay);
      world.clock.after(delay, `${group.name} balances its zones`, () => this.wake(group));
    } else if (world.clock.now() >= due) {
      this.#rebalancingDue.delete(group.name);
      const cause = 'instances were launched to balance instances in zones with other zones.';
      for (const placement of plan.rebalancing) this.#lifecycle.launch(group, placement, 'AutoScalingGroup', cause);
    }
  }
}

/** Notices instances that ended, or stopped, without their group's doing. */
export class HealthChecks {
  readonly #context: Context;
  readonly #wake: (group: Group) => void;

  constructor(context: Context, wake: (group: Group) => void) {
    this.#context = context;
    this.#wake = wake;
  }

  /** Called when EC2 has an instance in another state. */
  instanceChanged(membership: Membership, state: InstanceStateName): void {
    const { member } = membership;
    if (!isAmiss(member, state)) return;
    const { world, durations, random } = this.#context;
    world.clock.after(drawDuration(durations.healthCheck, random), `health check of ${member.instanceId}`, () => {
      this.check(membership);
    });
  }

  /** Marks an instance unhealthy when EC2 does not have it running. */
  check({ group, member }: Membership): void {
    if (group.suspended.has('HealthCheck') || !isAmiss(member, stateInEc2(this.#context.ec2, member))) return;
    member.health = 'Unhealthy';
    this.#wake(group);
  }
}

function isAmiss({ state }: Member, inEc2: InstanceStateName): boolean {
  if (isLeaving(state) || isRetained(state) || state === 'Standby') return false;
  if (inEc2 === 'shutting-down' || inEc2 === 'terminated') return true;
  const mayBeStopped = isInPool(state) || state === 'Pending';
  return (inEc2 === 'stopping' || inEc2 === 'stopped') && !mayBeStopped;
}

function stateInEc2(ec2: Ec2Simulator, member: Member): InstanceStateName {
  return ec2.instance(member.instanceId)?.state ?? 'terminated';
}

function membersOf(group: Group, instanceIds: readonly string[]): readonly Member[] {
  return instanceIds.flatMap((id) => group.members.get(id) ?? []);
}
