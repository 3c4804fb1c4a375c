import type { Simulation } from '../simulation.ts';
import { METADATA_OPTIONS } from './metadata-options.ts';
import { ON_GPU, onePerHostService } from './one-per-host.ts';
import type { Scenario } from './scenario.ts';
import { terminateHook } from './terminate-hook.ts';

/** Name of the scenario's cluster. */
export const CLUSTER = 'shop';

/** The Auto Scaling groups whose instances are the cluster's hosts. */
export const GROUPS = { general: 'shop-general', spot: 'shop-spot', gpu: 'shop-gpu' } as const;

/** Who is told by e-mail what the functions could not solve. */
export const OPERATOR = 'operator@example.com';

/** Minutes for which hosts of the GPU group are held at most: a tag of the group says so. */
export const GPU_DEADLINE_MINUTES = 10;

/** Family of the standalone task that runs on the Spot host. */
export const REPORT = 'report';

const SECOND = 1_000;
/** When the hosts have joined, and the services and the report are started. */
const DEPLOYMENT = 75 * SECOND;

/**
 * A cluster on three Auto Scaling groups with a terminate hook each. `log-router` wants one task on each host,
 * `gpu-exporter` on each host with a GPU; `web` runs anywhere; `orders` is slow to stop; each task of `recommender`
 * needs a GPU of its own; `report` is a standalone task on the Spot host.
 */
export const drains: Scenario = {
  name: 'drains',
  description:
    'six hosts in three groups with terminate hooks, one of them on Spot, and what makes drains slow or stuck',
  set: (simulation) => {
    const { ecs, sns, clock, stack } = simulation;
    ecs.createCluster({ clusterName: CLUSTER });
    onePerHostService(simulation, CLUSTER, 'log-router');
    onePerHostService(simulation, CLUSTER, 'gpu-exporter', ON_GPU);
    group(simulation, GROUPS.general, { instanceType: 'm7g.large', desired: 3 });
    group(simulation, GROUPS.spot, { instanceType: 'c7g.large', desired: 1 });
    const tags = { 'ecs-ops:drain-deadline-minutes': String(GPU_DEADLINE_MINUTES) };
    group(simulation, GROUPS.gpu, { instanceType: 'g4dn.xlarge', desired: 2, tags });
    const topicArn = stack.outputs['OperatorTopicArn'] ?? '';
    sns.subscribe({ topicArn, protocol: 'email', endpoint: OPERATOR, attributes: {} });
    clock.after(DEPLOYMENT, 'somebody deploys services and starts a task', () => deploy(simulation));
  },
};

interface Group {
  readonly instanceType: string;
  readonly desired: number;
  readonly tags?: Readonly<Record<string, string>>;
}

function group(simulation: Simulation, name: string, { instanceType, desired, tags = {} }: Group): void {
  const isSpot = name === GROUPS.spot;
  // One group has a launch template from before IMDSv2.
  const metadataOptions = isSpot ? { ...METADATA_OPTIONS, HttpTokens: 'optional' as const } : METADATA_OPTIONS;
  simulation.autoScaling.createGroup({
    name,
    min: 0,
    max: 6,
    desired,
    launchTemplate: { instanceType, cluster: CLUSTER, metadataOptions },
    purchase: isSpot ? 'spot' : 'on-demand',
    tags,
    hooks: [terminateHook(simulation)],
  });
}

function deploy(simulation: Simulation): void {
  const { ecs, autoScaling } = simulation;
  const small = { cpu: '256', memory: '512' };
  const container = (name: string) => ({ name, image: `${name}:latest` });
  ecs.registerTaskDefinition({ family: 'web', ...small });
  service(simulation, 'web', 6);
  const orders = { family: 'orders', ...small, containerDefinitions: [{ ...container('orders'), stopTimeout: 120 }] };
  // It finishes what it works on, once it is asked to stop.
  ecs.registerTaskDefinition(orders, { stopDuration: 95 * SECOND });
  service(simulation, 'orders', 3, 'attribute:ecs.instance-type =~ m7g.*');
  const gpu = { ...container('recommender'), resourceRequirements: [{ type: 'GPU', value: '1' } as const] };
  ecs.registerTaskDefinition({ family: 'recommender', ...small, containerDefinitions: [gpu] });
  service(simulation, 'recommender', 2);
  ecs.registerTaskDefinition({ family: REPORT, ...small }, { stopDuration: 8 * SECOND });
  const expression = `ec2InstanceId == ${autoScaling.view(GROUPS.spot).instances[0]?.instanceId}`;
  const placementConstraints = [{ type: 'memberOf', expression } as const];
  ecs.runTask({ cluster: CLUSTER, taskDefinition: REPORT, launchType: 'EC2', placementConstraints });
}

/** A service that may not lose a task before another one runs in its place. */
function service({ ecs }: Simulation, serviceName: string, desiredCount: number, on?: string): void {
  ecs.createService({
    cluster: CLUSTER,
    serviceName,
    taskDefinition: serviceName,
    desiredCount,
    deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 200 },
    placementStrategy: [{ type: 'spread', field: 'instanceId' }],
    placementConstraints: on === undefined ? [] : [{ type: 'memberOf', expression: on }],
  });
}
