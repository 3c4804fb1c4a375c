import type { Simulation } from '../simulation.ts';
import { METADATA_OPTIONS } from './metadata-options.ts';
import { onePerHostService } from './one-per-host.ts';
import type { Scenario } from './scenario.ts';
import { terminateHook } from './terminate-hook.ts';

/** Name of the scenario's cluster. */
export const MARKET = 'market';

/** The Auto Scaling groups whose instances are the cluster's hosts. */
export const MARKET_GROUPS = { main: 'market-main', compute: 'market-compute' } as const;

/** The service whose load falls: what each of its tasks takes. No task of the cluster takes more. */
export const STOREFRONT = { name: 'storefront', cpu: 640, memory: 1024, instanceType: 'm7g.large' } as const;

/** The service whose task takes longer to start than a drain may take: it loads an index first. */
export const SEARCH = 'search';

/** The one-per-host service. */
export const HOST_METRICS = 'host-metrics';

/** Family of the standalone task that somebody starts in the evening. */
export const STOCKTAKING = 'stocktaking';

/** Minutes that a drain may take, once badly used hosts are to go: a tag of the cluster says so. */
export const DRAIN_MINUTES = 5;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** When the hosts have joined, and the services are started. */
const DEPLOYMENT = 75 * SECOND;
/** Longer than a drain may take, for the index of `search`. */
const SEARCH_START = (DRAIN_MINUTES + 3) * MINUTE;
/** How many tasks the storefront has in the day; and in the evening, after so many minutes. */
const DAY_TASKS = 12;
const EVENING_TASKS: readonly (readonly [minutes: number, tasks: number])[] = [
  [0, 8],
  [1, 5],
  [2, 3],
];

/** Milliseconds until the hosts are older than scale-in's minimum age, and its cooldown after their launch is over. */
export const DAY_LENGTH = 18 * MINUTE;
/** Milliseconds from the opt-in until idle hosts have gone. */
export const IDLE_HOSTS_GONE = 17 * MINUTE;

/** Told when somebody does something. */
type Says = (who: string, what: string) => void;

/**
 * A cluster at the end of a day: five general hosts full of `storefront`, whose load falls, and one with `search`, which
 * does not leave its host in time. `host-metrics` wants one task on each host.
 */
export const evening: Scenario = {
  name: 'evening',
  description: 'six hosts that opt in to scale-in after 18 minutes, when load falls, and to consolidation later',
  set: (simulation) => {
    const { clock } = simulation;
    openMarket(simulation);
    clock.after(DAY_LENGTH, 'load falls', () => loadFalls(simulation));
    clock.after(DAY_LENGTH + IDLE_HOSTS_GONE, 'badly used hosts are to go', () => consolidate(simulation));
  },
};

/** Sets up the cluster as it is in the day. */
export function openMarket(simulation: Simulation): void {
  simulation.ecs.createCluster({ clusterName: MARKET });
  onePerHostService(simulation, MARKET, HOST_METRICS);
  group(simulation, MARKET_GROUPS.main, { instanceType: STOREFRONT.instanceType, min: 2, desired: 5 });
  group(simulation, MARKET_GROUPS.compute, { instanceType: 'c7g.large', min: 0, desired: 1 });
  simulation.clock.after(DEPLOYMENT, 'somebody deploys services', () => deploy(simulation));
}

/** Opts the cluster in, and has the storefront's load fall from now on. */
export function loadFalls(simulation: Simulation, says: Says = () => undefined): void {
  const { ecs, clock } = simulation;
  tag(simulation, { 'ecs-ops:scale-in': 'true' }, says);
  for (const [index, [minutes, desiredCount]] of EVENING_TASKS.entries()) {
    const [, before = DAY_TASKS] = EVENING_TASKS[index - 1] ?? [];
    clock.after(minutes * MINUTE, 'the storefront has less to do', () => {
      says('autoscaler', `${STOREFRONT.name}: desired count ${before} → ${desiredCount}`);
      ecs.updateService({ cluster: MARKET, service: STOREFRONT.name, desiredCount });
    });
  }
  clock.after(3 * MINUTE, 'somebody starts a task', () => startStocktaking(simulation));
}

/** Opts the cluster in to consolidation. */
export function consolidate(simulation: Simulation, says: Says = () => undefined): void {
  const tags = {
    'ecs-ops:scale-in-consolidation': 'true',
    'ecs-ops:scale-in-drain-minutes': String(DRAIN_MINUTES),
  };
  tag(simulation, tags, says);
}

function tag({ ecs }: Simulation, tags: Readonly<Record<string, string>>, says: Says): void {
  const list = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
  says('operator', `tags the cluster: ${list.join(', ')}`);
  ecs.tagResource(ecs.view(MARKET).clusterArn, tags);
}

interface Group {
  readonly instanceType: string;
  readonly min: number;
  readonly desired: number;
}

/** In one zone, so that no balance of zones keeps an idle host. */
function group(simulation: Simulation, name: string, { instanceType, min, desired }: Group): void {
  simulation.autoScaling.createGroup({
    name,
    min,
    max: 10,
    desired,
    zones: ['eu-west-1a'],
    launchTemplate: { instanceType, cluster: MARKET, metadataOptions: METADATA_OPTIONS },
    hooks: [terminateHook(simulation)],
  });
}

function deploy(simulation: Simulation): void {
  const { ecs } = simulation;
  const { name, cpu, memory, instanceType } = STOREFRONT;
  ecs.registerTaskDefinition({ family: SEARCH, cpu: '128', memory: '256' }, { startDuration: SEARCH_START });
  // The host with the least memory is the one of the other group.
  service(simulation, SEARCH, { desiredCount: 1, placementStrategy: [{ type: 'binpack', field: 'memory' }] });
  ecs.registerTaskDefinition({ family: name, cpu: String(cpu), memory: String(memory) });
  service(simulation, name, {
    desiredCount: DAY_TASKS,
    placementStrategy: [{ type: 'spread', field: 'instanceId' }],
    placementConstraints: [{ type: 'memberOf', expression: `attribute:ecs.instance-type == ${instanceType}` }],
  });
}

/** A service that may not lose a task before another one runs in its place. */
function service(
  { ecs }: Simulation,
  serviceName: string,
  specification: Pick<
    Parameters<Simulation['ecs']['createService']>[0],
    'desiredCount' | 'placementStrategy' | 'placementConstraints'
  >,
): void {
  ecs.createService({
    cluster: MARKET,
    serviceName,
    taskDefinition: serviceName,
    deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 200 },
    ...specification,
  });
}

/** Starts a standalone task on one of the hosts that are left to the storefront. */
function startStocktaking({ ecs }: Simulation): void {
  ecs.registerTaskDefinition({ family: STOCKTAKING, cpu: '128', memory: '256' });
  const wanted = ecs
    .view(MARKET)
    .tasks.find((task) => task.group === `service:${STOREFRONT.name}` && task.desiredStatus === 'RUNNING');
  const expression = `ec2InstanceId == ${wanted?.ec2InstanceId}`;
  const placementConstraints = [{ type: 'memberOf', expression } as const];
  ecs.runTask({ cluster: MARKET, taskDefinition: STOCKTAKING, launchType: 'EC2', placementConstraints });
}
