import type { GroupMember } from '../../shared/domain/auto-scaling.ts';
import type { Cluster, Service, Tags } from '../../shared/domain/cluster.ts';
import type { Failure } from '../../shared/domain/errors.ts';
import type { Host } from '../../shared/domain/hosts.ts';
import type { Remark } from '../../shared/domain/plan.ts';
import type { Task } from '../../shared/domain/tasks.ts';
import type { ScaleInSettings } from './terms.ts';

/**
 * What a look found. Everything in it is evaluated already: expressions of the cluster query language, deployments,
 * reservations of task definitions. Lists may come in any order.
 */
export interface Snapshot {
  readonly settings: ScaleInSettings;
  readonly clusters: readonly ClusterView[];
  /** There is so much to read that this look is left out; a later one is due. */
  readonly isLeftOut?: true;
  /** A second look within a minute would read more than scale-in may. */
  readonly isLarge?: boolean;
  /** Why it could not be told which clusters there are to look at, when all were asked for. */
  readonly everywhereFailure?: Failure;
}

/** A cluster as it was found. */
export type ClusterView =
  | {
      readonly kind: 'out-of-scope';
      readonly clusterArn: string;
      /** Hosts that carry our marks, from when the cluster was in scope: those that we drained are set ACTIVE again. */
      readonly markedHosts: readonly Host[];
      /** Those of them that Auto Scaling is terminating, or may be, by EC2 instance id: they stay as they are. */
      readonly leaving: ReadonlySet<string>;
    }
  | { readonly kind: 'unreadable'; readonly clusterArn: string; readonly failure: Failure }
  | ClusterLook;

/** A cluster that is in scope by a tag of its own or of a group, or has hosts with our mark. */
export interface ClusterLook {
  readonly kind: 'read';
  readonly clusterArn: string;
  readonly cluster: Cluster;
  /** All container instances but INACTIVE ones. */
  readonly hosts: readonly HostLook[];
  /**
   * All tasks whose desired status is RUNNING, those without a host included. Of hosts with our mark also the tasks
   * whose desired status is STOPPED and whose last status is not. Tasks on Fargate and on external hosts are left out.
   */
  readonly tasks: readonly TaskLook[];
  /** All services that are not INACTIVE. */
  readonly services: readonly ServiceLook[];
  /** One for each task definition of `tasks` and `services`; one that is missing was not readable. */
  readonly requirements: readonly Requirements[];
  /** The groups that any host of the cluster is in, and those that a capacity provider or a tag gives to the cluster. */
  readonly groups: readonly GroupView[];
  /** The cluster's capacity providers that have a group. */
  readonly capacityProviders: readonly CapacityProviderLook[];
  /** What could not be read besides. Unless empty, nothing new is drained and nothing is terminated. */
  readonly unread: readonly Remark[];
}

/** What a host has, in all and free (ECS API reference, ContainerInstance, registeredResources, remainingResources). */
export interface HostResources {
  /** CPU units; 1,024 make a vCPU. */
  readonly registeredCpu: number;
  readonly remainingCpu: number;
  /** MiB. */
  readonly registeredMemory: number;
  readonly remainingMemory: number;
  /** GPUs, free or not. */
  readonly gpus: number;
  /** Host ports that are taken, as in `80/tcp`; the ports the agent keeps for itself included. */
  readonly takenPorts: readonly string[];
}

/** A container instance, and what planning needs besides. */
export interface HostLook extends Host {
  /** Tags of the container instance. */
  readonly tags: Tags;
  readonly resources: HostResources;
  /** Undefined where ECS does not say. */
  readonly availabilityZone: string | undefined;
  /** `healthStatus.overallStatus`, as in OK or IMPAIRED; undefined where ECS does not say. */
  readonly overallStatus: string | undefined;
  /** How many `awsvpc` tasks the host can take in all; undefined where that isn't known: none is planned onto it then. */
  readonly mostNetworkInterfaces: number | undefined;
  /** What the host costs, in any unit that is the same for all; undefined where it isn't known: its size counts then. */
  readonly hourlyCost: number | undefined;
  /** Whether the tasks that are being stopped on the host were listed. A host is only terminated when they were. */
  readonly stoppingTasksRead: boolean;
}

/** Whether a task is protected from scale-in (ECS API reference, GetTaskProtection). */
export type Protection =
  | 'protected'
  | 'unprotected'
  /**
   * Not asked, or not readable: the task counts as protected. Worth asking of tasks on hosts used below the threshold
   * where consolidation is on, of one-per-host tasks on idle hosts, and of tasks on hosts to be replaced.
   */
  | 'unknown';

/** A task. */
export interface TaskLook
  extends Pick<Task, 'taskArn' | 'taskDefinitionArn' | 'group' | 'lastStatus' | 'desiredStatus'> {
  /** Undefined while it has not been placed. */
  readonly containerInstanceArn: string | undefined;
  readonly protection: Protection;
}

/** The hosts that `memberOf` constraints leave. */
export type EligibleHosts =
  | { readonly kind: 'all' }
  | { readonly kind: 'some'; readonly containerInstanceArns: ReadonlySet<string> }
  /** Undecided: tasks are not planned anywhere. */
  | { readonly kind: 'not-evaluated'; readonly detail: string };

/** What a task of a task definition takes of a host (ECS API reference, TaskDefinition). */
export interface Requirements {
  readonly taskDefinitionArn: string;
  /** CPU units that ECS reserves: of the task, or else of its containers together. */
  readonly cpu: number;
  /** MiB that ECS reserves: of the task, or else of its containers, `memoryReservation` where there is one. */
  readonly memory: number;
  readonly gpus: number;
  /** Fixed host ports, as in `80/tcp`. */
  readonly hostPorts: readonly string[];
  /** Names and values of attributes that a host must have; an undefined value stands for any. */
  readonly requiresAttributes: readonly { readonly name: string; readonly value: string | undefined }[];
  /** The task has a network interface of its own. */
  readonly isAwsvpc: boolean;
  /** By the placement constraints of the task definition itself. */
  readonly eligibleHosts: EligibleHosts;
}

/** A service. */
export interface ServiceLook {
  readonly service: Service;
  /** The task definition of its primary deployment. */
  readonly taskDefinitionArn: string;
  readonly runningCount: number;
  readonly pendingCount: number;
  /** It has more than one deployment or task set, or one whose rollout state is IN_PROGRESS. */
  readonly isDeploying: boolean;
  /** Percent of the desired count (ECS API reference, DeploymentConfiguration). */
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  /** By the `memberOf` constraints of the service. Capacity providers and `distinctInstance` are not in it. */
  readonly eligibleHosts: EligibleHosts;
  /** It has a strategy `spread` over `attribute:ecs.availability-zone`, or none at all, which is the same. */
  readonly spreadsOverZones: boolean;
}

/** An Auto Scaling group as it was found. */
export type GroupView =
  | ({ readonly kind: 'read' } & GroupLook)
  | { readonly kind: 'unreadable'; readonly autoScalingGroupName: string; readonly failure: Failure };

/** When a group last grew. */
export type LastScaleOut =
  /** Milliseconds since 1970; undefined when no activity says that it ever did. Replacing an instance is no growth. */
  | { readonly kind: 'read'; readonly at: number | undefined }
  /** The newest registration of a host of the group counts instead. */
  | { readonly kind: 'not-asked' }
  | { readonly kind: 'unreadable'; readonly failure: Failure };

/** An Auto Scaling group (EC2 Auto Scaling API reference, AutoScalingGroup). */
export interface GroupLook {
  readonly autoScalingGroupName: string;
  readonly tags: Tags;
  /** `Delete in progress` while it is being deleted, undefined otherwise. */
  readonly status: string | undefined;
  readonly minSize: number;
  readonly desiredCapacity: number;
  readonly availabilityZones: readonly string[];
  /** Names of suspended processes, as in `Terminate`. */
  readonly suspendedProcesses: readonly string[];
  readonly hasWarmPool: boolean;
  /** An instance refresh is pending or in progress. */
  readonly isRefreshing: boolean;
  readonly lastScaleOut: LastScaleOut;
  /** All its instances, those in a warm pool included. */
  readonly members: readonly MemberLook[];
}

/** An instance of a group. */
export interface MemberLook extends GroupMember {
  readonly availabilityZone: string;
  /** `Healthy` or `Unhealthy`, as Auto Scaling says. */
  readonly healthStatus: string;
  readonly protectedFromScaleIn: boolean;
  /** What it counts towards the desired capacity: 1 in groups without weights. */
  readonly weightedCapacity: number;
  /** Where it is registered, if it is none of the cluster's hosts. `unknown` unless every cluster was asked. */
  readonly registration: 'none' | 'other-cluster' | 'unknown';
  /** Milliseconds since 1970; undefined where EC2 was not asked. Needed of instances that are registered nowhere. */
  readonly launchedAt: number | undefined;
}

/** A capacity provider (ECS API reference, CapacityProvider). */
export interface CapacityProviderLook {
  readonly name: string;
  readonly autoScalingGroupName: string;
  /** ECS sets the size of the group. */
  readonly hasManagedScaling: boolean;
}
