import type { PacedOperations } from '../../shared/aws/pacing.ts';

/**
 * Four fifths of what ECS allows an account in a Region (ECS API reference, "Request throttling for the Amazon ECS API"):
 * the rest is for those who are in more of a hurry.
 */
export const ECS_PACE: readonly PacedOperations[] = [
  { operations: ['ListClusters', 'DescribeClusters'], burst: 40, perSecond: 16 },
  {
    operations: ['ListContainerInstances', 'DescribeContainerInstances', 'ListTasks', 'DescribeTasks'],
    burst: 80,
    perSecond: 16,
  },
  { operations: ['ListServices', 'DescribeServices'], burst: 80, perSecond: 16 },
  { operations: ['DescribeTaskDefinition'], burst: 40, perSecond: 16 },
  { operations: ['DescribeCapacityProviders'], burst: 40, perSecond: 16 },
  { operations: ['GetTaskProtection'], burst: 160, perSecond: 64 },
  { operations: ['PutAttributes', 'DeleteAttributes', 'UpdateContainerInstancesState'], burst: 80, perSecond: 32 },
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
