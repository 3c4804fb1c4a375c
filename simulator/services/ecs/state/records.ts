import type {
  CapacityProvider,
  CapacityProviderStrategyItem,
  ClusterSetting,
  CreateServiceRequest,
  PlacementConstraint,
  PlacementStrategy,
  RegisterTaskDefinitionRequest,
  ServiceEvent,
} from '@aws-sdk/client-ecs';
import type { Scheduled } from '../../../kernel/virtual-clock.ts';
import type { TaskTimings } from '../options.ts';
import type { ClusterExpression } from '../query/expression.ts';
import type { Demand, HostResources } from './resources.ts';

/** Tags of one resource, by key. */
export type Tags = Map<string, string>;

/** How many tasks run and how many are on their way. As the API counts: a task being stopped is in neither. */
export interface TaskCounts {
  running: number;
  pending: number;
}

/** A cluster and everything registered in it. Maps keep the order of creation. */
export interface ClusterRecord {
  readonly order: number;
  readonly arn: string;
  readonly name: string;
  status: 'ACTIVE' | 'INACTIVE';
  readonly tags: Tags;
  settings: readonly ClusterSetting[];
  capacityProviders: readonly string[];
  defaultCapacityProviderStrategy: readonly CapacityProviderStrategyItem[];
  /** By id: the container instances that are not INACTIVE. */
  readonly hosts: Map<string, HostRecord>;
  /** By id: deregistered container instances, which can be described for a while. */
  readonly inactiveHosts: Map<string, HostRecord>;
  /** By name, deleted services included until the name is used again. */
  readonly services: Map<string, ServiceRecord>;
  /** By id, stopped tasks included until their retention ends. */
  readonly tasks: Map<string, TaskRecord>;
  /** Tasks with lastStatus STOPPED in the order in which they stopped. */
  readonly stoppedTasks: TaskRecord[];
  readonly counts: TaskCounts;
}

/** Status of a container instance. Source: ECS API reference, ContainerInstance. */
export type HostStatus = 'REGISTERING' | 'ACTIVE' | 'DRAINING' | 'DEREGISTERING' | 'INACTIVE';

/** A container instance. */
export interface HostRecord {
  readonly order: number;
  readonly id: string;
  readonly arn: string;
  readonly cluster: ClusterRecord;
  readonly ec2InstanceId: string;
  readonly availabilityZone: string;
  status: HostStatus;
  agentConnected: boolean;
  /** What the EC2 instance underneath does; ECS learns of it only through the agent's connection. */
  machine: 'running' | 'stopped' | 'terminated';
  readonly attributes: Map<string, string | undefined>;
  /** Grows with each change of the attributes, so that what was derived from them can be remembered. */
  attributesRevision: number;
  readonly resources: HostResources;
  /** Tasks whose lastStatus is not STOPPED. */
  readonly tasks: Set<TaskRecord>;
  /** Number of tasks with desiredStatus RUNNING by task group. */
  readonly groups: Map<string, number>;
  readonly counts: TaskCounts;
  version: number;
  readonly registeredAt: number;
  deregisteredAt: number | undefined;
  readonly tags: Tags;
  readonly capacityProviderName: string | undefined;
  readonly agentVersion: string;
  /** ECS has yet to notice that the machine went down: what happens when it does. */
  loss: (() => void) | undefined;
  /** Orders that the agent takes up when it connects again. */
  readonly ordersForAgent: (() => void)[];
}

/** One rollout of a service. */
export interface DeploymentRecord {
  /** `ecs-svc/` and 19 digits: also the `startedBy` of its tasks. */
  readonly id: string;
  status: 'PRIMARY' | 'ACTIVE';
  readonly taskDefinition: TaskDefinitionRecord;
  rolloutState: 'IN_PROGRESS' | 'COMPLETED';
  rolloutStateReason: string;
  readonly counts: TaskCounts;
  readonly createdAt: number;
  updatedAt: number;
}

/** A service. */
export interface ServiceRecord {
  readonly order: number;
  readonly arn: string;
  readonly name: string;
  readonly cluster: ClusterRecord;
  /** `service:<name>`. */
  readonly group: string;
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE';
  readonly schedulingStrategy: 'REPLICA' | 'DAEMON';
  /** For DAEMON services the number of eligible hosts, kept by the scheduler. */
  desiredCount: number;
  launchType: string | undefined;
  capacityProviderStrategy: readonly CapacityProviderStrategyItem[];
  placementConstraints: readonly PlacementConstraint[];
  placementStrategy: readonly PlacementStrategy[];
  /** The `memberOf` expressions, parsed. */
  memberOf: readonly ClusterExpression[];
  minimumHealthyPercent: number;
  maximumPercent: number;
  /** PRIMARY first. */
  deployments: DeploymentRecord[];
  /** Tasks whose lastStatus is not STOPPED. */
  readonly tasks: Set<TaskRecord>;
  readonly counts: TaskCounts;
  /** Newest first, at most 100. */
  readonly events: ServiceEvent[];
  readonly tags: Tags;
  readonly createdAt: number;
  readonly createdBy: string | undefined;
  /** Milliseconds between the end of a task's duty and its SIGTERM; 0 without load balancers. */
  deregistrationDelay: number;
  /** What the caller gave that the simulator only repeats. */
  repeated: Pick<
    CreateServiceRequest,
    | 'loadBalancers'
    | 'serviceRegistries'
    | 'networkConfiguration'
    | 'healthCheckGracePeriodSeconds'
    | 'propagateTags'
    | 'enableECSManagedTags'
    | 'enableExecuteCommand'
    | 'platformVersion'
    | 'availabilityZoneRebalancing'
    | 'deploymentController'
  >;
  /** The scheduler's next look at this service. */
  look: Scheduled | undefined;
  steady: boolean;
  /** Launches left in the present minute's quota, and when that was reckoned. */
  readonly launchQuota: { left: number; at: number };
  /** The last complaint, so that the same one is not repeated for six hours. */
  complaint: { message: string; at: number } | undefined;
}

/** Where a task is in its life. Source: ECS developer guide, Task lifecycle. */
export type TaskStatus =
  | 'PROVISIONING'
  | 'PENDING'
  | 'ACTIVATING'
  | 'RUNNING'
  | 'DEACTIVATING'
  | 'STOPPING'
  | 'DEPROVISIONING'
  | 'STOPPED';

/** A task. */
export interface TaskRecord {
  readonly order: number;
  readonly id: string;
  readonly arn: string;
  readonly cluster: ClusterRecord;
  readonly taskDefinition: TaskDefinitionRecord;
  /** Undefined on Fargate. */
  readonly host: HostRecord | undefined;
  readonly availabilityZone: string;
  readonly service: ServiceRecord | undefined;
  readonly deployment: DeploymentRecord | undefined;
  readonly group: string;
  readonly startedBy: string | undefined;
  readonly launchType: 'EC2' | 'FARGATE';
  readonly capacityProviderName: string | undefined;
  readonly tags: Tags;
  /** Identifiers of the GPUs assigned to it. */
  readonly gpuIds: readonly string[];
  lastStatus: TaskStatus;
  desiredStatus: 'RUNNING' | 'STOPPED';
  version: number;
  readonly createdAt: number;
  startedAt: number | undefined;
  stoppingAt: number | undefined;
  executionStoppedAt: number | undefined;
  stoppedAt: number | undefined;
  stoppedReason: string | undefined;
  stopCode: string | undefined;
  exitCode: number | undefined;
  /** Scale-in protection, with the time at which it ends. */
  protection: { readonly until: number | undefined } | undefined;
  /** The next step of its life. */
  step: Scheduled | undefined;
}

/** A revision of a task definition. */
export interface TaskDefinitionRecord {
  readonly order: number;
  readonly arn: string;
  readonly family: string;
  readonly revision: number;
  status: 'ACTIVE' | 'INACTIVE';
  readonly input: RegisterTaskDefinitionRequest;
  readonly demand: Demand;
  readonly memberOf: readonly ClusterExpression[];
  /** Milliseconds from SIGTERM to SIGKILL: the longest of its containers. */
  readonly stopTimeout: number;
  readonly timings: TaskTimings;
  readonly tags: Tags;
  readonly registeredAt: number;
}

/** A capacity provider. */
export interface CapacityProviderRecord {
  readonly order: number;
  readonly arn: string;
  readonly name: string;
  readonly tags: Tags;
  readonly description: CapacityProvider;
}
