import type { PacedOperations } from '../../shared/aws/pacing.ts';
import { READS_PER_MINUTE } from './look-size.ts';

/** Reads of hosts and tasks, which share a bucket. */
export const HOST_AND_TASK_READS = [
  'ListContainerInstances',
  'DescribeContainerInstances',
  'ListTasks',
  'DescribeTasks',
];

/**
 * Four fifths of what ECS allows an account in a Region at once (ECS API reference, "Request throttling for the Amazon
 * ECS API"), and a quarter of it in any minute: the rest is for those who are in more of a hurry.
 */
export const ECS_PACE: readonly PacedOperations[] = [
  { operations: ['ListClusters', 'DescribeClusters'], burst: 40, perSecond: 16, perMinute: 300 },
  {
    operations: HOST_AND_TASK_READS,
    burst: 80,
    perSecond: 16,
    perMinute: READS_PER_MINUTE,
  },
  { operations: ['ListServices', 'DescribeServices'], burst: 80, perSecond: 16, perMinute: 300 },
  { operations: ['DescribeTaskDefinition'], burst: 40, perSecond: 16, perMinute: 300 },
  { operations: ['DescribeCapacityProviders'], burst: 40, perSecond: 16, perMinute: 300 },
  { operations: ['GetTaskProtection'], burst: 160, perSecond: 64, perMinute: 1_200 },
  {
    operations: ['PutAttributes', 'DeleteAttributes', 'UpdateContainerInstancesState'],
    burst: 80,
    perSecond: 32,
    perMinute: 600,
  },
];

/** EC2 Auto Scaling documents no rates: no more than a person with a terminal would make. */
export const AUTO_SCALING_PACE: readonly PacedOperations[] = [
  {
    operations: [
      'DescribeAutoScalingGroups',
      'DescribeAutoScalingInstances',
      'DescribeInstanceRefreshes',
      'DescribeScalingActivities',
    ],
    burst: 20,
    perSecond: 5,
  },
  { operations: ['TerminateInstanceInAutoScalingGroup', 'SetInstanceProtection'], burst: 10, perSecond: 2 },
];
