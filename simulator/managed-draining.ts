import type { World } from './account/world.ts';
import type { AutoScalingSimulator } from './services/auto-scaling/auto-scaling-simulator.ts';
import { MANAGED_DRAINING_HOOK } from './services/auto-scaling/group-specification.ts';
import type { GroupChange, LifecycleActionRecord } from './services/auto-scaling/journal.ts';
import type { EcsSimulator } from './services/ecs/ecs-simulator.ts';

/** What managed draining works with. */
export interface ManagedDrainingParts {
  readonly world: World;
  readonly ecs: EcsSimulator;
  readonly autoScaling: AutoScalingSimulator;
}

/** From the hook's wait to DRAINING. AWS documents no time: assumed. */
const REACTION = 2_000;
/** Between two looks at whether the host is empty. Assumed. */
const LOOK = 10_000;
/** Between two heartbeats; the hook's time-out is an hour. Assumed. */
const HEARTBEAT = 30 * 60_000;

/**
 * What ECS does for the groups of capacity providers with managed draining: it sets a terminating host to DRAINING,
 * keeps its own hook waiting while tasks run there, those of DAEMON services aside, and completes the action then.
 * Source: ECS developer guide, Safely stop Amazon ECS workloads running on EC2 instances.
 */
export class ManagedDraining {
  readonly #parts: ManagedDrainingParts;
  readonly #running = new Set<string>();

  constructor(parts: ManagedDrainingParts) {
    this.#parts = parts;
    parts.autoScaling.onChange((change) => this.#changed(change));
  }

  #changed(change: GroupChange): void {
    if (change.kind !== 'lifecycle-action' || change.action.hookName !== MANAGED_DRAINING_HOOK.name) return;
    const { action, what } = change;
    if (what === 'ended') this.#running.delete(action.token);
    if (what !== 'started') return;
    this.#running.add(action.token);
    this.#later(REACTION, action, () => this.#drain(action));
  }

  #drain(action: LifecycleActionRecord): void {
    const { ecs } = this.#parts;
    if (ecs.isRegistered(action.instanceId)) ecs.setHostStatus(action.instanceId, 'DRAINING');
    this.#look(action);
    this.#keepWaiting(action);
  }

  #look(action: LifecycleActionRecord): void {
    const { ecs, autoScaling } = this.#parts;
    if (ecs.containersRunning(action.instanceId).some(({ daemon }) => !daemon)) {
      this.#later(LOOK, action, () => this.#look(action));
      return;
    }
    autoScaling.completeLifecycleAction(action, 'CONTINUE', 'ecs.amazonaws.com');
  }

  #keepWaiting(action: LifecycleActionRecord): void {
    this.#later(HEARTBEAT, action, () => {
      this.#parts.autoScaling.recordHeartbeat(action);
      this.#keepWaiting(action);
    });
  }

  /** Does something after a while, if the action is not over by then. */
  #later(delay: number, { token, instanceId }: LifecycleActionRecord, then: () => void): void {
    this.#parts.world.clock.after(delay, `managed draining of ${instanceId}`, () => {
      if (this.#running.has(token)) then();
    });
  }
}
