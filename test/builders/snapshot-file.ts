/** A host of a snapshot's cluster. */
interface HostLayout {
  /** Group and zone. */
  readonly group: string;
  readonly zone: string;
  readonly isSpot?: boolean;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A service of a snapshot's cluster; its tasks are spread over the hosts, in order. */
interface ServiceLayout {
  readonly name: string;
  readonly desired: number;
  /** How many of its tasks run; all of them unless given. */
  readonly running?: number;
  readonly constraints?: readonly object[];
  readonly scheduling?: 'REPLICA' | 'DAEMON';
  readonly tags?: Readonly<Record<string, string>>;
}

/** What a snapshot has besides the defaults. */
export interface SnapshotLayout {
  readonly hosts?: readonly HostLayout[];
  readonly services?: readonly ServiceLayout[];
  /** Tags of the cluster. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly hooks?: boolean;
  /** Standalone tasks of the family `report`, one on each of the first hosts. */
  readonly reports?: number;
}

/** When the picture was taken. */
export const TAKEN_AT = Date.UTC(2026, 0, 5, 17, 30);

const PLACE = 'eu-west-1:111122223333';
const CLUSTER_ARN = `arn:aws:ecs:${PLACE}:cluster/shop`;
const AN_HOUR_AGO = new Date(TAKEN_AT - 3_600_000).toISOString();
const TOPIC = `arn:aws:sns:${PLACE}:ecs-ops-dev-termination-gate`;

/** Two on-demand hosts and two Spot hosts in two zones. */
export const FOUR_HOSTS: readonly HostLayout[] = [
  { group: 'shop-general', zone: 'eu-west-1a' },
  { group: 'shop-general', zone: 'eu-west-1b' },
  { group: 'shop-spot', zone: 'eu-west-1a', isSpot: true },
  { group: 'shop-spot', zone: 'eu-west-1b', isSpot: true },
];

/** Forty on-demand hosts of one group in two zones. */
export const FORTY_HOSTS: readonly HostLayout[] = Array.from({ length: 40 }, (_, index) => ({
  group: 'shop-general',
  zone: `eu-west-1${'ab'[index % 2]}`,
}));

/** Two services: one that runs anywhere, one that wants a task on each host. */
const SERVICES: readonly ServiceLayout[] = [
  { name: 'web', desired: 4 },
  {
    name: 'log-router',
    desired: 4,
    constraints: [{ type: 'distinctInstance' }],
    tags: { 'ecs-ops:one-per-host': 'true' },
  },
];

/** A snapshot of the cluster `shop`, in AWS's own shapes, as `ecs-ops snapshot` writes it. */
export function snapshotContent(layout: SnapshotLayout = {}): Readonly<Record<string, unknown>> {
  const { hosts = FOUR_HOSTS, services = SERVICES, tags = {}, hooks = true, reports = 0 } = layout;
  const report: ServiceLayout = { name: 'report', desired: reports };
  const groups = [...new Set(hosts.map(({ group }) => group))];
  return {
    takenAt: new Date(TAKEN_AT).toISOString(),
    clusters: [{ clusterArn: CLUSTER_ARN, clusterName: 'shop', status: 'ACTIVE', tags: listOf(tags) }],
    containerInstances: hosts.map((host, index) => containerInstance(host, index, [...services, report], hosts.length)),
    services: services.map(serviceOf),
    tasks: [
      ...services.flatMap((service, index) => tasksOf(service, index, hosts.length)),
      ...tasksOf(report, services.length, hosts.length).map((task) => ({ ...task, group: 'family:report' })),
    ],
    taskDefinitions: [...services, report].map(({ name }) => ({
      taskDefinitionArn: definitionArn(name),
      family: name,
      revision: 1,
      cpu: '128',
      memory: '256',
      networkMode: 'bridge',
      containerDefinitions: [{ name }],
    })),
    autoScalingGroups: groups.map((group) => groupOf(group, hosts)),
    lifecycleHooks: hooks ? groups.map(hookOf) : [],
    instances: hosts.map(({ zone, isSpot = false }, index) => ({
      InstanceId: instanceId(index),
      InstanceType: 'm7g.large',
      State: { Code: 16, Name: 'running' },
      LaunchTime: AN_HOUR_AGO,
      Placement: { AvailabilityZone: zone },
      ...(isSpot && { InstanceLifecycle: 'spot' }),
    })),
  };
}

/** The snapshot as the text of a file. */
export function snapshotText(layout?: SnapshotLayout): string {
  return JSON.stringify(snapshotContent(layout));
}

/** Id of the instance of the host with that index. */
export function instanceId(index: number): string {
  return `i-${String(index + 1).padStart(17, '0')}`;
}

function hostArn(index: number): string {
  return `arn:aws:ecs:${PLACE}:container-instance/shop/${String(index + 1).padStart(32, '0')}`;
}

function definitionArn(family: string): string {
  return `arn:aws:ecs:${PLACE}:task-definition/${family}:1`;
}

function listOf(tags: Readonly<Record<string, string>>): readonly object[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

function runningOf({ desired, running = desired }: ServiceLayout): number {
  return running;
}

function resources(cpu: number, memory: number): readonly object[] {
  return [
    { name: 'CPU', type: 'INTEGER', integerValue: cpu },
    { name: 'MEMORY', type: 'INTEGER', integerValue: memory },
  ];
}

function containerInstance(
  { zone, attributes = {} }: HostLayout,
  index: number,
  services: readonly ServiceLayout[],
  hosts: number,
): object {
  const on = services.flatMap((service) => places(service, hosts)).filter((place) => place === index).length;
  return {
    containerInstanceArn: hostArn(index),
    ec2InstanceId: instanceId(index),
    status: 'ACTIVE',
    agentConnected: true,
    runningTasksCount: on,
    pendingTasksCount: 0,
    registeredResources: resources(2_048, 7_680),
    remainingResources: resources(2_048 - 128 * on, 7_680 - 256 * on),
    attributes: [
      { name: 'ecs.instance-type', value: 'm7g.large' },
      { name: 'ecs.availability-zone', value: zone },
      ...Object.entries(attributes).map(([name, value]) => ({ name, value })),
    ],
    registeredAt: AN_HOUR_AGO,
  };
}

/** Indexes of the hosts on which the tasks of a service run. */
function places(service: ServiceLayout, hosts: number): readonly number[] {
  return Array.from({ length: runningOf(service) }, (_, index) => index % hosts);
}

function serviceOf(service: ServiceLayout): object {
  const { name, desired, constraints = [], scheduling = 'REPLICA', tags = {} } = service;
  const counts = { desiredCount: desired, runningCount: runningOf(service), pendingCount: 0 };
  return {
    serviceArn: `arn:aws:ecs:${PLACE}:service/shop/${name}`,
    serviceName: name,
    clusterArn: CLUSTER_ARN,
    status: 'ACTIVE',
    ...counts,
    launchType: 'EC2',
    taskDefinition: definitionArn(name),
    deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 200 },
    deployments: [
      {
        id: `ecs-svc/${name.length}`,
        status: 'PRIMARY',
        taskDefinition: definitionArn(name),
        ...counts,
        createdAt: AN_HOUR_AGO,
        rolloutState: 'COMPLETED',
      },
    ],
    placementConstraints: constraints,
    placementStrategy: [{ type: 'spread', field: 'instanceId' }],
    schedulingStrategy: scheduling,
    createdAt: AN_HOUR_AGO,
    tags: listOf(tags),
  };
}

function tasksOf(service: ServiceLayout, number: number, hosts: number): readonly object[] {
  return places(service, hosts).map((place, index) => ({
    taskArn: `arn:aws:ecs:${PLACE}:task/shop/${String((number + 1) * 1_000 + index).padStart(32, '0')}`,
    clusterArn: CLUSTER_ARN,
    taskDefinitionArn: definitionArn(service.name),
    containerInstanceArn: hostArn(place),
    group: `service:${service.name}`,
    startedBy: `ecs-svc/${service.name.length}`,
    launchType: 'EC2',
    cpu: '128',
    memory: '256',
    lastStatus: 'RUNNING',
    desiredStatus: 'RUNNING',
    createdAt: AN_HOUR_AGO,
    startedAt: AN_HOUR_AGO,
  }));
}

function groupOf(group: string, hosts: readonly HostLayout[]): object {
  const own = hosts.flatMap((host, index) => (host.group === group ? [{ ...host, index }] : []));
  return {
    AutoScalingGroupName: group,
    LaunchTemplate: { LaunchTemplateName: group, Version: '1' },
    MinSize: 0,
    MaxSize: 10,
    DesiredCapacity: own.length,
    AvailabilityZones: [...new Set(hosts.map(({ zone }) => zone))],
    CreatedTime: AN_HOUR_AGO,
    Instances: own.map(({ index, zone }) => ({
      InstanceId: instanceId(index),
      InstanceType: 'm7g.large',
      AvailabilityZone: zone,
      LifecycleState: 'InService',
      HealthStatus: 'Healthy',
      ProtectedFromScaleIn: false,
    })),
    Tags: [],
  };
}

function hookOf(group: string): object {
  return {
    LifecycleHookName: 'ecs-ops-drain',
    AutoScalingGroupName: group,
    LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
    NotificationTargetARN: TOPIC,
    RoleARN: 'arn:aws:iam::111122223333:role/ecs-ops-hook',
    HeartbeatTimeout: 3600,
    DefaultResult: 'CONTINUE',
  };
}
