import type { ClusterRecord, HostRecord, HostStatus, ServiceRecord, TaskRecord, TaskStatus } from './state/records.ts';

/** A task at one moment. */
export interface TaskView {
  readonly taskArn: string;
  readonly group: string;
  readonly taskDefinitionArn: string;
  readonly containerInstanceArn: string | undefined;
  readonly ec2InstanceId: string | undefined;
  readonly lastStatus: TaskStatus;
  readonly desiredStatus: 'RUNNING' | 'STOPPED';
  readonly daemon: boolean;
  readonly stoppedReason: string | undefined;
}

/** A container instance at one moment. */
export interface HostView {
  readonly containerInstanceArn: string;
  readonly ec2InstanceId: string;
  readonly status: HostStatus;
  readonly agentConnected: boolean;
  readonly availabilityZone: string;
  readonly attributes: Readonly<Record<string, string | undefined>>;
  readonly runningTasksCount: number;
  readonly pendingTasksCount: number;
  /** CPU units and MiB that the host registered with. */
  readonly registeredCpu: number;
  readonly registeredMemory: number;
  /** CPU units and MiB that no task has taken. */
  readonly freeCpu: number;
  readonly freeMemory: number;
}

/** A service at one moment. */
export interface ServiceView {
  readonly serviceArn: string;
  readonly serviceName: string;
  readonly status: 'ACTIVE' | 'DRAINING' | 'INACTIVE';
  readonly desiredCount: number;
  readonly runningCount: number;
  readonly pendingCount: number;
  readonly steady: boolean;
  /** Newest first. */
  readonly messages: readonly string[];
}

/** A cluster at one moment. */
export interface ClusterView {
  readonly clusterArn: string;
  /** Container instances that are not INACTIVE. */
  readonly hosts: readonly HostView[];
  readonly services: readonly ServiceView[];
  /** Stopped tasks included, while ECS still lists them. */
  readonly tasks: readonly TaskView[];
}

export function clusterView(cluster: ClusterRecord): ClusterView {
  return {
    clusterArn: cluster.arn,
    hosts: Array.from(cluster.hosts.values(), hostView),
    services: Array.from(cluster.services.values(), serviceView),
    tasks: Array.from(cluster.tasks.values(), taskView),
  };
}

export function taskView(task: TaskRecord): TaskView {
  return {
    taskArn: task.arn,
    group: task.group,
    taskDefinitionArn: task.taskDefinition.arn,
    containerInstanceArn: task.host?.arn,
    ec2InstanceId: task.host?.ec2InstanceId,
    lastStatus: task.lastStatus,
    desiredStatus: task.desiredStatus,
    daemon: task.service?.schedulingStrategy === 'DAEMON',
    stoppedReason: task.stoppedReason,
  };
}

function hostView(host: HostRecord): HostView {
  return {
    containerInstanceArn: host.arn,
    ec2InstanceId: host.ec2InstanceId,
    status: host.status,
    agentConnected: host.agentConnected,
    availabilityZone: host.availabilityZone,
    attributes: Object.fromEntries(host.attributes),
    runningTasksCount: host.counts.running,
    pendingTasksCount: host.counts.pending,
    registeredCpu: host.resources.capacity.cpu,
    registeredMemory: host.resources.capacity.memory,
    freeCpu: host.resources.cpu,
    freeMemory: host.resources.memory,
  };
}

function serviceView(service: ServiceRecord): ServiceView {
  return {
    serviceArn: service.arn,
    serviceName: service.name,
    status: service.status,
    desiredCount: service.desiredCount,
    runningCount: service.counts.running,
    pendingCount: service.counts.pending,
    steady: service.steady,
    messages: service.events.map(({ message }) => message ?? ''),
  };
}
