/** What an action does, and why a statement may allow it on everything. */
export interface ActionFacts {
  readonly access: 'read' | 'write';
  /** Why no narrower resource than `*` can be named; undefined where one can. */
  readonly onEverything?: string;
}

const NO_RESOURCE_TYPES = 'AWS has no resource types for it';
const READ: ActionFacts = { access: 'read' };
const WRITE: ActionFacts = { access: 'write' };
const READ_EVERYTHING: ActionFacts = { access: 'read', onEverything: NO_RESOURCE_TYPES };
const WRITE_EVERYTHING: ActionFacts = { access: 'write', onEverything: NO_RESOURCE_TYPES };

/**
 * Every action that a role of the stack may have. AWS's access levels List and Read are reads here, all others writes.
 * Source: Service Authorization Reference.
 */
export const ACTIONS: Readonly<Record<string, ActionFacts>> = {
  'autoscaling:CompleteLifecycleAction': WRITE,
  'autoscaling:DescribeAutoScalingGroups': READ_EVERYTHING,
  'autoscaling:DescribeAutoScalingInstances': READ_EVERYTHING,
  'autoscaling:DescribeInstanceRefreshes': READ_EVERYTHING,
  'autoscaling:DescribeLifecycleHooks': READ_EVERYTHING,
  'autoscaling:DescribeScalingActivities': READ_EVERYTHING,
  'autoscaling:RecordLifecycleActionHeartbeat': WRITE,
  'autoscaling:SetInstanceProtection': WRITE,
  'autoscaling:TerminateInstanceInAutoScalingGroup': WRITE,
  'ec2:DescribeInstances': READ_EVERYTHING,
  'ec2:ModifyInstanceMetadataOptions': WRITE,
  'ecs:DeleteAttributes': WRITE,
  'ecs:DescribeCapacityProviders': READ,
  'ecs:DescribeClusters': READ,
  'ecs:DescribeContainerInstances': READ,
  'ecs:DescribeServices': READ,
  'ecs:DescribeTaskDefinition': READ_EVERYTHING,
  'ecs:DescribeTasks': READ,
  'ecs:GetTaskProtection': READ,
  'ecs:ListClusters': READ_EVERYTHING,
  'ecs:ListContainerInstances': READ,
  'ecs:ListServices': READ_EVERYTHING,
  'ecs:ListTasks': {
    access: 'read',
    onEverything: 'its only resource type is one container instance, and the tasks of a whole cluster are listed',
  },
  'ecs:PutAttributes': WRITE,
  'ecs:StopTask': WRITE,
  'ecs:UpdateContainerInstancesState': WRITE,
  'ecs:UpdateService': WRITE,
  'kms:Decrypt': WRITE,
  'kms:GenerateDataKey': WRITE,
  'logs:CreateLogStream': WRITE,
  'logs:PutLogEvents': WRITE,
  'sns:Publish': WRITE,
  'sqs:ChangeMessageVisibility': WRITE,
  'sqs:DeleteMessage': WRITE,
  'sqs:GetQueueAttributes': READ,
  'sqs:ReceiveMessage': READ,
  'sqs:SendMessage': WRITE,
  'tag:GetResources': READ_EVERYTHING,
  'xray:PutTelemetryRecords': WRITE_EVERYTHING,
  'xray:PutTraceSegments': WRITE_EVERYTHING,
};
