import type { Account } from '../../../account/account.ts';
import { EcsArns } from './identifiers.ts';
import type { CapacityProviderRecord, ClusterRecord, HostRecord, TaskDefinitionRecord, TaskRecord } from './records.ts';

/** Everything the simulated ECS knows, with the indices that its operations look things up by. */
export class EcsState {
  readonly arns: EcsArns;
  /** By name. */
  readonly clusters = new Map<string, ClusterRecord>();
  /** By family, oldest revision first. */
  readonly taskDefinitions = new Map<string, TaskDefinitionRecord[]>();
  /** By name. */
  readonly capacityProviders = new Map<string, CapacityProviderRecord>();
  /** Registered hosts by EC2 instance id. */
  readonly hostsByEc2Instance = new Map<string, HostRecord>();
  #order = 0;

  constructor(account: Account) {
    this.arns = new EcsArns(account);
  }

  /** A number greater than every one before: lists are in this order, and pages continue after it. */
  nextOrder(): number {
    this.#order += 1;
    return this.#order;
  }

  /**
   * A task definition by ARN, `family:revision` or `family` (its latest ACTIVE revision).
   * @returns undefined when there is none
   */
  taskDefinition(nameOrArn: string): TaskDefinitionRecord | undefined {
    const name = nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
    const [family = '', revision] = name.split(':');
    const revisions = this.taskDefinitions.get(family) ?? [];
    if (revision === undefined) return revisions.findLast(({ status }) => status === 'ACTIVE');
    return revisions.find((definition) => String(definition.revision) === revision);
  }

  /** Takes the task into the indices of its cluster, service and host. */
  addTask(task: TaskRecord): void {
    task.cluster.tasks.set(task.id, task);
    task.service?.tasks.add(task);
    task.host?.tasks.add(task);
  }

  /** Takes a stopped task out of its service and host; it stays in the cluster until its retention ends. */
  retireTask(task: TaskRecord): void {
    task.service?.tasks.delete(task);
    task.host?.tasks.delete(task);
    task.cluster.stoppedTasks.push(task);
  }

  /** Forgets what AWS no longer lists: tasks stopped and hosts deregistered before the given time. */
  forgetBefore(cluster: ClusterRecord, time: number): void {
    const kept = cluster.stoppedTasks.findIndex(({ stoppedAt }) => (stoppedAt ?? 0) >= time);
    const forgotten = cluster.stoppedTasks.splice(0, kept === -1 ? cluster.stoppedTasks.length : kept);
    for (const { id } of forgotten) cluster.tasks.delete(id);
    for (const host of cluster.inactiveHosts.values()) {
      if ((host.deregisteredAt ?? 0) >= time) break;
      cluster.inactiveHosts.delete(host.id);
    }
  }
}
