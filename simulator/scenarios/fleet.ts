import type { Simulation } from '../simulation.ts';
import { ON_GPU, onePerHostService } from './one-per-host.ts';
import type { Scenario } from './scenario.ts';

/** Name of the scenario's cluster. */
export const FLEET = 'fleet';

/**
 * A cluster of more hosts than an answer lists: 120 general ones and 130 with a GPU; `log-router` wants one task on each
 * host, `gpu-exporter` on each host with a GPU.
 */
export const fleet: Scenario = {
  name: FLEET,
  description: '250 hosts in two groups and two one-per-host services',
  set: (simulation) => {
    simulation.ecs.createCluster({ clusterName: FLEET });
    onePerHostService(simulation, FLEET, 'log-router');
    onePerHostService(simulation, FLEET, 'gpu-exporter', ON_GPU);
    group(simulation, 'fleet-general', 'm7g.large', 120);
    group(simulation, 'fleet-gpu', 'g4dn.xlarge', 130);
  },
};

function group({ autoScaling }: Simulation, name: string, instanceType: string, size: number): void {
  const launchTemplate = { instanceType, cluster: FLEET };
  autoScaling.createGroup({ name, min: 0, max: 2 * size, desired: size, launchTemplate });
}
