import type { ProtectedTask, Task } from '@aws-sdk/client-ecs';
import type { EcsCore } from '../core.ts';
import { countTask } from '../lifecycle/task-counts.ts';
import { findHost, requireCluster, requireTaskDefinition } from '../operations/lookups.ts';
import { tagMap } from '../operations/tag-lists.ts';
import { shortName } from '../state/identifiers.ts';
import type { DeploymentRecord, ServiceRecord, TaskRecord, TaskStatus } from '../state/records.ts';

/** Puts a task in where it was, and takes its resources from the host. */
export function restoredTask({ state, world }: EcsCore, task: Task, protection: ProtectedTask | undefined): TaskRecord {
  const cluster = requireCluster(state, task.clusterArn);
  const taskDefinition = requireTaskDefinition(state, task.taskDefinitionArn);
  const host = task.containerInstanceArn === undefined ? undefined : findHost(cluster, task.containerInstanceArn);
  const group = task.group ?? `family:${taskDefinition.family}`;
  const service = group.startsWith('service:') ? cluster.services.get(group.slice('service:'.length)) : undefined;
  const createdAt = task.createdAt?.getTime() ?? world.clock.now();
  const running = task.lastStatus === 'RUNNING';
  const record: TaskRecord = {
    order: state.nextOrder(),
    id: shortName(task.taskArn ?? ''),
    arn: task.taskArn ?? '',
    cluster,
    taskDefinition,
    host,
    availabilityZone: task.availabilityZone ?? host?.availabilityZone ?? '',
    service,
    deployment: service && deploymentOf(service, task),
    group,
    startedBy: task.startedBy,
    launchType: host === undefined ? 'FARGATE' : 'EC2',
    capacityProviderName: task.capacityProviderName,
    tags: tagMap(task.tags),
    gpuIds: host?.resources.take(taskDefinition.demand) ?? [],
    lastStatus: task.lastStatus as TaskStatus,
    desiredStatus: task.desiredStatus === 'STOPPED' ? 'STOPPED' : 'RUNNING',
    version: task.version ?? 1,
    createdAt,
    startedAt: task.startedAt?.getTime() ?? (running ? createdAt : undefined),
    stoppingAt: task.stoppingAt?.getTime(),
    executionStoppedAt: undefined,
    stoppedAt: undefined,
    stoppedReason: undefined,
    stopCode: undefined,
    exitCode: undefined,
    protection: protection?.protectionEnabled ? { until: protection.expirationDate?.getTime() } : undefined,
    step: undefined,
  };
  state.addTask(record);
  countTask(record, 1);
  return record;
}

/** A deployment starts its tasks under its id; those of other controllers are told by their task definition. */
function deploymentOf({ deployments }: ServiceRecord, task: Task): DeploymentRecord | undefined {
  return (
    deployments.find(({ id }) => id === task.startedBy) ??
    deployments.find(({ taskDefinition }) => taskDefinition.arn === task.taskDefinitionArn) ??
    deployments[0]
  );
}
