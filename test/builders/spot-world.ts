import type { Reads } from '../../functions/spot-drain/reads.ts';
import type { Hosts } from '../../shared/aws/container-instances.ts';
import type { ApiFailure } from '../../shared/aws/ecs.ts';
import type { HostFinderReads } from '../../shared/aws/host-finder.ts';
import type { Tags } from '../../shared/domain/cluster.ts';
import { PermanentError } from '../../shared/domain/errors.ts';
import type { Host } from '../../shared/domain/hosts.ts';
import type { Task } from '../../shared/domain/tasks.ts';
import { aCluster, clusterArn } from './clusters.ts';
import { aHost, aTask, instanceId, taskArn } from './hosts.ts';

/** A host of the world, with its tasks. */
export interface SpotHost {
  host: Host;
  readonly tasks: Task[];
}

/**
 * A small ECS and Auto Scaling in memory that answer as the adapters do, counting calls. They know no time: each answer
 * is the state at the moment of the call, and `beforeCall` lets a test change the world just then, or throw.
 */
export class SpotWorld {
  readonly calls: string[] = [];
  /** Hosts by the ARN of their cluster. */
  readonly clusters = new Map<string, SpotHost[]>();
  readonly clusterTags = new Map<string, Tags>();
  /** Groups' tags, and the group of an instance. */
  readonly groupTags = new Map<string, Tags>();
  readonly groupOf = new Map<string, string>();
  /** ARNs of hosts that ECS refuses to drain although they are ACTIVE, with what it says. */
  readonly refused = new Map<string, string>();
  /** Reasons given to StopTask, by the task's ARN. */
  readonly stopped = new Map<string, string>();
  beforeCall: (operation: string, about?: string) => void | Promise<void> = () => undefined;

  /** Puts a cluster into the world, with ACTIVE hosts on the instances with these numbers. */
  withCluster(name: string, numbers: readonly number[] = [], overrides: Partial<Host> = {}): this {
    const hosts = numbers.map((number) => ({ host: aHost({ number, cluster: name, ...overrides }), tasks: [aTask()] }));
    this.clusters.set(clusterArn(name), [...(this.clusters.get(clusterArn(name)) ?? []), ...hosts]);
    return this;
  }

  /** Runs a standalone task on the instance with this number. */
  withStandalone(number: number, overrides: Partial<Task> = {}): this {
    const arn = taskArn(1_000 + number);
    this.host(number)?.tasks.push(aTask({ taskArn: arn, group: 'family:batch', ...overrides }));
    return this;
  }

  host(number: number): SpotHost | undefined {
    return [...this.clusters.values()].flat().find(({ host }) => host.ec2InstanceId === instanceId(number));
  }

  status(number: number): string | undefined {
    return this.host(number)?.host.status;
  }

  count(operation: string): number {
    return this.calls.filter((call) => call === operation).length;
  }

  readonly reads: Reads & HostFinderReads = {
    listClusters: async () => {
      await this.#called('ListClusters');
      return [...this.clusters.keys()];
    },
    listContainerInstances: async ({ cluster, filter }) => {
      await this.#called('ListContainerInstances', cluster);
      const [, ids = '', group] = /^ec2InstanceId in \[([^\]]*)\](?: and task:group =~ (\S+))?$/.exec(filter) ?? [];
      const wanted = ids.split(',');
      if (wanted.length > 100) throw new PermanentError('rejected', 'too many ids');
      const found = this.#in(cluster).filter(({ host }) => wanted.includes(host.ec2InstanceId));
      const listed = found.filter(({ host, tasks }) => host.status !== 'INACTIVE' && hasGroup(tasks, group));
      return listed.map(({ host }) => host.containerInstanceArn);
    },
    describeContainerInstances: async (cluster, arns) => {
      await this.#called('DescribeContainerInstances', cluster);
      return this.#select(cluster, arns);
    },
    tasksToRunOn: async (cluster, arn) => {
      await this.#called('ListTasks', arn);
      const found = this.#in(cluster).find(({ host }) => host.containerInstanceArn === arn);
      const tasks = (found?.tasks ?? []).filter(({ desiredStatus }) => desiredStatus === 'RUNNING');
      if (tasks.length > 0) await this.#called('DescribeTasks', arn);
      return tasks;
    },
    describeClusters: async (arns) => {
      await this.#called('DescribeClusters');
      const known = arns.filter((arn) => this.clusters.has(arn));
      const clusters = known.map((arn) => aCluster({ clusterArn: arn, tags: this.clusterTags.get(arn) ?? {} }));
      return {
        clusters,
        failures: arns.filter((arn) => !this.clusters.has(arn)).map((arn) => failure(arn, 'MISSING')),
      };
    },
    describeGroupMembers: async (ids) => {
      await this.#called('DescribeAutoScalingInstances');
      return ids.flatMap((ec2InstanceId) => {
        const autoScalingGroupName = this.groupOf.get(ec2InstanceId);
        return autoScalingGroupName ? [{ ec2InstanceId, autoScalingGroupName, lifecycleState: 'InService' }] : [];
      });
    },
    describeGroups: async (names) => {
      await this.#called('DescribeAutoScalingGroups');
      return names.map((autoScalingGroupName) => ({
        autoScalingGroupName,
        tags: this.groupTags.get(autoScalingGroupName) ?? {},
        retainsAbandoned: false,
      }));
    },
  };

  readonly drain = async (cluster: string, arns: readonly string[]): Promise<Hosts> => {
    if (arns.length > 10) throw new Error('ECS takes ten at most');
    await this.#called('UpdateContainerInstancesState', cluster);
    const { hosts, failures } = this.#select(cluster, arns);
    const drained = hosts.filter(({ containerInstanceArn, status }) => this.#isDrainable(containerInstanceArn, status));
    for (const each of this.#in(cluster)) {
      if (drained.includes(each.host)) each.host = { ...each.host, status: 'DRAINING' };
    }
    const undrained = hosts.filter((host) => !drained.includes(host));
    return {
      hosts: this.#select(
        cluster,
        drained.map(({ containerInstanceArn }) => containerInstanceArn),
      ).hosts,
      failures: [
        ...failures,
        ...undrained.map(({ containerInstanceArn: arn, status }) => failure(arn, this.refused.get(arn) ?? status)),
      ],
    };
  };

  readonly stopTask = async (_: string, arn: string, reason: string): Promise<void> => {
    await this.#called('StopTask', arn);
    this.stopped.set(arn, reason);
    for (const { tasks } of [...this.clusters.values()].flat()) {
      const index = tasks.findIndex((task) => task.taskArn === arn);
      const task = tasks[index];
      if (task) tasks[index] = { ...task, desiredStatus: 'STOPPED', lastStatus: 'STOPPING' };
    }
  };

  #isDrainable(arn: string, status: string): boolean {
    return (status === 'ACTIVE' || status === 'DRAINING') && !this.refused.has(arn);
  }

  #in(cluster: string): SpotHost[] {
    const hosts = this.clusters.get(cluster) ?? this.clusters.get(clusterArn(cluster));
    if (!hosts) throw new PermanentError('unknown-cluster', `${cluster} does not exist`);
    return hosts;
  }

  #select(cluster: string, arns: readonly string[]): { hosts: Host[]; failures: ApiFailure[] } {
    const byArn = new Map(this.#in(cluster).map(({ host }) => [host.containerInstanceArn, host]));
    return {
      hosts: arns.flatMap((arn) => byArn.get(arn) ?? []),
      failures: arns.filter((arn) => !byArn.has(arn)).map((arn) => failure(arn, 'MISSING')),
    };
  }

  async #called(operation: string, about?: string): Promise<void> {
    this.calls.push(operation);
    await this.beforeCall(operation, about);
  }
}

function hasGroup(tasks: readonly Task[], group: string | undefined): boolean {
  if (group === undefined) return true;
  const pattern = new RegExp(`^(?:${group})$`);
  return tasks.some((task) => task.desiredStatus === 'RUNNING' && pattern.test(task.group));
}

function failure(arn: string, reason: string): ApiFailure {
  return { arn, reason, detail: '' };
}
