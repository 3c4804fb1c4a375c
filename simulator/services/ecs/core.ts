import type { World } from '../../account/world.ts';
import type { EcsBase } from './base.ts';
import { Announcer } from './lifecycle/announcer.ts';
import { HostLifecycle } from './lifecycle/host-lifecycle.ts';
import { TaskLifecycle } from './lifecycle/task-lifecycle.ts';
import { type EcsOptions, settingsFrom } from './options.ts';
import { Rollout } from './scheduler/rollout.ts';
import { ServiceScheduler } from './scheduler/service-scheduler.ts';
import { EcsState } from './state/ecs-state.ts';

/** The parts of the simulated ECS, wired: what its operations work with. */
export interface EcsCore extends EcsBase {
  readonly tasks: TaskLifecycle;
  readonly hosts: HostLifecycle;
  readonly rollout: Rollout;
  readonly scheduler: ServiceScheduler;
}

/** Wires the parts. The lifecycles tell the scheduler what changed; the scheduler starts and stops tasks. */
export function createCore(world: World, options: EcsOptions): EcsCore {
  const announcer = new Announcer(world);
  const base: EcsBase = { world, settings: settingsFrom(options), state: new EcsState(world.account), announcer };
  const tasks = new TaskLifecycle(base, (task) => scheduler.taskChanged(task));
  const hosts = new HostLifecycle(base, tasks, (host) => scheduler.hostChanged(host));
  const rollout = new Rollout(world, announcer);
  const scheduler = new ServiceScheduler(base, tasks, rollout);
  return { ...base, tasks, hosts, rollout, scheduler };
}
