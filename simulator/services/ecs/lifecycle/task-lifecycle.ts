import type { World } from '../../../account/world.ts';
import type { EcsBase } from '../base.ts';
import { drawLatency, type EcsSettings } from '../options.ts';
import type { EcsState } from '../state/ecs-state.ts';
import type { TaskRecord, TaskStatus } from '../state/records.ts';
import type { Announcer } from './announcer.ts';
import { countTask } from './task-counts.ts';
import { type Launch, taskRecord } from './task-record.ts';

/** Why a task stops, in the API's words. */
export interface StopCause {
  readonly stoppedReason: string;
  readonly stopCode: string;
}

/** Time that attaching or detaching a network interface takes (`awsvpc`). */
const NETWORK_INTERFACE = 1_000;

/** Carries tasks through their lives on the clock. Source: ECS developer guide, Task lifecycle. */
export class TaskLifecycle {
  readonly #world: World;
  readonly #settings: EcsSettings;
  readonly #state: EcsState;
  readonly #announcer: Announcer;
  readonly #changed: (task: TaskRecord) => void;

  /** @param changed told after every change of a task's status */
  constructor({ world, settings, state, announcer }: EcsBase, changed: (task: TaskRecord) => void) {
    this.#world = world;
    this.#settings = settings;
    this.#state = state;
    this.#announcer = announcer;
    this.#changed = changed;
  }

  /** Takes the resources and starts the task. */
  start(launch: Launch): TaskRecord {
    const task = taskRecord(launch, this.#state, this.#world);
    this.#state.addTask(task);
    countTask(task, 1);
    this.#announce(task);
    if (task.host !== undefined) this.#announcer.hostChanged(task.host, 'resources');
    if (task.lastStatus === 'PENDING') this.#pull(task);
    else this.#next(task, NETWORK_INTERFACE, () => this.#pull(this.#move(task, 'PENDING')));
    return task;
  }

  /** Asks the task to stop. No effect on one that is already asked to. */
  stop(task: TaskRecord, cause: StopCause): void {
    if (task.desiredStatus === 'STOPPED') return;
    const { lastStatus } = task;
    this.#abandon(task, cause);
    const drainsConnections = (task.service?.deregistrationDelay ?? 0) > 0;
    if (lastStatus === 'PROVISIONING' || lastStatus === 'PENDING') {
      this.#announce(task);
      this.#next(task, this.#agentLatency(), () => this.#finish(task));
    } else if (drainsConnections) {
      this.#move(task, 'DEACTIVATING');
      this.#next(task, task.service?.deregistrationDelay ?? 0, () => this.#terminate(task), 'control plane');
    } else {
      this.#terminate(task);
    }
  }

  /** The containers are gone with their host: the task is STOPPED at once. */
  lose(task: TaskRecord, cause: StopCause): void {
    if (task.desiredStatus === 'RUNNING') this.#abandon(task, cause);
    else task.step?.cancel();
    this.#finish(task);
  }

  /** Goes on with a task that was put in as it stood elsewhere, from where it was in its life. */
  resume(task: TaskRecord): void {
    const { lastStatus, desiredStatus } = task;
    const arrives = desiredStatus === 'RUNNING';
    if (lastStatus === 'RUNNING' && arrives) return;
    if (lastStatus === 'PROVISIONING' && arrives) {
      this.#next(task, NETWORK_INTERFACE, () => this.#pull(this.#move(task, 'PENDING')));
    } else if (lastStatus === 'PENDING' && arrives) this.#pull(task);
    else if (lastStatus === 'ACTIVATING' && arrives) this.#next(task, this.#agentLatency(), () => this.#run(task));
    else if (lastStatus === 'DEACTIVATING' || lastStatus === 'RUNNING' || lastStatus === 'ACTIVATING') {
      this.#next(task, task.service?.deregistrationDelay ?? 0, () => this.#terminate(task), 'control plane');
    } else if (lastStatus === 'STOPPING') this.#terminate(task);
    else this.#next(task, this.#agentLatency(), () => this.#finish(task));
  }

  #pull(task: TaskRecord): void {
    const duration = this.#agentLatency() + this.#draw(task.taskDefinition.timings.startDuration, 'ecs.task-start');
    const balanced = (task.service?.deregistrationDelay ?? 0) > 0;
    this.#next(task, duration, () => {
      if (balanced) this.#next(this.#move(task, 'ACTIVATING'), this.#agentLatency(), () => this.#run(task));
      else this.#run(task);
    });
  }

  #run(task: TaskRecord): void {
    task.startedAt = this.#world.clock.now();
    this.#move(task, 'RUNNING');
    const { runDuration } = task.taskDefinition.timings;
    if (runDuration === undefined) return;
    this.#next(task, this.#draw(runDuration, 'ecs.task-run'), () => {
      task.exitCode = 0;
      this.#abandon(task, {
        stoppedReason: 'Essential container in task exited',
        stopCode: 'EssentialContainerExited',
      });
      this.#finish(task);
    });
  }

  /** SIGTERM, and SIGKILL after the stop timeout. */
  #terminate(task: TaskRecord): void {
    this.#move(task, 'STOPPING');
    const { timings, stopTimeout } = task.taskDefinition;
    const wanted = this.#draw(timings.stopDuration, 'ecs.task-stop');
    task.exitCode = wanted > stopTimeout ? 137 : 0;
    this.#next(task, this.#agentLatency() + Math.min(wanted, stopTimeout), () => {
      task.executionStoppedAt = this.#world.clock.now();
      if (task.taskDefinition.input.networkMode !== 'awsvpc') this.#finish(task);
      else this.#next(this.#move(task, 'DEPROVISIONING'), NETWORK_INTERFACE, () => this.#finish(task));
    });
  }

  /** From now on the task is wanted STOPPED. Whoever calls announces it. */
  #abandon(task: TaskRecord, { stoppedReason, stopCode }: StopCause): void {
    task.step?.cancel();
    countTask(task, -1);
    task.desiredStatus = 'STOPPED';
    task.stoppingAt = this.#world.clock.now();
    task.stoppedReason = stoppedReason;
    task.stopCode = stopCode;
    countTask(task, 1);
  }

  #finish(task: TaskRecord): void {
    task.stoppedAt = this.#world.clock.now();
    task.executionStoppedAt ??= task.stoppedAt;
    task.step = undefined;
    this.#state.retireTask(task);
    task.host?.resources.release(task.taskDefinition.demand, task.gpuIds);
    this.#move(task, 'STOPPED');
    if (task.host !== undefined) this.#announcer.hostChanged(task.host, 'resources');
  }

  #move(task: TaskRecord, status: TaskStatus): TaskRecord {
    countTask(task, -1);
    task.lastStatus = status;
    countTask(task, 1);
    this.#announce(task);
    return task;
  }

  #announce(task: TaskRecord): void {
    this.#announcer.taskChanged(task);
    this.#changed(task);
  }

  /** Schedules the next step. One that the agent takes or reports waits until the agent is connected. */
  #next(task: TaskRecord, delay: number, action: () => void, taker: 'agent' | 'control plane' = 'agent'): void {
    task.step = this.#world.clock.after(delay, `ECS task ${task.id}`, () => {
      task.step = undefined;
      const { host, lastStatus, desiredStatus } = task;
      if (host === undefined || taker === 'control plane' || (host.agentConnected && host.machine === 'running')) {
        action();
        return;
      }
      host.ordersForAgent.push(() => {
        if (task.lastStatus !== lastStatus || task.desiredStatus !== desiredStatus) return;
        this.#next(task, this.#agentLatency(), action);
      });
    });
  }

  #agentLatency(): number {
    return this.#draw(this.#settings.agentLatency, 'ecs.agent');
  }

  #draw(latency: Parameters<typeof drawLatency>[0], stream: string): number {
    return drawLatency(latency, this.#world.random.stream(stream));
  }
}
