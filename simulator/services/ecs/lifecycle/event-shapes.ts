import type { ServiceEvent } from '../../../account/world.ts';
import type { HostRecord, ServiceRecord, TaskRecord } from '../state/records.ts';

/** What an `ECS Service Action` says. Source: ECS developer guide, Service action events. */
export interface ServiceAction {
  readonly eventType: 'INFO' | 'WARN' | 'ERROR';
  readonly eventName:
    | 'SERVICE_STEADY_STATE'
    | 'SERVICE_TASK_PLACEMENT_FAILURE'
    | 'SERVICE_DESIRED_COUNT_UPDATED'
    | 'SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED';
  readonly reason?: string;
}

/** `ECS Container Instance State Change`. The documented detail carries no task counts. */
export function hostEvent(host: HostRecord, now: number): ServiceEvent {
  return {
    source: 'aws.ecs',
    detailType: 'ECS Container Instance State Change',
    resources: [host.arn],
    detail: {
      agentConnected: host.agentConnected,
      attributes: Array.from(host.attributes, ([name, value]) => (value === undefined ? { name } : { name, value })),
      clusterArn: host.cluster.arn,
      containerInstanceArn: host.arn,
      ec2InstanceId: host.ec2InstanceId,
      registeredResources: host.resources.registered(),
      remainingResources: host.resources.remaining(),
      status: host.status,
      version: host.version,
      versionInfo: versionInfo(host),
      updatedAt: new Date(now).toISOString(),
    },
  };
}

/** The agent's versions. */
export function versionInfo(host: HostRecord): { agentHash: string; agentVersion: string; dockerVersion: string } {
  return { agentHash: 'aebcbca', agentVersion: host.agentVersion, dockerVersion: 'DockerVersion: 25.0.8' };
}

/** `ECS Task State Change`. */
export function taskEvent(task: TaskRecord, now: number): ServiceEvent {
  const exit = task.exitCode === undefined ? {} : { exitCode: task.exitCode };
  const { cpu, memory } = task.taskDefinition.demand;
  return {
    source: 'aws.ecs',
    detailType: 'ECS Task State Change',
    resources: [task.arn],
    detail: present({
      availabilityZone: task.availabilityZone,
      capacityProviderName: task.capacityProviderName,
      clusterArn: task.cluster.arn,
      containerInstanceArn: task.host?.arn,
      containers: containerNames(task).map((name) => ({ name, lastStatus: containerStatus(task), ...exit })),
      createdAt: iso(task.createdAt),
      launchType: task.capacityProviderName === undefined ? task.launchType : undefined,
      cpu: String(cpu),
      memory: String(memory),
      desiredStatus: task.desiredStatus,
      group: task.group,
      lastStatus: task.lastStatus,
      startedAt: iso(task.startedAt),
      startedBy: task.startedBy,
      stopCode: task.stopCode,
      stoppedReason: task.stoppedReason,
      stoppingAt: iso(task.stoppingAt),
      stoppedAt: iso(task.stoppedAt),
      executionStoppedAt: iso(task.executionStoppedAt),
      updatedAt: iso(now),
      taskArn: task.arn,
      taskDefinitionArn: task.taskDefinition.arn,
      version: task.version,
    }),
  };
}

/** Names of the task's containers. */
export function containerNames(task: TaskRecord): readonly string[] {
  const { containerDefinitions, family } = task.taskDefinition.input;
  return (containerDefinitions ?? []).map(({ name }) => name ?? family ?? '');
}

/** A container's status knows three values only. */
export function containerStatus(task: TaskRecord): 'PENDING' | 'RUNNING' | 'STOPPED' {
  switch (task.lastStatus) {
    case 'PROVISIONING':
    case 'PENDING':
      return 'PENDING';
    case 'DEPROVISIONING':
    case 'STOPPED':
      return 'STOPPED';
    default:
      return 'RUNNING';
  }
}

/** `ECS Service Action`. It has no version. */
export function serviceActionEvent(service: ServiceRecord, action: ServiceAction, now: number): ServiceEvent {
  return {
    source: 'aws.ecs',
    detailType: 'ECS Service Action',
    resources: [service.arn],
    detail: { ...action, clusterArn: service.cluster.arn, createdAt: new Date(now).toISOString() },
  };
}

function iso(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}

function present(detail: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(detail).filter(([, value]) => value !== undefined));
}
