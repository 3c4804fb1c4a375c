import type { Simulation } from '../../simulator/simulation.ts';
import {
  type Counts,
  DAY_DAEMON,
  DAY_SERVICES,
  type DayService,
  type LoadSpan,
  type LoadStep,
  loadOf,
} from './load.ts';

/** Name of the cluster. */
export const DAY = 'day';

/** The groups that its hosts are in: one on demand, one on Spot. */
export const DAY_GROUPS = [
  { name: 'day-on-demand', purchase: 'on-demand', least: 14, most: 24 },
  { name: 'day-spot', purchase: 'spot', least: 6, most: 36 },
] as const;

/** All hosts are of this type, so that hosts can be counted. */
const INSTANCE_TYPE = 'm7g.xlarge';
/** What ECS has of such a host, CPU units and MiB: less than EC2 gives, as the agent reports it. */
export const DAY_HOST = { cpu: 4_096, memory: 15_400 } as const;

const MINUTE = 60_000;
/** Percent of CPU or memory that is reserved, over which the groups grow. */
export const ALARM_THRESHOLD = 75;
/** Hosts by which each group grows at a time, and seconds after which they count. */
const GROWTH = { policyType: 'StepScaling', scalingAdjustment: 2, estimatedInstanceWarmup: 120 } as const;

/** When services are deployed anew, in hours of the day. */
const DEPLOYMENTS = [
  { service: 'web', at: 10.5 },
  { service: 'api', at: 15.75 },
] as const;

/** Bounds of a group at a scale. */
export const boundsOf = ({ least, most }: (typeof DAY_GROUPS)[number], scale: number) => ({
  min: Math.max(3, Math.round(least * scale)),
  max: Math.round(most * scale),
});

/**
 * Sets up a cluster and lets people, deployments and the alarm be at it for a part of a day. Its groups have all the
 * hosts that they may have at the beginning, as the peak of the day before left them.
 *
 * @param begins epoch milliseconds; until then hosts boot, and the tasks of the first interval start
 * @returns the desired counts as they will be
 */
export function liveDay(simulation: Simulation, span: LoadSpan, begins: number): readonly LoadStep[] {
  const { ecs, clock, world } = simulation;
  const load = loadOf(span, world.random.stream('load'));
  ecs.createCluster({ clusterName: DAY, tags: { 'ecs-ops:scale-in': 'true' } });
  launchHosts(simulation, span.scale);
  const [first] = load;
  for (const service of DAY_SERVICES) createService(simulation, service, first?.counts[service.name] ?? 0);
  createDaemon(simulation);
  for (const { minute, counts } of load.slice(1))
    clock.at(begins + minute * MINUTE, 'the load changes', () => setCounts(simulation, counts));
  for (const { service, at } of DEPLOYMENTS) {
    const after = at - span.from;
    if (after <= 0 || after >= span.hours) continue;
    const deploy = () => ecs.updateService({ cluster: DAY, service, forceNewDeployment: true });
    clock.at(begins + after * 60 * MINUTE, `deployment of ${service}`, deploy);
  }
  return load;
}

function launchHosts(simulation: Simulation, scale: number): void {
  for (const group of DAY_GROUPS) {
    const { name, purchase } = group;
    const bounds = boundsOf(group, scale);
    const launchTemplate = { instanceType: INSTANCE_TYPE, cluster: DAY, bootTime: 30_000 };
    simulation.autoScaling.createGroup({ name, purchase, ...bounds, desired: bounds.max, launchTemplate });
    simulation.scaleOutByAlarm({
      cluster: DAY,
      groupName: name,
      threshold: ALARM_THRESHOLD,
      evaluationPeriods: 1,
      policy: GROWTH,
    });
  }
}

function createService({ ecs }: Simulation, service: DayService, desiredCount: number): void {
  const { name, cpu, memory, packing, distinct = false } = service;
  ecs.registerTaskDefinition({ family: name, cpu: String(cpu), memory: String(memory) });
  ecs.createService({
    cluster: DAY,
    serviceName: name,
    taskDefinition: name,
    desiredCount,
    launchType: 'EC2',
    placementStrategy: [
      { type: 'spread', field: 'attribute:ecs.availability-zone' },
      packing === 'binpack' ? { type: 'binpack', field: 'cpu' } : { type: 'spread', field: 'instanceId' },
    ],
    placementConstraints: distinct ? [{ type: 'distinctInstance' }] : [],
    deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 125 },
  });
}

function createDaemon({ ecs }: Simulation): void {
  const { name, cpu, memory } = DAY_DAEMON;
  ecs.registerTaskDefinition({ family: name, cpu: String(cpu), memory: String(memory) });
  ecs.createService({
    cluster: DAY,
    serviceName: name,
    taskDefinition: name,
    launchType: 'EC2',
    schedulingStrategy: 'DAEMON',
  });
}

function setCounts({ ecs }: Simulation, counts: Counts): void {
  for (const [service, desiredCount] of Object.entries(counts))
    ecs.updateService({ cluster: DAY, service, desiredCount });
}
