import type { World } from '../../../account/world.ts';
import type { EcsBase } from '../base.ts';
import type { Announcer } from '../lifecycle/announcer.ts';
import type { StopCause, TaskLifecycle } from '../lifecycle/task-lifecycle.ts';
import type { EcsSettings } from '../options.ts';
import type { ServiceRecord, TaskRecord } from '../state/records.ts';
import type { Complaints } from './complaints.ts';
import { STUCK_BY_DEPLOYMENT_CONFIGURATION, started, stopped } from './messages.ts';
import { nextProtectionEnd } from './protection.ts';
import { planReplica, type ReplicaPlan } from './replica-plan.ts';
import type { LaunchResult, ServiceLauncher } from './service-launcher.ts';
import type { Look } from './service-scheduler.ts';
import { chooseSurplus } from './surplus.ts';

/** Tasks named in one service event message. */
const TASKS_PER_MESSAGE = 10;

/** Carries out the plan of a REPLICA service. */
export class ReplicaScheduler {
  readonly #world: World;
  readonly #settings: EcsSettings;
  readonly #announcer: Announcer;
  readonly #tasks: TaskLifecycle;
  readonly #launcher: ServiceLauncher;
  readonly #complaints: Complaints;

  constructor(
    { world, settings, announcer }: EcsBase,
    tasks: TaskLifecycle,
    launcher: ServiceLauncher,
    complaints: Complaints,
  ) {
    this.#world = world;
    this.#settings = settings;
    this.#announcer = announcer;
    this.#tasks = tasks;
    this.#launcher = launcher;
    this.#complaints = complaints;
  }

  /** One step: stops what may stop, starts what may start. */
  look(service: ServiceRecord): Look {
    const now = this.#world.clock.now();
    const plan = planReplica(service, now, this.#settings.healthyAfter);
    const salt = this.#world.random.stream('ecs.placement').integer(0, 2 ** 31);
    const stopping = [...plan.replaced, ...chooseSurplus(service, plan.surplusCandidates, plan.surplus, salt)];
    for (const task of stopping) this.#tasks.stop(task, stopCause(service));
    const launch = this.#launcher.launch(service, plan.start);
    this.#report(service, plan, stopping, launch);
    const wanting = launch.failure !== undefined;
    return {
      busy: stopping.length + plan.start + plan.heldBack + plan.kept > 0,
      wanting,
      lookAt: earliest(plan.lookAt, launch.moreAt, nextProtectionEnd(service.tasks, now)),
    };
  }

  #report(service: ServiceRecord, plan: ReplicaPlan, stopping: readonly TaskRecord[], launch: LaunchResult): void {
    for (const tasks of chunks(stopping)) this.#announcer.serviceMessage(service, stopped(tasks));
    for (const tasks of chunks(launch.started)) this.#announcer.serviceMessage(service, started(tasks));
    if (launch.failure !== undefined) this.#complaints.unableToPlace(service, launch.failure.nearMiss);
    const nothingMoves = [...service.tasks].every(
      ({ desiredStatus, lastStatus }) => desiredStatus === 'RUNNING' && lastStatus === 'RUNNING',
    );
    if (plan.heldBack > 0 && plan.start === 0 && plan.kept > 0 && plan.lookAt === undefined && nothingMoves) {
      this.#complaints.say(service, STUCK_BY_DEPLOYMENT_CONFIGURATION);
    }
  }
}

/** The cause of every stop that the service scheduler decides on. */
export function stopCause(service: ServiceRecord): StopCause {
  return {
    stoppedReason: `Scaling activity initiated by (deployment ${service.deployments[0]?.id})`,
    stopCode: 'ServiceSchedulerInitiated',
  };
}

function* chunks(tasks: readonly TaskRecord[]): Generator<readonly TaskRecord[]> {
  for (let index = 0; index < tasks.length; index += TASKS_PER_MESSAGE) {
    yield tasks.slice(index, index + TASKS_PER_MESSAGE);
  }
}

function earliest(...times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
