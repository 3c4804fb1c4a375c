const LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

function allowing(actions: readonly string[]): unknown {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
}

/** AWS managed policies by the part of their ARN after `:policy/`. Source: AWS Managed Policy Reference Guide. */
const MANAGED_POLICIES: Readonly<Record<string, unknown>> = {
  'service-role/AWSLambdaBasicExecutionRole': allowing(LOGS),
  'service-role/AWSLambdaSQSQueueExecutionRole': allowing([
    'sqs:ReceiveMessage',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    ...LOGS,
  ]),
  'service-role/AWSLambdaVPCAccessExecutionRole': allowing([
    ...LOGS,
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ]),
  'service-role/AutoScalingNotificationAccessRole': allowing(['sqs:SendMessage', 'sqs:GetQueueUrl', 'sns:Publish']),
  AWSXRayDaemonWriteAccess: allowing([
    'xray:PutTraceSegments',
    'xray:PutTelemetryRecords',
    'xray:GetSamplingRules',
    'xray:GetSamplingTargets',
    'xray:GetSamplingStatisticSummaries',
  ]),
};

/** The document of an AWS managed policy, or undefined when the simulator does not know it. */
export function managedPolicy(arn: string): unknown {
  const name = /^arn:[\w-]+:iam::aws:policy\/(.+)$/.exec(arn)?.[1];
  return name === undefined ? undefined : MANAGED_POLICIES[name];
}
