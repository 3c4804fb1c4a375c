import type { Simulation } from '../simulation.ts';
import type { Machine } from './machines.ts';

/** Milliseconds after its launch in which an instance without a host is taken to be booting. */
const BOOTING = 10 * 60_000;

/** Puts instances and their hosts in. An agent that has not registered does so soon if its instance is new. */
export function importHosts({ ec2, ecs, agents, clock }: Simulation, machines: Iterable<Machine>): void {
  for (const { instance, host, cluster } of machines) {
    ec2.restore(instance);
    const { instanceId, launchTime } = instance;
    if (host !== undefined && cluster !== undefined) ecs.restore.host(cluster, host, machineState(instance.state));
    const booting = clock.now() - launchTime < BOOTING;
    if (host !== undefined || booting) agents.restore(instanceId, host !== undefined);
  }
}

function machineState(state: Machine['instance']['state']): 'running' | 'stopped' | 'terminated' {
  if (state === 'stopped' || state === 'stopping') return 'stopped';
  return state === 'terminated' || state === 'shutting-down' ? 'terminated' : 'running';
}
