import type { EcsChange, HostChange, TaskChange } from '../../simulator/services/ecs/changes.ts';
import type { Simulation } from '../../simulator/simulation.ts';

/** What became of a task. Times are epoch milliseconds of virtual time. */
export interface TaskHistory {
  readonly taskArn: string;
  /** `service:web` of a service's task, `family:report` of a standalone one. */
  readonly group: string;
  readonly ec2InstanceId: string;
  /** When its containers got SIGTERM; undefined when they did not, so far. */
  readonly sigtermAt: number | undefined;
  readonly stoppedAt: number | undefined;
}

/** What became of a host. Times are epoch milliseconds of virtual time. */
export interface HostHistory {
  readonly ec2InstanceId: string;
  /** When EC2 gave notice that it takes the instance away, when the host was set to DRAINING, when EC2 ended it. */
  readonly noticeAt?: number;
  readonly drainingAt?: number;
  /** When it was set ACTIVE after that. */
  readonly activeAgainAt?: number;
  readonly endedAt?: number;
}

/** Remembers what promises are about and what the simulated services forget: when tasks and hosts stopped. */
export class History {
  readonly #tasks = new Map<string, TaskHistory>();
  readonly #hosts = new Map<string, HostHistory>();

  constructor({ ecs, ec2, clock }: Simulation) {
    ecs.onChange((change) => this.#ecsChanged(change));
    ec2.onSpotNotice((id, kind) => kind === 'interruption' && this.#note(id, 'noticeAt', clock.now()));
    ec2.onStateChange(({ instance, at }) => {
      if (instance.state === 'shutting-down') this.#note(instance.instanceId, 'endedAt', at);
    });
  }

  /** Hosts that EC2 has given notice of. */
  get interruptedHosts(): readonly HostHistory[] {
    return [...this.#hosts.values()].filter(({ noticeAt }) => noticeAt !== undefined);
  }

  host(ec2InstanceId: string): HostHistory {
    return this.#hosts.get(ec2InstanceId) ?? { ec2InstanceId };
  }

  /** Every task that was ever on a host. */
  tasksOn(ec2InstanceId: string): readonly TaskHistory[] {
    return [...this.#tasks.values()].filter((task) => task.ec2InstanceId === ec2InstanceId);
  }

  /** When the last task on a host stopped; undefined while one has not, or when there was none. */
  emptyAt(ec2InstanceId: string): number | undefined {
    const stops = this.tasksOn(ec2InstanceId).map(({ stoppedAt }) => stoppedAt ?? Number.NaN);
    const last = Math.max(...stops);
    return Number.isFinite(last) ? last : undefined;
  }

  #ecsChanged(change: EcsChange): void {
    if (change.kind === 'task') this.#taskChanged(change);
    if (change.kind === 'host') this.#hostChanged(change);
  }

  #taskChanged({ taskArn, group, ec2InstanceId, lastStatus, at }: TaskChange): void {
    if (ec2InstanceId === undefined) return;
    const known = this.#tasks.get(taskArn);
    const sigtermAt = known?.sigtermAt ?? (lastStatus === 'STOPPING' ? at : undefined);
    const stoppedAt = known?.stoppedAt ?? (lastStatus === 'STOPPED' ? at : undefined);
    this.#tasks.set(taskArn, { taskArn, group, ec2InstanceId, sigtermAt, stoppedAt });
  }

  #hostChanged({ ec2InstanceId, status, at }: HostChange): void {
    if (status === 'DRAINING') this.#note(ec2InstanceId, 'drainingAt', at);
    const isBack = status === 'ACTIVE' && this.host(ec2InstanceId).drainingAt !== undefined;
    if (isBack) this.#note(ec2InstanceId, 'activeAgainAt', at);
  }

  /** Takes note of the first time. */
  #note(ec2InstanceId: string, what: keyof Omit<HostHistory, 'ec2InstanceId'>, at: number): void {
    this.#hosts.set(ec2InstanceId, { [what]: at, ...this.host(ec2InstanceId) });
  }
}
