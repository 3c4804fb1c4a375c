import { REASONS, type Reason } from '../../shared/domain/reasons.ts';
import type { EcsChange, HostChange, ServiceChange, TaskChange } from '../../simulator/services/ecs/changes.ts';
import type { Simulation } from '../../simulator/simulation.ts';
import type { LogLine } from '../../simulator/telemetry/function-output.ts';
import { print, type Style, styled } from '../terminal.ts';

const WHO_WIDTH = 12;

/** Prints what happens in a simulation, line by line, as it happens. */
export class Timeline {
  readonly #simulation: Simulation;
  readonly #steady = new Map<string, number>();
  readonly #statuses = new Map<string, string>();

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    simulation.ecs.onChange((change) => this.#ecsChanged(change));
    simulation.output.onLog((line) => this.#logged(line));
  }

  /** The heading of a part. */
  heading(title: string): void {
    print();
    print(styled('bold', title));
  }

  #line(who: string, text: string, style: Style = 'reset'): void {
    const time = new Date(this.#simulation.clock.now()).toISOString().slice(11, 19);
    print(`  ${styled('dim', time)}  ${styled(style, who.padEnd(WHO_WIDTH))} ${text}`);
  }

  #ecsChanged(change: EcsChange): void {
    if (change.kind === 'host') this.#hostChanged(change);
    if (change.kind === 'service') this.#serviceChanged(change);
    if (change.kind === 'task') this.#taskChanged(change);
  }

  #serviceChanged({ serviceName, desiredCount, runningCount, pendingCount }: ServiceChange): void {
    if (runningCount !== desiredCount || pendingCount > 0) return;
    const before = this.#steady.get(serviceName) ?? 0;
    this.#steady.set(serviceName, runningCount);
    if (runningCount !== before)
      this.#line('service', `${serviceName} runs ${runningCount} of ${desiredCount} tasks`, 'green');
  }

  #hostChanged({ clusterName, ec2InstanceId, status }: HostChange): void {
    if (this.#statuses.get(ec2InstanceId) === status) return;
    this.#statuses.set(ec2InstanceId, status);
    const { hosts } = this.#simulation.ecs.view(clusterName);
    const active = hosts.filter((host) => host.status === 'ACTIVE').length;
    const what = { ACTIVE: 'joins', DRAINING: 'drains', INACTIVE: 'is gone' }[String(status)];
    if (what === undefined) return;
    const type = hosts.find((host) => host.ec2InstanceId === ec2InstanceId)?.attributes['ecs.instance-type'];
    const described = type === undefined ? ec2InstanceId : `${ec2InstanceId} (${type})`;
    this.#line('host', `${described} ${what}; ${active} ACTIVE`, status === 'ACTIVE' ? 'cyan' : 'yellow');
  }

  #taskChanged({ ec2InstanceId, lastStatus }: TaskChange): void {
    if (ec2InstanceId === undefined || lastStatus !== 'STOPPED') return;
    if (
      this.#statuses.get(ec2InstanceId) !== 'DRAINING' ||
      this.#simulation.ecs.containersRunning(ec2InstanceId).length > 0
    )
      return;
    this.#line('host', `${ec2InstanceId} is drained: its last task has stopped`, 'yellow');
  }

  /** The controller's decisions: what it does, and what it leaves alone, with the reason. */
  #logged({ fields = {} }: LogLine): void {
    const { kind, reason, outcome, serviceArn, from, to, service } = fields;
    if (kind !== 'set-desired-count' || typeof reason !== 'string') return;
    const name = String(serviceArn).split('/').at(-1);
    const why = REASONS[reason as Reason] ?? reason;
    const result = outcome === 'done' ? '' : ` [${String(outcome)}]`;
    this.#line(
      String(service),
      `${name}: ${String(from)} → ${String(to)} tasks${result}. ${styled('dim', why)}`,
      'magenta',
    );
  }
}
