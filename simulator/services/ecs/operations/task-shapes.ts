import type { Task } from '@aws-sdk/client-ecs';
import { containerNames, containerStatus } from '../lifecycle/event-shapes.ts';
import type { EcsState } from '../state/ecs-state.ts';
import type { TaskRecord } from '../state/records.ts';
import { tagList } from './tag-lists.ts';

/** @param include `TAGS` on request */
export function taskShape(task: TaskRecord, include: readonly string[], state: EcsState): Task {
  const { cpu, memory } = task.taskDefinition.demand;
  return {
    taskArn: task.arn,
    clusterArn: task.cluster.arn,
    taskDefinitionArn: task.taskDefinition.arn,
    ...(task.host === undefined ? {} : { containerInstanceArn: task.host.arn }),
    availabilityZone: task.availabilityZone,
    ...(task.capacityProviderName === undefined
      ? { launchType: task.launchType }
      : { capacityProviderName: task.capacityProviderName }),
    containers: containerNames(task).map((name, index) => ({
      containerArn: state.arns.container(task.cluster.name, task.id, index),
      taskArn: task.arn,
      name,
      lastStatus: containerStatus(task),
      ...(task.exitCode === undefined || containerStatus(task) !== 'STOPPED' ? {} : { exitCode: task.exitCode }),
    })),
    cpu: String(cpu),
    memory: String(memory),
    desiredStatus: task.desiredStatus,
    lastStatus: task.lastStatus,
    group: task.group,
    ...(task.startedBy === undefined ? {} : { startedBy: task.startedBy }),
    connectivity: task.host?.agentConnected === false ? 'DISCONNECTED' : 'CONNECTED',
    healthStatus: 'UNKNOWN',
    overrides: { containerOverrides: [] },
    attachments: [],
    attributes: [],
    version: task.version,
    ...dates(task),
    ...(task.stoppedReason === undefined ? {} : { stoppedReason: task.stoppedReason }),
    ...(task.stopCode === undefined ? {} : { stopCode: task.stopCode as NonNullable<Task['stopCode']> }),
    tags: include.includes('TAGS') ? tagList(task.tags) : [],
  };
}

function dates(task: TaskRecord): Partial<Task> {
  const { createdAt, startedAt, stoppingAt, executionStoppedAt, stoppedAt } = task;
  return {
    createdAt: new Date(createdAt),
    ...(startedAt === undefined ? {} : { startedAt: new Date(startedAt) }),
    ...(stoppingAt === undefined ? {} : { stoppingAt: new Date(stoppingAt) }),
    ...(executionStoppedAt === undefined ? {} : { executionStoppedAt: new Date(executionStoppedAt) }),
    ...(stoppedAt === undefined ? {} : { stoppedAt: new Date(stoppedAt) }),
  };
}
