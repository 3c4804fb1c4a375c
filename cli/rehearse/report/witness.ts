import type { ServiceChange, TaskChange } from '../../../simulator/services/ecs/changes.ts';
import type { HostView } from '../../../simulator/services/ecs/view.ts';
import type { Simulation } from '../../../simulator/simulation.ts';
import { History } from '../../demo/history.ts';
import type { Counts } from './rehearsal.ts';

/** A task that stopped together with its host. Times are epoch milliseconds. */
interface Killed {
  readonly at: number;
  readonly taskArn: string;
  readonly group: string;
  readonly ec2InstanceId: string;
  readonly isDaemon: boolean;
}

/** A host as it was when it was first seen. */
export interface SeenHost {
  readonly ec2InstanceId: string;
  readonly cluster: string;
  readonly group: string | undefined;
  readonly zone: string | undefined;
  readonly purchase: 'spot' | 'on-demand' | undefined;
  readonly isNew: boolean;
  readonly wasDraining: boolean;
}

/** A host as ECS lists it, or tells of its change. */
type SeenAs = Pick<HostView, 'ec2InstanceId' | 'containerInstanceArn' | 'status'>;

/** A service's counts over time. */
export interface SeenService {
  readonly cluster: string;
  readonly service: string;
  readonly start: Counts;
  least: Counts & { readonly at: number };
}

/** Watches a simulation from its start, and remembers what a report is about. */
export class Witness {
  readonly history: History;
  readonly killed: Killed[] = [];
  readonly hosts = new Map<string, SeenHost>();
  /** EC2 instance ids by the id of the container instance. */
  readonly instances = new Map<string, string>();
  /** By cluster and service, with a slash between. */
  readonly services = new Map<string, SeenService>();
  readonly #simulation: Simulation;

  constructor(simulation: Simulation, clusters: readonly string[]) {
    this.#simulation = simulation;
    this.history = new History(simulation);
    for (const cluster of clusters) this.#begin(cluster);
    simulation.ecs.onChange((change) => {
      if (change.kind === 'host') this.#see(change.clusterName, change, true);
      if (change.kind === 'service') this.#count(change);
      if (change.kind === 'task') this.#taskChanged(change);
    });
  }

  #begin(cluster: string): void {
    const { ecs, clock } = this.#simulation;
    const { hosts, services } = ecs.view(cluster);
    for (const host of hosts) this.#see(cluster, host, false);
    for (const { serviceName: service, runningCount: running, desiredCount: desired } of services) {
      const least = { running, desired, at: clock.now() };
      this.services.set(`${cluster}/${service}`, { cluster, service, start: { running, desired }, least });
    }
  }

  #see(cluster: string, { ec2InstanceId, containerInstanceArn, status }: SeenAs, isNew: boolean): void {
    this.instances.set(containerInstanceArn.split('/').at(-1) ?? '', ec2InstanceId);
    if (this.hosts.has(ec2InstanceId)) return;
    const { ec2, autoScaling } = this.#simulation;
    const instance = ec2.instance(ec2InstanceId);
    this.hosts.set(ec2InstanceId, {
      ec2InstanceId,
      cluster,
      group: autoScaling.membershipOf(ec2InstanceId)?.groupName,
      zone: instance?.availabilityZone,
      purchase: instance?.lifecycle,
      isNew,
      wasDraining: !isNew && status === 'DRAINING',
    });
  }

  #count({ clusterName, serviceName, runningCount: running, desiredCount: desired, at }: ServiceChange): void {
    const seen = this.services.get(`${clusterName}/${serviceName}`);
    if (seen !== undefined && desired - running > seen.least.desired - seen.least.running)
      seen.least = { running, desired, at };
  }

  #taskChanged({ taskArn, group, ec2InstanceId, lastStatus, clusterName, at }: TaskChange): void {
    if (lastStatus !== 'STOPPED' || ec2InstanceId === undefined) return;
    const { ec2, ecs } = this.#simulation;
    if (ec2.instance(ec2InstanceId)?.state === 'running') return;
    const isDaemon = ecs.view(clusterName).tasks.find((task) => task.taskArn === taskArn)?.daemon ?? false;
    this.killed.push({ at, taskArn, group, ec2InstanceId, isDaemon });
  }
}
