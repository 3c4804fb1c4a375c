import type { Simulation } from '../simulation.ts';
import type { Scenario } from './scenario.ts';

/** Name of the scenario's cluster. */
export const SHOP = 'shop';

/**
 * A small cluster: two general hosts and one with a GPU, in two Auto Scaling groups; `log-router` wants one task on each
 * host, `gpu-exporter` on each host with a GPU, `web` four tasks anywhere.
 */
export const shop: Scenario = {
  name: 'shop',
  description: 'three hosts in two groups, two one-per-host services and a web service',
  set: (simulation) => {
    simulation.ecs.createCluster({ clusterName: SHOP });
    services(simulation);
    group(simulation, 'shop-general', 'm7g.large', 2);
    group(simulation, 'shop-gpu', 'g4dn.xlarge', 1);
  },
};

function services({ ecs }: Simulation): void {
  const distinctInstance = { type: 'distinctInstance' } as const;
  const onGpu = { type: 'memberOf', expression: 'attribute:ecs.instance-type =~ g4dn.*' } as const;
  const onePerHost = {
    cluster: SHOP,
    desiredCount: 0,
    deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 200 },
    tags: { 'ecs-ops:one-per-host': 'true' },
  };
  for (const [serviceName, placementConstraints] of [
    ['log-router', [distinctInstance]],
    ['gpu-exporter', [distinctInstance, onGpu]],
  ] as const) {
    ecs.registerTaskDefinition({ family: serviceName, cpu: '64', memory: '128' });
    ecs.createService({
      ...onePerHost,
      serviceName,
      taskDefinition: serviceName,
      placementConstraints: [...placementConstraints],
    });
  }
  ecs.registerTaskDefinition({ family: 'web', cpu: '256', memory: '512' });
  const placementStrategy = [{ type: 'spread', field: 'instanceId' } as const];
  ecs.createService({ cluster: SHOP, serviceName: 'web', taskDefinition: 'web', desiredCount: 4, placementStrategy });
}

function group({ autoScaling }: Simulation, name: string, instanceType: string, desired: number): void {
  autoScaling.createGroup({ name, min: 1, max: 6, desired, launchTemplate: { instanceType, cluster: SHOP } });
}
