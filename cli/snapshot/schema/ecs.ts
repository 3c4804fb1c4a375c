import * as v from 'valibot';
import { arn, count, date, ecsTag, flag, instanceId, list, name, only, text, word } from './fields.ts';

/** Shapes of the ECS API, cut to what is kept. Source: ECS API reference, Data types. */

const NAME = '[A-Za-z0-9_-]{1,255}';
const ID = '[A-Za-z0-9-]{8,64}';

const clusterArn = arn('ecs', `cluster/${NAME}`, 'cluster/shop');
const hostArn = arn(
  'ecs',
  `container-instance/(${NAME}/)?${ID}`,
  'container-instance/shop/0123456789abcdef0123456789abcdef',
);
const serviceArn = arn('ecs', `service/(${NAME}/)?${NAME}`, 'service/shop/web');
const taskArn = arn('ecs', `task/(${NAME}/)?${ID}`, 'task/shop/0123456789abcdef0123456789abcdef');
const taskDefinitionArn = arn('ecs', `task-definition/${NAME}:\\d+`, 'task-definition/web:3');
const providerArn = arn('ecs', `capacity-provider/${NAME}`, 'capacity-provider/shop-spot');

const strategyItem = only({ capacityProvider: name, weight: v.optional(count), base: v.optional(count) });
const constraint = only({ type: word(['distinctInstance', 'memberOf']), expression: v.optional(text) });
const strategy = only({ type: word(['random', 'spread', 'binpack']), field: v.optional(text) });
const LAUNCH_TYPES = ['EC2', 'FARGATE', 'EXTERNAL', 'MANAGED_INSTANCES'] as const;

/** DescribeClusters with TAGS and SETTINGS. */
export const cluster = only({
  clusterArn,
  clusterName: name,
  status: v.optional(text),
  registeredContainerInstancesCount: v.optional(count),
  runningTasksCount: v.optional(count),
  pendingTasksCount: v.optional(count),
  activeServicesCount: v.optional(count),
  capacityProviders: list(name),
  defaultCapacityProviderStrategy: list(strategyItem),
  settings: list(only({ name: v.optional(word(['containerInsights'])), value: v.optional(text) })),
  tags: list(ecsTag),
});

const resource = only({
  name,
  type: v.optional(text),
  integerValue: v.optional(v.number('a number')),
  longValue: v.optional(v.number('a number')),
  doubleValue: v.optional(v.number('a number')),
  stringSetValue: list(text),
});

/** DescribeContainerInstances with TAGS. */
export const containerInstance = only({
  containerInstanceArn: hostArn,
  ec2InstanceId: v.optional(v.union([instanceId, v.pipe(text, v.regex(/^mi-[0-9a-f]{8,17}$/))], 'an instance id')),
  capacityProviderName: v.optional(name),
  version: v.optional(count),
  versionInfo: v.optional(only({ agentVersion: v.optional(text) })),
  status: word(['REGISTERING', 'REGISTRATION_FAILED', 'ACTIVE', 'DRAINING', 'DEREGISTERING', 'INACTIVE']),
  agentConnected: v.optional(flag),
  runningTasksCount: v.optional(count),
  pendingTasksCount: v.optional(count),
  registeredResources: v.array(resource, 'a list of resources, CPU and MEMORY among them'),
  remainingResources: list(resource),
  attributes: list(only({ name, value: v.optional(text) })),
  healthStatus: v.optional(
    only({ overallStatus: v.optional(word(['OK', 'IMPAIRED', 'INSUFFICIENT_DATA', 'INITIALIZING'])) }),
  ),
  registeredAt: v.optional(date),
  tags: list(ecsTag),
});

const deployment = only({
  id: v.optional(text),
  status: v.optional(text),
  taskDefinition: v.optional(taskDefinitionArn),
  desiredCount: v.optional(count),
  pendingCount: v.optional(count),
  runningCount: v.optional(count),
  createdAt: v.optional(date),
  updatedAt: v.optional(date),
  launchType: v.optional(word(LAUNCH_TYPES)),
  capacityProviderStrategy: list(strategyItem),
  rolloutState: v.optional(word(['COMPLETED', 'FAILED', 'IN_PROGRESS'])),
});

/** DescribeServices with TAGS. */
export const service = only({
  serviceArn,
  serviceName: name,
  clusterArn,
  status: v.optional(word(['ACTIVE', 'DRAINING', 'INACTIVE'])),
  desiredCount: count,
  runningCount: v.optional(count),
  pendingCount: v.optional(count),
  launchType: v.optional(word(LAUNCH_TYPES)),
  capacityProviderStrategy: list(strategyItem),
  taskDefinition: v.optional(taskDefinitionArn),
  deploymentConfiguration: v.optional(
    only({ minimumHealthyPercent: v.optional(count), maximumPercent: v.optional(count) }),
  ),
  deploymentController: v.optional(only({ type: word(['ECS', 'CODE_DEPLOY', 'EXTERNAL']) })),
  deployments: list(deployment),
  placementConstraints: list(constraint),
  placementStrategy: list(strategy),
  schedulingStrategy: v.optional(word(['REPLICA', 'DAEMON'])),
  loadBalancers: list(
    only({ targetGroupArn: v.optional(text), containerName: v.optional(text), containerPort: v.optional(count) }),
  ),
  availabilityZoneRebalancing: v.optional(word(['ENABLED', 'DISABLED'])),
  propagateTags: v.optional(word(['TASK_DEFINITION', 'SERVICE', 'NONE'])),
  createdAt: v.optional(date),
  tags: list(ecsTag),
});

const TASK_STATUSES = [
  'PROVISIONING',
  'PENDING',
  'ACTIVATING',
  'RUNNING',
  'DEACTIVATING',
  'STOPPING',
  'DEPROVISIONING',
  'STOPPED',
  'DELETED',
] as const;

/** DescribeTasks with TAGS. */
export const task = only({
  taskArn,
  clusterArn,
  taskDefinitionArn,
  containerInstanceArn: v.optional(hostArn),
  group: v.optional(text),
  startedBy: v.optional(text),
  launchType: v.optional(word(LAUNCH_TYPES)),
  capacityProviderName: v.optional(name),
  availabilityZone: v.optional(text),
  cpu: v.optional(text),
  memory: v.optional(text),
  lastStatus: word(TASK_STATUSES),
  desiredStatus: word(['PENDING', 'RUNNING', 'STOPPED']),
  version: v.optional(count),
  createdAt: v.optional(date),
  startedAt: v.optional(date),
  stoppingAt: v.optional(date),
  stoppedAt: v.optional(date),
  tags: list(ecsTag),
});

const portMapping = only({
  containerPort: v.optional(count),
  hostPort: v.optional(count),
  protocol: v.optional(word(['tcp', 'udp'])),
});

const containerDefinition = only({
  name,
  cpu: v.optional(count),
  memory: v.optional(count),
  memoryReservation: v.optional(count),
  essential: v.optional(flag),
  portMappings: list(portMapping),
  resourceRequirements: list(only({ type: word(['GPU', 'InferenceAccelerator']), value: text })),
  stopTimeout: v.optional(count),
});

/** DescribeTaskDefinition. Commands, environments, secrets, images, volumes and logs are not among the fields. */
export const taskDefinition = only({
  taskDefinitionArn,
  family: name,
  revision: count,
  status: v.optional(word(['ACTIVE', 'INACTIVE', 'DELETE_IN_PROGRESS'])),
  cpu: v.optional(text),
  memory: v.optional(text),
  networkMode: v.optional(word(['bridge', 'host', 'awsvpc', 'none'])),
  placementConstraints: list(only({ type: v.optional(word(['memberOf'])), expression: v.optional(text) })),
  requiresCompatibilities: list(word(LAUNCH_TYPES)),
  containerDefinitions: v.array(containerDefinition, 'a list of container definitions'),
  taskRoleArn: v.optional(text),
  registeredAt: v.optional(date),
});

const managedScaling = only({
  status: v.optional(word(['ENABLED', 'DISABLED'])),
  targetCapacity: v.optional(count),
  minimumScalingStepSize: v.optional(count),
  maximumScalingStepSize: v.optional(count),
  instanceWarmupPeriod: v.optional(count),
});

/** DescribeCapacityProviders with TAGS. FARGATE and FARGATE_SPOT have a name and a status alone. */
export const capacityProvider = only({
  capacityProviderArn: v.optional(providerArn),
  name,
  status: v.optional(word(['PROVISIONING', 'ACTIVE', 'DEPROVISIONING', 'INACTIVE'])),
  autoScalingGroupProvider: v.optional(
    only({
      autoScalingGroupArn: name,
      managedScaling: v.optional(managedScaling),
      managedTerminationProtection: v.optional(word(['ENABLED', 'DISABLED'])),
      managedDraining: v.optional(word(['ENABLED', 'DISABLED'])),
    }),
  ),
  tags: list(ecsTag),
});

/** GetTaskProtection. */
export const protectedTask = only({
  taskArn,
  protectionEnabled: v.optional(flag),
  expirationDate: v.optional(date),
});
