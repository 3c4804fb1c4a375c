import { onePerHostService } from '../../simulator/scenarios/one-per-host.ts';
import { terminateHook } from '../../simulator/scenarios/terminate-hook.ts';
import type { Simulation } from '../../simulator/simulation.ts';

/** What a reference account is, and what happens in it on a day. */
export interface ReferenceAccount {
  readonly clusters: number;
  /** Hosts of each cluster, by purchase option. */
  readonly onDemandHosts: number;
  readonly spotHosts: number;
  /** How often the agent of a host loses its connection and comes back, each hour. */
  readonly agentReconnectsPerHour: number;
  /** Deployments of services a day. */
  readonly deployments: number;
  /** Hosts that are started a day and stay idle, until scale-in removes them. */
  readonly scaleOuts: number;
  /** Spot interruptions a day. */
  readonly interruptions: number;
}

/** Ten clusters, 200 hosts. */
export const REFERENCE: ReferenceAccount = {
  clusters: 10,
  onDemandHosts: 14,
  spotHosts: 6,
  agentReconnectsPerHour: 4,
  deployments: 20,
  scaleOuts: 4,
  interruptions: 2,
};

/** Services of each cluster beside the one-per-host service; a deployment replaces all tasks of one. */
export const SERVICES = [
  { name: 'web', tasks: 24, cpu: 512, memory: 1_024 },
  { name: 'api', tasks: 18, cpu: 512, memory: 2_048 },
  { name: 'worker', tasks: 12, cpu: 1_024, memory: 2_048 },
] as const;

const INSTANCE_TYPE = 'm7g.xlarge';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** When anything happens: deployments, scale-outs, interruptions. Hours of the day. */
export const WORK = { from: 8, hours: 12 } as const;

const clusterName = (index: number): string => `cluster-${index + 1}`;

/** The on-demand group of a cluster. */
export const onDemandGroup = (cluster: string): string => `${cluster}-on-demand`;
const spotGroup = (cluster: string): string => `${cluster}-spot`;

/** Names of the account's clusters. */
export const clusterNames = ({ clusters }: ReferenceAccount): readonly string[] =>
  Array.from({ length: clusters }, (_, index) => clusterName(index));

/** Sets up clusters, groups and services. Their tasks run after some minutes. */
export function setUp(simulation: Simulation, account: ReferenceAccount): void {
  const { ecs } = simulation;
  for (const { name, cpu, memory } of SERVICES)
    ecs.registerTaskDefinition({ family: name, cpu: String(cpu), memory: String(memory) });
  for (const cluster of clusterNames(account)) {
    ecs.createCluster({ clusterName: cluster, tags: { 'ecs-ops:scale-in': 'true' } });
    group(simulation, cluster, 'on-demand', account.onDemandHosts);
    group(simulation, cluster, 'spot', account.spotHosts);
    onePerHostService(simulation, cluster, 'agent');
    simulation.clock.after(3 * MINUTE, `services of ${cluster}`, () => createServices(simulation, cluster));
  }
}

function group(simulation: Simulation, cluster: string, purchase: 'on-demand' | 'spot', desired: number): void {
  simulation.autoScaling.createGroup({
    name: purchase === 'spot' ? spotGroup(cluster) : onDemandGroup(cluster),
    min: 2,
    max: 2 * desired,
    desired,
    purchase,
    launchTemplate: { instanceType: INSTANCE_TYPE, cluster },
    hooks: [terminateHook(simulation)],
  });
}

function createServices({ ecs }: Simulation, cluster: string): void {
  for (const { name, tasks } of SERVICES)
    ecs.createService({
      cluster,
      serviceName: name,
      taskDefinition: name,
      desiredCount: tasks,
      deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 200 },
      placementStrategy: [
        { type: 'spread', field: 'attribute:ecs.availability-zone' },
        { type: 'spread', field: 'instanceId' },
      ],
    });
}

/** Plans what happens from now on in the day that begins at midnight, `begins` in epoch milliseconds. */
export function planDay(simulation: Simulation, account: ReferenceAccount, begins: number): void {
  const { clock, ecs, autoScaling } = simulation;
  const clusters = clusterNames(account);
  const clusterOf = (index: number): string => clusters[index % clusters.length] ?? '';
  const spread = (times: number, label: string, happens: (index: number) => void): void => {
    for (let index = 0; index < times; index += 1) {
      const time = begins + (WORK.from + ((index + 0.5) * WORK.hours) / times) * HOUR;
      if (time >= clock.now()) clock.at(time, label, () => happens(index));
    }
  };
  spread(account.deployments, 'deployment', (index) => {
    const service = SERVICES[index % SERVICES.length]?.name ?? '';
    ecs.updateService({ cluster: clusterOf(index), service, forceNewDeployment: true });
  });
  spread(account.scaleOuts, 'scale-out', (index) => {
    const name = onDemandGroup(clusterOf(3 * index));
    autoScaling.setDesiredCapacity(name, autoScaling.view(name).desired + 1);
  });
  spread(account.interruptions, 'Spot interruption', (index) => interrupt(simulation, clusterOf(5 * index + 1)));
}

function interrupt({ autoScaling, ec2 }: Simulation, cluster: string): void {
  const instance = autoScaling.view(spotGroup(cluster)).instances.find(({ state }) => state === 'InService');
  if (instance !== undefined) ec2.interrupt(instance.instanceId);
}
