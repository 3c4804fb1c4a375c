import type { Reads } from '../../functions/termination-gate/reads.ts';
import type { HostTask } from '../../functions/termination-gate/tasks-left.ts';
import type { Writes } from '../../functions/termination-gate/writes.ts';
import type { HostFinderReads } from '../../shared/aws/host-finder.ts';
import type { LifecycleActionName, LifecycleHook } from '../../shared/domain/auto-scaling.ts';
import type { Service, Tags } from '../../shared/domain/cluster.ts';
import { PermanentError } from '../../shared/domain/errors.ts';
import type { Host } from '../../shared/domain/hosts.ts';
import type { Task } from '../../shared/domain/tasks.ts';
import { aService } from './clusters.ts';
import { GROUP, HELD_AT, HOOK, tokenOf } from './gate-events.ts';
import { aHook } from './gate-looks.ts';
import { tasksOnEachOf } from './gate-reads.ts';
import { aTask, instanceId, taskArn } from './hosts.ts';
import { type SpotHost, SpotWorld } from './spot-world.ts';

/** A group of the world. */
interface Group {
  readonly tags: Tags;
  readonly retains: boolean;
  readonly hooks: readonly LifecycleHook[];
}

/** A lifecycle action that holds an instance. */
interface Held {
  readonly ec2InstanceId: string;
  readonly autoScalingGroupName: string;
  readonly lifecycleHookName: string;
}

/**
 * The small ECS in memory, with services, lists of tasks as ECS keeps them, Auto Scaling groups with their hooks and
 * lifecycle actions, and a topic. As there, `beforeCall` lets a test change the world at a call, or throw.
 */
export class GateWorld extends SpotWorld {
  readonly groups = new Map<string, Group>();
  readonly services = new Map<string, Service>();
  /** Lifecycle states of instances in groups, by instance id. */
  readonly states = new Map<string, string>();
  /** Lifecycle actions that hold an instance, by token. */
  readonly held = new Map<string, Held>();
  /** Results by the token of the action that was completed. */
  readonly completed = new Map<string, string>();
  readonly heartbeats: string[] = [];
  readonly told: { readonly subject: string; readonly message: string }[] = [];
  readonly protections = new Map<string, number>();
  #tasks = 0;

  withGroup(overrides: Partial<Group> & { readonly name?: string } = {}): this {
    const { name = GROUP, tags = {}, retains = false, hooks = [aHook()] } = overrides;
    this.groups.set(name, { tags, retains, hooks });
    return this;
  }

  /** Lets an instance wait to be terminated, as if its hook had just fired. */
  hold(number: number, { group = GROUP, hook = HOOK, token = tokenOf(number) } = {}): this {
    if (!this.groups.has(group)) this.withGroup({ name: group });
    const ec2InstanceId = instanceId(number);
    this.held.set(token, { ec2InstanceId, autoScalingGroupName: group, lifecycleHookName: hook });
    this.groupOf.set(ec2InstanceId, group);
    this.states.set(ec2InstanceId, 'Terminating:Wait');
    return this;
  }

  /** Puts a host without tasks into a cluster, held by a hook. */
  withHeldHost(number: number, overrides: Partial<Host> & { readonly cluster?: string } = {}): this {
    const { cluster = 'default', ...host } = overrides;
    this.withCluster(cluster, [number], host);
    this.at(number).tasks.length = 0;
    return this.hold(number);
  }

  /** Puts a task on a host, of the service `web` unless told otherwise; gives its ARN. */
  run(number: number, overrides: Partial<HostTask> = {}): string {
    const arn = overrides.taskArn ?? taskArn(5_000 + ++this.#tasks);
    const { isDaemon = false, ...task } = overrides;
    const made = aTask({ taskArn: arn, ...(isDaemon && { group: 'service:agent' }), ...task });
    this.at(number).tasks.push(made);
    this.#addService(made.group, isDaemon ? 'DAEMON' : 'REPLICA');
    this.#count(number);
    return arn;
  }

  /** Changes a task of a host. */
  change(number: number, arn: string, change: Partial<Task>): void {
    const { tasks } = this.at(number);
    const index = tasks.findIndex((task) => task.taskArn === arn);
    const task = tasks[index];
    if (task) tasks[index] = { ...task, ...change };
    this.#count(number);
  }

  /** Lets a task stop at a time. */
  stop(number: number, arn: string, stoppedAt: number): void {
    this.change(number, arn, { desiredStatus: 'STOPPED', lastStatus: 'STOPPED', stoppedAt });
  }

  setStatus(number: number, status: string): void {
    const spot = this.at(number);
    spot.host = { ...spot.host, status };
  }

  at(number: number): SpotHost {
    const spot = this.host(number);
    if (!spot) throw new Error(`there is no host on ${instanceId(number)}`);
    return spot;
  }

  /** How the action of a host was completed, if it was. */
  released(number: number): string | undefined {
    return this.completed.get(tokenOf(number));
  }

  readonly gateReads: Reads & HostFinderReads = {
    ...this.reads,
    describeGroups: async (names) => {
      await this.call('DescribeAutoScalingGroups');
      return names.flatMap((autoScalingGroupName) => {
        const group = this.groups.get(autoScalingGroupName);
        return group ? [{ autoScalingGroupName, tags: group.tags, retainsAbandoned: group.retains }] : [];
      });
    },
    describeTerminationHooks: async (name) => {
      await this.call('DescribeLifecycleHooks', name);
      return this.groups.get(name)?.hooks ?? [];
    },
    describeGroupMembers: async (ids) => {
      await this.call('DescribeAutoScalingInstances');
      return ids.flatMap((ec2InstanceId) => {
        const autoScalingGroupName = this.groupOf.get(ec2InstanceId);
        const lifecycleState = this.states.get(ec2InstanceId) ?? 'InService';
        return autoScalingGroupName ? [{ ec2InstanceId, autoScalingGroupName, lifecycleState }] : [];
      });
    },
    describeAllGroupMembers: async () => {
      await this.call('DescribeAutoScalingInstances');
      return [...this.states].map(([ec2InstanceId, lifecycleState]) => ({
        ec2InstanceId,
        autoScalingGroupName: this.groupOf.get(ec2InstanceId) ?? '',
        lifecycleState,
      }));
    },
    describeActivities: async (name) => {
      await this.call('DescribeScalingActivities', name);
      const held = [...this.held.values()].filter(({ autoScalingGroupName }) => autoScalingGroupName === name);
      return held.map(({ ec2InstanceId }) => ({
        description: `Terminating EC2 instance: ${ec2InstanceId}`,
        startedAt: HELD_AT,
        isOver: false,
      }));
    },
    tasksOnEach: (_, arns) =>
      tasksOnEachOf([...this.clusters.values()].flat(), arns, (operation, about) => this.call(operation, about)),
    tasksInCluster: async (clusterArn) => {
      for (const operation of ['ListTasks', 'ListTasks', 'DescribeTasks']) await this.call(operation, clusterArn);
      const hosts = [...this.clusters.values()].flat().filter(({ host }) => host.containerInstanceArn.length > 0);
      return new Map(hosts.map(({ host, tasks }) => [host.containerInstanceArn, [...tasks]]));
    },
    describeServices: async (_, names) => {
      for (let start = 0; start < names.length; start += 10) await this.call('DescribeServices');
      return { services: names.flatMap((name) => this.services.get(name) ?? []), failures: [] };
    },
    taskProtections: async (_, arns) => {
      await this.call('GetTaskProtection');
      return new Map([...this.protections].filter(([arn]) => arns.includes(arn)));
    },
  };

  readonly writes: Writes = {
    setStatus: async (cluster, arns, status) => {
      if (status === 'DRAINING') return this.drain(cluster, arns);
      await this.call('UpdateContainerInstancesState', cluster);
      this.#change(arns, (host) => ({ ...host, status }));
      return { hosts: [], failures: [] };
    },
    markForPool: async (_, arns) => {
      await this.call('PutAttributes');
      this.#change(arns, (host) => ({
        ...host,
        attributes: { ...host.attributes, 'ecs-ops.drained-for': 'warm-pool' },
      }));
    },
    unmark: async (_, arns) => {
      await this.call('DeleteAttributes');
      this.#change(arns, ({ attributes: { 'ecs-ops.drained-for': _mark, ...attributes }, ...host }) => ({
        ...host,
        attributes,
      }));
    },
    stopTask: this.stopTask,
    complete: async (action, result) => {
      await this.call('CompleteLifecycleAction', nameOf(action));
      for (const token of this.#tokens(action)) {
        this.completed.set(token, result);
        const ec2InstanceId = this.held.get(token)?.ec2InstanceId ?? '';
        this.held.delete(token);
        this.states.set(ec2InstanceId, 'Terminating:Proceed');
      }
    },
    heartbeat: async (action) => {
      await this.call('RecordLifecycleActionHeartbeat', nameOf(action));
      this.heartbeats.push(...this.#tokens(action));
    },
    tellOperator: async (notice) => {
      await this.call('Publish');
      this.told.push(notice);
    },
  };

  async call(operation: string, about?: string): Promise<void> {
    this.calls.push(operation);
    await this.beforeCall(operation, about);
  }

  /** The tokens of the actions that a name means. */
  #tokens(action: LifecycleActionName): string[] {
    const tokens = [...this.held].flatMap(([token, held]) => {
      const isMeant =
        held.autoScalingGroupName === action.autoScalingGroupName &&
        held.lifecycleHookName === action.lifecycleHookName &&
        ('token' in action ? action.token === token : action.ec2InstanceId === held.ec2InstanceId);
      return isMeant ? [token] : [];
    });
    if (tokens.length === 0) throw new PermanentError('action-over', 'No active Lifecycle Action found');
    return tokens;
  }

  #change(arns: readonly string[], change: (host: Host) => Host): void {
    for (const spot of [...this.clusters.values()].flat()) {
      if (arns.includes(spot.host.containerInstanceArn)) spot.host = change(spot.host);
    }
  }

  #addService(group: string, schedulingStrategy: string): void {
    const serviceName = group.replace(/^service:/, '');
    if (serviceName === group || this.services.has(serviceName)) return;
    this.services.set(serviceName, aService({ serviceName, schedulingStrategy }));
  }

  /** ECS's counts miss tasks that are being stopped. */
  #count(number: number): void {
    const spot = this.at(number);
    const toRun = spot.tasks.filter(({ desiredStatus }) => desiredStatus === 'RUNNING');
    const runningTasksCount = toRun.filter(({ lastStatus }) => lastStatus === 'RUNNING').length;
    spot.host = { ...spot.host, runningTasksCount, pendingTasksCount: toRun.length - runningTasksCount };
  }
}

function nameOf(action: LifecycleActionName): string {
  return 'token' in action ? action.token : action.ec2InstanceId;
}
