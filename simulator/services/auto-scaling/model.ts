import type { InstanceRefreshStatus } from '@aws-sdk/client-auto-scaling';
import type { LaunchSpecification, PurchaseOption } from '../ec2/instance.ts';
import type { LifecycleState } from './lifecycle-states.ts';

/** Where an instance comes from, or goes to, in a lifecycle notice. */
export type Place = 'EC2' | 'AutoScalingGroup' | 'WarmPool';

/** What a hook waits for. */
export type Transition = 'autoscaling:EC2_INSTANCE_LAUNCHING' | 'autoscaling:EC2_INSTANCE_TERMINATING';

/** How a lifecycle action ends. */
export type ActionResult = 'CONTINUE' | 'ABANDON';

/** Processes that can be suspended. Source: EC2 Auto Scaling user guide, suspend and resume processes. */
export const PROCESSES = [
  'Launch',
  'Terminate',
  'AddToLoadBalancer',
  'AlarmNotification',
  'AZRebalance',
  'HealthCheck',
  'InstanceRefresh',
  'ReplaceUnhealthy',
  'ScheduledActions',
] as const;
export type ProcessName = (typeof PROCESSES)[number];

/** What a group's instances are launched with. */
export interface LaunchTemplate extends Omit<LaunchSpecification, 'availabilityZone' | 'lifecycle'> {
  readonly launchTemplateId: string;
  readonly launchTemplateName: string;
  readonly version: number;
}

/** The share of Spot in a group. Source: EC2 Auto Scaling API reference, InstancesDistribution. */
export interface InstancesDistribution {
  readonly onDemandBaseCapacity: number;
  readonly onDemandPercentageAboveBaseCapacity: number;
}

/** A tag of a group. */
export interface GroupTag {
  readonly key: string;
  readonly value: string;
  readonly propagateAtLaunch: boolean;
}

/** A lifecycle hook. */
export interface LifecycleHook {
  readonly name: string;
  readonly transition: Transition;
  /** Seconds, 30 to 7200. */
  readonly heartbeatTimeout: number;
  readonly defaultResult: ActionResult;
  readonly notificationTargetArn: string | undefined;
  readonly roleArn: string | undefined;
  readonly notificationMetadata: string | undefined;
}

/** A warm pool's settings. */
export interface WarmPool {
  readonly minSize: number;
  /** Undefined: the group's maximum size. */
  readonly maxGroupPreparedCapacity: number | undefined;
  readonly poolState: 'Stopped' | 'Running' | 'Hibernated';
  readonly reuseOnScaleIn: boolean;
  readonly pendingDelete: boolean;
}

/** A group's settings, replaced as a whole when they change. */
export interface GroupSettings {
  readonly min: number;
  readonly max: number;
  readonly desired: number;
  /** Availability Zones, in order of preference. */
  readonly zones: readonly string[];
  readonly launchTemplate: LaunchTemplate;
  /** Undefined: everything on demand. */
  readonly distribution: InstancesDistribution | undefined;
  readonly terminationPolicies: readonly string[];
  readonly newInstancesProtectedFromScaleIn: boolean;
  readonly capacityRebalance: boolean;
  /** `RetentionTriggers.TerminateHookAbandon=retain`. */
  readonly retainOnAbandon: boolean;
  /** Seconds. */
  readonly defaultCooldown: number;
}

/** An instance of a group or of its warm pool. Changed only by the instance lifecycle. */
export interface Member {
  readonly instanceId: string;
  readonly groupName: string;
  readonly instanceType: string;
  readonly zone: string;
  readonly purchase: PurchaseOption;
  readonly templateVersion: number;
  /** Epoch milliseconds. */
  readonly launchedAt: number;
  state: LifecycleState;
  health: 'Healthy' | 'Unhealthy';
  protectedFromScaleIn: boolean;
  /** Where it was before the phase it is in. */
  origin: Place;
  /** Epoch milliseconds of its last arrival in service. */
  inServiceSince: number | undefined;
  /** Spot has announced, or expects, an interruption, and the group rebalances its capacity. */
  atRisk: boolean;
}

/** An instance refresh. Nothing is replaced by it. */
export interface InstanceRefresh {
  readonly id: string;
  readonly status: InstanceRefreshStatus;
  /** Epoch milliseconds. */
  readonly startedAt: number;
}

/** A group with everything that belongs to it. */
export interface Group {
  readonly name: string;
  readonly arn: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  settings: GroupSettings;
  warmPool: WarmPool | undefined;
  readonly tags: Map<string, GroupTag>;
  /** Suspended processes, with the epoch milliseconds of their suspension. */
  readonly suspended: Map<ProcessName, number>;
  /** Epoch milliseconds at which the last launch or termination ended: cooldowns begin then. */
  lastActivityEnd: number | undefined;
  /** The latest instance refresh, as a scenario says; undefined when there was none. */
  refresh?: InstanceRefresh;
  readonly hooks: Map<string, LifecycleHook>;
  readonly members: Map<string, Member>;
}
