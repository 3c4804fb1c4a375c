import type { World } from '../../account/world.ts';
import { Announcer } from './lifecycle/announcer.ts';
import { HostLifecycle } from './lifecycle/host-lifecycle.ts';
import { TaskLifecycle } from './lifecycle/task-lifecycle.ts';
import { type EcsOptions, type EcsSettings, settingsFrom } from './options.ts';
import { Rollout } from './scheduler/rollout.ts';
import { ServiceScheduler } from './scheduler/service-scheduler.ts';
import { EcsState } from './state/ecs-state.ts';

/** The parts of the simulated ECS, wired: what its operations work with. */
export interface EcsCore {
  readonly world: World;
  readonly settings: EcsSettings;
  readonly state: EcsState;
  readonly announcer: Announcer;
  readonly tasks: TaskLifecycle;
  readonly hosts: HostLifecycle;
  readonly rollout: Rollout;
  readonly scheduler: ServiceScheduler;
}

/** Wires the parts. The lifecycles tell the scheduler what changed; the scheduler starts and stops tasks. */
export function createCore(world: World, options: EcsOptions): EcsCore {
  const settings = settingsFrom(options);
  const state = new EcsState(world.account);
  const announcer = new Announcer(world);
  const tasks = new TaskLifecycle(world, settings, state, announcer, (task) => scheduler.taskChanged(task));
  const hosts = new HostLifecycle(world, settings, state, announcer, tasks, (host) => scheduler.hostChanged(host));
  const rollout = new Rollout(world, announcer);
  const scheduler = new ServiceScheduler(world, settings, announcer, tasks, rollout);
  return { world, settings, state, announcer, tasks, hosts, rollout, scheduler };
}
