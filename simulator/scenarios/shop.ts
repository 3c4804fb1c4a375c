import type { Simulation } from '../simulation.ts';
import { ON_GPU, onePerHostService } from './one-per-host.ts';
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

function services(simulation: Simulation): void {
  onePerHostService(simulation, SHOP, 'log-router');
  onePerHostService(simulation, SHOP, 'gpu-exporter', ON_GPU);
  const { ecs } = simulation;
  ecs.registerTaskDefinition({ family: 'web', cpu: '256', memory: '512' });
  const placementStrategy = [{ type: 'spread', field: 'instanceId' } as const];
  ecs.createService({ cluster: SHOP, serviceName: 'web', taskDefinition: 'web', desiredCount: 4, placementStrategy });
}

function group({ autoScaling }: Simulation, name: string, instanceType: string, desired: number): void {
  autoScaling.createGroup({ name, min: 1, max: 6, desired, launchTemplate: { instanceType, cluster: SHOP } });
}
