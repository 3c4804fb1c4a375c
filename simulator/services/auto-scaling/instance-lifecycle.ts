import { drawDuration } from '../ec2/duration.ts';
import type { Context } from './context.ts';
import type { LifecycleActions, Passage } from './lifecycle-actions.ts';
import type { LifecycleState, Phase } from './lifecycle-states.ts';
import { isInPool, isRetained } from './lifecycle-states.ts';
import type { ActionResult, Group, Member, Place } from './model.ts';
import { launchSpecification, newMember } from './new-member.ts';
import { announceSuccess } from './notices.ts';
import type { Placement } from './placement.ts';

const LAUNCHING = 'autoscaling:EC2_INSTANCE_LAUNCHING';
const TERMINATING = 'autoscaling:EC2_INSTANCE_TERMINATING';

/**
 * Takes instances through the states of a group: launch, service, warm pool, termination. It carries out, and does not
 * decide which instance goes where. Source: EC2 Auto Scaling user guide, instance lifecycle and warm pools.
 */
export class InstanceLifecycle {
  readonly #context: Context;
  readonly #actions: LifecycleActions;
  readonly #onChange: (group: Group) => void;

  /** @param onChange called when an instance has changed its state, so that the group can take its next step */
  constructor(context: Context, actions: LifecycleActions, onChange: (group: Group) => void) {
    this.#context = context;
    this.#actions = actions;
    this.#onChange = onChange;
  }

  /** Launches an instance into the group, or into its warm pool. */
  launch(group: Group, placement: Placement, destination: 'AutoScalingGroup' | 'WarmPool', cause: string): void {
    const instance = this.#context.ec2.launch(launchSpecification(group, placement));
    const member = newMember(group, placement, instance);
    this.#context.registry.addMember(group, member);
    this.#context.activities.start(group, member, 'Launching a new', cause);
    this.#enter(group, member, destination === 'WarmPool' ? 'Warmed:Pending' : 'Pending', cause, true);
  }

  /** Called when EC2 has an instance running: launch hooks run now. */
  running(group: Group, member: Member): void {
    if (member.state === 'Pending') {
      const passage: Passage = { transition: LAUNCHING, origin: member.origin, destination: 'AutoScalingGroup' };
      this.#pass(group, member, 'Pending', passage, () => this.#intoService(group, member));
    } else if (member.state === 'Warmed:Pending' && member.origin === 'EC2') {
      const passage: Passage = { transition: LAUNCHING, origin: 'EC2', destination: 'WarmPool' };
      this.#pass(group, member, 'Warmed:Pending', passage, () => this.#rest(group, member, 'EC2'));
    }
  }

  /** Called when EC2 has an instance stopped: one on its way into the pool has arrived. */
  stopped(group: Group, member: Member): void {
    if (member.state === 'Warmed:Pending:Proceed') this.#arriveInPool(group, member);
  }

  /** Called when EC2 has an instance terminated: one that was being let go is gone. */
  terminated(group: Group, member: Member): void {
    if (member.state.endsWith('Terminating:Proceed') || isRetained(member.state)) this.#gone(group, member);
  }

  /** From the warm pool into service. */
  leavePool(group: Group, member: Member, cause: string): void {
    const stopped = member.state !== 'Warmed:Running';
    member.origin = 'WarmPool';
    this.#context.activities.start(group, member, 'Launching a new', cause);
    this.#enter(group, member, 'Pending', cause);
    if (stopped) this.#context.ec2.start(member.instanceId);
    else this.running(group, member);
  }

  /** From service back into the warm pool; terminate hooks run. */
  returnToPool(group: Group, member: Member, cause: string): void {
    member.origin = 'AutoScalingGroup';
    this.#context.activities.start(group, member, 'Terminating', cause);
    this.#enter(group, member, 'Warmed:Pending', cause);
    const passage: Passage = { transition: TERMINATING, origin: 'AutoScalingGroup', destination: 'WarmPool' };
    this.#pass(group, member, 'Warmed:Pending', passage, () => this.#rest(group, member, 'AutoScalingGroup'));
  }

  /** Terminates an instance, in whatever state it is; terminate hooks run, but not for a retained instance. */
  terminate(group: Group, member: Member, cause: string): void {
    const retained = isRetained(member.state);
    this.#actions.cancel(member.instanceId);
    const phase: Phase = isInPool(member.state) ? 'Warmed:Terminating' : 'Terminating';
    const origin: Place = isInPool(member.state) ? 'WarmPool' : 'AutoScalingGroup';
    member.origin = origin;
    this.#context.activities.start(group, member, 'Terminating', cause);
    this.#enter(group, member, retained ? `${phase}:Proceed` : phase, cause);
    if (retained) this.#release(group, member);
    else {
      const passage: Passage = { transition: TERMINATING, origin, destination: 'EC2' };
      this.#pass(group, member, phase, passage, () => this.#release(group, member));
    }
  }

  /** Terminates an instance without hooks, at once: the group itself is being deleted. */
  drop(group: Group, member: Member): void {
    this.#actions.cancel(member.instanceId);
    this.#context.activities.end(member.instanceId, 'Cancelled');
    this.#context.ec2.terminate(member.instanceId);
    this.#enter(group, member, isInPool(member.state) ? 'Warmed:Terminated' : 'Terminated', 'The group was deleted');
  }

  /** Out of service, kept in the group. */
  enterStandby(group: Group, member: Member, cause: string): void {
    this.#enter(group, member, 'Standby', cause);
  }

  /** From standby back into service; no hooks run. */
  exitStandby(group: Group, member: Member, cause: string): void {
    this.#enter(group, member, 'Pending', cause);
    this.#afterStep(member, 'Pending', () => this.#enter(group, member, 'InService', cause));
  }

  /** Holds an instance for as long as the hooks of a transition want it, then lets it proceed, or ends it. */
  #pass(group: Group, member: Member, phase: Phase, passage: Passage, proceed: () => void): void {
    const go = (result: ActionResult, cause: string): void => {
      if (result === 'ABANDON') {
        this.#abandoned(group, member, phase, passage);
        return;
      }
      this.#enter(group, member, `${phase}:Proceed`, cause);
      this.#afterStep(member, `${phase}:Proceed`, proceed);
    };
    if (!this.#actions.appliesTo(group, passage.transition)) {
      go('CONTINUE', 'No lifecycle hook holds the instance');
      return;
    }
    // The state comes before the notice: whoever answers it finds the instance waiting.
    this.#enter(group, member, `${phase}:Wait`, 'Lifecycle hooks hold the instance');
    this.#actions.begin(group, member, passage, (result) => go(result, 'The lifecycle actions are complete'));
  }

  #abandoned(group: Group, member: Member, phase: Phase, passage: Passage): void {
    if (passage.transition === LAUNCHING) {
      this.terminate(group, member, 'a launch lifecycle action was abandoned.');
      return;
    }
    this.#enter(group, member, `${phase}:Proceed`, 'A lifecycle action was abandoned');
    this.#afterStep(member, `${phase}:Proceed`, () => {
      if (group.settings.retainOnAbandon) this.#retain(group, member, phase);
      else if (phase === 'Warmed:Pending') this.#release(group, member, 'Terminating:Proceed');
      else this.#release(group, member);
    });
  }

  #retain(group: Group, member: Member, phase: Phase): void {
    const state = phase === 'Pending' ? 'Terminating:Retained' : (`${phase}:Retained` as const);
    this.#context.activities.end(member.instanceId, 'Successful');
    const dead = this.#ec2State(member) === 'terminated';
    this.#enter(group, member, state, 'The instance lifecycle policy retains abandoned instances');
    if (dead) this.#gone(group, member);
  }

  #intoService(group: Group, member: Member): void {
    const { world, activities } = this.#context;
    const activity = activities.end(member.instanceId, 'Successful');
    member.inServiceSince = world.clock.now();
    group.lastActivityEnd = world.clock.now();
    this.#enter(group, member, 'InService', 'The launch is complete');
    if (activity !== undefined) {
      const { instanceId, zone, origin } = member;
      announceSuccess(world, group, 'Launch', { instanceId, zone, origin, destination: 'AutoScalingGroup', activity });
    }
  }

  /** In the pool: stopped, hibernated, or left running, as the pool wants it. */
  #rest(group: Group, member: Member, origin: Place): void {
    const { world, activities, ec2 } = this.#context;
    const activity = activities.end(member.instanceId, 'Successful');
    if (activity !== undefined) {
      const kind = origin === 'EC2' ? 'Launch' : 'Terminate';
      const { instanceId, zone } = member;
      announceSuccess(world, group, kind, { instanceId, zone, origin, destination: 'WarmPool', activity });
    }
    if (group.warmPool?.poolState === 'Running') this.#arriveInPool(group, member);
    else ec2.stop(member.instanceId, 'Client.UserInitiatedShutdown');
  }

  #arriveInPool(group: Group, member: Member): void {
    const state = `Warmed:${group.warmPool?.poolState ?? 'Stopped'}` as const;
    this.#enter(group, member, state, 'The instance is in the warm pool');
  }

  /** Lets EC2 end the instance. */
  #release(group: Group, member: Member, state?: LifecycleState): void {
    if (state !== undefined) this.#enter(group, member, state, 'The instance is terminated');
    if (this.#ec2State(member) === 'terminated') this.#gone(group, member);
    else this.#context.ec2.terminate(member.instanceId);
  }

  #gone(group: Group, member: Member): void {
    const { world, activities, registry } = this.#context;
    const activity = activities.end(member.instanceId, 'Successful');
    this.#enter(group, member, isInPool(member.state) ? 'Warmed:Terminated' : 'Terminated', 'EC2 has terminated it');
    registry.removeMember(group, member);
    group.lastActivityEnd = world.clock.now();
    if (activity !== undefined) {
      const { instanceId, zone, origin } = member;
      announceSuccess(world, group, 'Terminate', { instanceId, zone, origin, destination: 'EC2', activity });
    }
  }

  #ec2State(member: Member): string {
    return this.#context.ec2.instance(member.instanceId)?.state ?? 'terminated';
  }

  #afterStep(member: Member, state: LifecycleState, next: () => void): void {
    const { world, durations, random } = this.#context;
    world.clock.after(drawDuration(durations.step, random), `${member.instanceId} leaves ${state}`, () => {
      if (member.state === state) next();
    });
  }

  #enter(group: Group, member: Member, to: LifecycleState, cause: string, isNew = false): void {
    const from = isNew ? undefined : member.state;
    member.state = to;
    const { instanceId, groupName } = member;
    const at = this.#context.world.clock.now();
    this.#context.journal.record({ kind: 'state', at, groupName, instanceId, from, to, cause });
    this.#onChange(group);
  }
}
