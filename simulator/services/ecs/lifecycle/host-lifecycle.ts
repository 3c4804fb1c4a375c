import type { World } from '../../../account/world.ts';
import type { EcsBase } from '../base.ts';
import { drawLatency, type EcsSettings } from '../options.ts';
import type { EcsState } from '../state/ecs-state.ts';
import type { HostRecord, HostStatus, TaskRecord } from '../state/records.ts';
import type { Announcer } from './announcer.ts';
import { type HostRegistration, hostRecord } from './host-registration.ts';
import type { TaskLifecycle } from './task-lifecycle.ts';

/** Registers container instances, and lets their machines and agents come and go. */
export class HostLifecycle {
  readonly #world: World;
  readonly #settings: EcsSettings;
  readonly #state: EcsState;
  readonly #announcer: Announcer;
  readonly #tasks: TaskLifecycle;
  readonly #changed: (host: HostRecord) => void;

  /** @param changed told after every change of a host's status or connection */
  constructor(
    { world, settings, state, announcer }: EcsBase,
    tasks: TaskLifecycle,
    changed: (host: HostRecord) => void,
  ) {
    this.#world = world;
    this.#settings = settings;
    this.#state = state;
    this.#announcer = announcer;
    this.#tasks = tasks;
    this.#changed = changed;
  }

  /** The agent of a new machine registers. REGISTERING first when the registration takes time. */
  register(registration: HostRegistration): HostRecord {
    const host = hostRecord(registration, this.#state, this.#world);
    host.cluster.hosts.set(host.id, host);
    this.#state.hostsByEc2Instance.set(host.ec2InstanceId, host);
    this.#announce(host);
    const { registrationDuration = 0 } = registration;
    if (registrationDuration > 0) {
      this.#world.clock.after(registrationDuration, `ECS host ${host.ec2InstanceId} registers`, () => {
        if (host.status === 'REGISTERING') this.setStatus(host, 'ACTIVE');
      });
    }
    this.#scheduleReconnects(host);
    return host;
  }

  /** Sets the status, and does nothing when it is that already. */
  setStatus(host: HostRecord, status: HostStatus): void {
    if (host.status === status) return;
    host.status = status;
    this.#announce(host);
  }

  /**
   * The agent's connection to ECS breaks, or comes back; then it takes up what it was ordered meanwhile.
   * It does not come back while the machine is down.
   */
  setAgentConnected(host: HostRecord, agentConnected: boolean): void {
    if (host.agentConnected === agentConnected || (agentConnected && host.machine !== 'running')) return;
    host.agentConnected = agentConnected;
    if (agentConnected) for (const order of host.ordersForAgent.splice(0)) order();
    this.#announce(host);
  }

  /** The EC2 instance is gone, and its containers with it. ECS notices a little later and deregisters the host. */
  terminate(host: HostRecord): void {
    host.machine = 'terminated';
    this.#noticeLater(host, 'terminated', () => this.#leave(host));
  }

  /** The EC2 instance is stopped, as in a warm pool. It stays registered, with its agent disconnected. */
  stop(host: HostRecord): void {
    host.machine = 'stopped';
    this.#noticeLater(host, 'stopped', () => undefined);
  }

  /** The EC2 instance starts again: its agent reconnects as the same container instance, in the status it had. */
  start(host: HostRecord): void {
    if (host.machine !== 'stopped') return;
    host.machine = 'running';
    const latency = drawLatency(this.#settings.agentLatency, this.#world.random.stream('ecs.hosts'));
    this.#world.clock.after(latency, `ECS agent of ${host.ec2InstanceId} reconnects`, () => {
      if (host.machine !== 'running') return;
      host.loss?.();
      this.setAgentConnected(host, true);
    });
  }

  /** Takes the host out of its cluster; tasks still on it are reported STOPPED. */
  deregister(host: HostRecord): void {
    for (const task of [...host.tasks]) {
      this.#tasks.lose(task, {
        stoppedReason: `Container instance ${host.arn} was deregistered.`,
        stopCode: 'UserInitiated',
      });
    }
    this.#leave(host);
  }

  /** What ran on the machine is lost when ECS notices, at the latest when the agent is back. */
  #noticeLater(host: HostRecord, what: 'terminated' | 'stopped', then: () => void): void {
    const running = [...host.tasks];
    const loss = (): void => {
      if (host.loss !== loss || host.status === 'INACTIVE') return;
      host.loss = undefined;
      this.setAgentConnected(host, false);
      this.#loseTasks(host, what === 'terminated' ? [...host.tasks] : running, what);
      then();
    };
    host.loss = loss;
    const latency = drawLatency(this.#settings.hostLossLatency, this.#world.random.stream('ecs.hosts'));
    this.#world.clock.after(latency, `ECS notices that ${host.ec2InstanceId} is ${what}`, loss);
  }

  #loseTasks(host: HostRecord, tasks: readonly TaskRecord[], what: string): void {
    for (const task of tasks.filter(({ lastStatus }) => lastStatus !== 'STOPPED')) {
      this.#tasks.lose(task, {
        stoppedReason: `Host EC2 (instance ${host.ec2InstanceId}) ${what}.`,
        stopCode: 'TerminationNotice',
      });
    }
  }

  #leave(host: HostRecord): void {
    host.agentConnected = false;
    host.deregisteredAt = this.#world.clock.now();
    host.cluster.hosts.delete(host.id);
    host.cluster.inactiveHosts.set(host.id, host);
    if (this.#state.hostsByEc2Instance.get(host.ec2InstanceId) === host) {
      this.#state.hostsByEc2Instance.delete(host.ec2InstanceId);
    }
    this.setStatus(host, 'INACTIVE');
  }

  #scheduleReconnects(host: HostRecord): void {
    const perHour = this.#settings.agentReconnectsPerHour;
    if (perHour <= 0) return;
    const delay = (this.#world.random.stream('ecs.reconnects').next() * (2 * 3_600_000)) / perHour;
    this.#world.clock.after(delay, `ECS agent of ${host.ec2InstanceId} changes its connection`, () => {
      if (host.status === 'INACTIVE' || host.machine === 'terminated') return;
      if (host.machine === 'running' && host.agentConnected) {
        this.setAgentConnected(host, false);
        this.setAgentConnected(host, true);
      }
      this.#scheduleReconnects(host);
    });
  }

  #announce(host: HostRecord): void {
    this.#announcer.hostChanged(host, 'state');
    this.#changed(host);
  }
}
