import * as v from 'valibot';
import { arn, count, date, flag, instanceId, list, name, only, tag, text, whole, word } from './fields.ts';

/** Shapes of the EC2 Auto Scaling API, cut to what is kept. Source: EC2 Auto Scaling API reference, Data types. */

const template = only({
  LaunchTemplateId: v.optional(text),
  LaunchTemplateName: v.optional(text),
  Version: v.optional(text),
});

const LIFECYCLE_STATES = [
  'Pending',
  'Pending:Wait',
  'Pending:Proceed',
  'Quarantined',
  'InService',
  'EnteringStandby',
  'Standby',
  'Detaching',
  'Detached',
  'Terminating',
  'Terminating:Wait',
  'Terminating:Proceed',
  'Terminating:Retained',
  'Terminated',
  'Warmed:Pending',
  'Warmed:Pending:Wait',
  'Warmed:Pending:Proceed',
  'Warmed:Pending:Retained',
  'Warmed:Stopped',
  'Warmed:Running',
  'Warmed:Hibernated',
  'Warmed:Terminating',
  'Warmed:Terminating:Wait',
  'Warmed:Terminating:Proceed',
  'Warmed:Terminating:Retained',
  'Warmed:Terminated',
] as const;

const groupInstance = only({
  InstanceId: instanceId,
  InstanceType: v.optional(name),
  AvailabilityZone: name,
  LifecycleState: word(LIFECYCLE_STATES),
  HealthStatus: v.optional(text),
  ProtectedFromScaleIn: v.optional(flag),
  LaunchTemplate: v.optional(template),
  LaunchConfigurationName: v.optional(text),
  WeightedCapacity: v.optional(text),
});

const mixedInstances = only({
  LaunchTemplate: v.optional(
    only({
      LaunchTemplateSpecification: v.optional(template),
      Overrides: list(only({ InstanceType: v.optional(text), WeightedCapacity: v.optional(text) })),
    }),
  ),
  InstancesDistribution: v.optional(
    only({
      OnDemandAllocationStrategy: v.optional(text),
      OnDemandBaseCapacity: v.optional(count),
      OnDemandPercentageAboveBaseCapacity: v.optional(count),
      SpotAllocationStrategy: v.optional(text),
    }),
  ),
});

/** DescribeAutoScalingGroups. */
export const autoScalingGroup = only({
  AutoScalingGroupName: name,
  AutoScalingGroupARN: v.optional(
    arn(
      'autoscaling',
      'autoScalingGroup:[0-9a-f-]+:autoScalingGroupName/.+',
      'autoScalingGroup:<uuid>:autoScalingGroupName/shop',
    ),
  ),
  LaunchTemplate: v.optional(template),
  LaunchConfigurationName: v.optional(text),
  MixedInstancesPolicy: v.optional(mixedInstances),
  MinSize: count,
  MaxSize: count,
  DesiredCapacity: count,
  DesiredCapacityType: v.optional(text),
  DefaultCooldown: v.optional(count),
  AvailabilityZones: v.pipe(v.array(name, 'a list'), v.minLength(1, 'at least one zone')),
  HealthCheckType: v.optional(text),
  HealthCheckGracePeriod: v.optional(count),
  Instances: list(groupInstance),
  CreatedTime: v.optional(date),
  SuspendedProcesses: list(only({ ProcessName: name })),
  Tags: list(only({ ...tag.entries, PropagateAtLaunch: v.optional(flag) })),
  TerminationPolicies: list(name),
  NewInstancesProtectedFromScaleIn: v.optional(flag),
  CapacityRebalance: v.optional(flag),
  WarmPoolConfiguration: v.optional(
    only({
      MinSize: v.optional(count),
      MaxGroupPreparedCapacity: v.optional(whole),
      PoolState: v.optional(word(['Hibernated', 'Running', 'Stopped'])),
      Status: v.optional(word(['PendingDelete'])),
      InstanceReusePolicy: v.optional(only({ ReuseOnScaleIn: v.optional(flag) })),
    }),
  ),
  WarmPoolSize: v.optional(count),
  InstanceLifecyclePolicy: v.optional(
    only({ RetentionTriggers: v.optional(only({ TerminateHookAbandon: v.optional(word(['retain', 'terminate'])) })) }),
  ),
});

/** DescribeLifecycleHooks. */
export const lifecycleHook = only({
  LifecycleHookName: name,
  AutoScalingGroupName: name,
  LifecycleTransition: word(['autoscaling:EC2_INSTANCE_LAUNCHING', 'autoscaling:EC2_INSTANCE_TERMINATING']),
  NotificationTargetARN: v.optional(text),
  RoleARN: v.optional(text),
  HeartbeatTimeout: v.optional(count),
  GlobalTimeout: v.optional(count),
  DefaultResult: v.optional(word(['CONTINUE', 'ABANDON'])),
});
