import { HOST_METRICS } from '../../../simulator/scenarios/evening.ts';
import type { ClusterView, HostView, ServiceView } from '../../../simulator/services/ecs/view.ts';
import type { Simulation } from '../../../simulator/simulation.ts';
import { type Outcome, outcome } from './promise.ts';

/** The hosts on which host-sync is to keep one task, by service. */
const ONE_PER_HOST: Readonly<Record<string, (host: HostView) => boolean>> = {
  'log-router': () => true,
  [HOST_METRICS]: () => true,
  'gpu-exporter': ({ attributes }) => attributes['ecs.instance-type']?.startsWith('g4dn.') === true,
};

/** Every one-per-host service has one task on each host that it may run on, and every other one the tasks it wants. */
export function servicesRight({ ecs }: Simulation, clusterName: string): Outcome {
  const cluster = ecs.view(clusterName);
  const faults = cluster.services.flatMap((service) => faultsOf(service, cluster));
  const counts = cluster.services.map(({ serviceName, runningCount }) => `${serviceName} ${runningCount}`);
  return outcome('every service has its tasks', faults, counts.join(', '));
}

function faultsOf({ serviceName, desiredCount, runningCount }: ServiceView, { hosts, tasks }: ClusterView): string[] {
  const isEligible = ONE_PER_HOST[serviceName];
  const eligible = hosts.filter((host) => host.status === 'ACTIVE' && isEligible?.(host) === true);
  const wanted = isEligible === undefined ? desiredCount : eligible.length;
  const running = tasks.filter(
    ({ group, lastStatus }) => group === `service:${serviceName}` && lastStatus === 'RUNNING',
  );
  const places = new Set(running.map(({ ec2InstanceId }) => ec2InstanceId));
  const isRight = desiredCount === wanted && runningCount === wanted && running.length === wanted;
  return [
    ...(isRight ? [] : [`${serviceName} runs ${runningCount} of ${desiredCount} tasks, ${wanted} are wanted`]),
    ...(isEligible !== undefined && places.size < running.length ? [`${serviceName} has two tasks on one host`] : []),
  ];
}
