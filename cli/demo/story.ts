import { SHOP, shop } from '../../simulator/scenarios/shop.ts';
import type { Simulation } from '../../simulator/simulation.ts';

/** One part of the story: what a person is told, what happens, and how long it is watched. */
export interface Act {
  readonly title: string;
  readonly happen: (simulation: Simulation) => void;
  /** Milliseconds of virtual time. */
  readonly duration: number;
}

/** The services that want one task on each host that they may run on. */
const ONE_PER_HOST = ['log-router', 'gpu-exporter'] as const;

const MINUTE = 60_000;

/** What the demo plays: hosts join, one drains, one leaves; one service has a placement constraint. */
export const STORY: readonly Act[] = [
  {
    title:
      'A cluster of three hosts, one of them with a GPU. log-router wants one task on each, gpu-exporter on GPU hosts.',
    happen: shop.set,
    duration: 4 * MINUTE,
  },
  {
    title: 'The groups scale out: two more hosts, and one more with a GPU.',
    happen: (simulation) => {
      simulation.autoScaling.setDesiredCapacity('shop-general', 4);
      simulation.autoScaling.setDesiredCapacity('shop-gpu', 2);
    },
    duration: 4 * MINUTE,
  },
  {
    title: 'An operator drains a host. log-router must keep 100 % healthy: only a lower desired count lets it go.',
    happen: (simulation) => simulation.ecs.setHostStatus(firstGeneralHost(simulation), 'DRAINING'),
    duration: 3 * MINUTE,
  },
  {
    title: 'The drained host leaves its group for good.',
    happen: (simulation) => simulation.autoScaling.terminateInstances([drainingHost(simulation)], { decrement: true }),
    duration: 3 * MINUTE,
  },
];

function firstGeneralHost({ autoScaling }: Simulation): string {
  const [first] = autoScaling.view('shop-general').instances;
  if (first === undefined) throw new Error('shop-general has no instances');
  return first.instanceId;
}

function drainingHost({ ecs }: Simulation): string {
  const host = ecs.view(SHOP).hosts.find(({ status }) => status === 'DRAINING');
  if (host === undefined) throw new Error('No host is draining');
  return host.ec2InstanceId;
}

/** What is not as it should be at the end; empty when every service ended right. */
export function faultsOf(simulation: Simulation): readonly string[] {
  const { hosts, services, tasks } = simulation.ecs.view(SHOP);
  const active = hosts.filter(({ status }) => status === 'ACTIVE');
  const withGpu = active.filter(({ attributes }) => attributes['ecs.instance-type']?.startsWith('g4dn.') === true);
  const wanted: Readonly<Record<string, number>> = {
    'log-router': active.length,
    'gpu-exporter': withGpu.length,
    web: 4,
  };
  const wrong = services
    .filter(
      ({ serviceName, desiredCount, runningCount }) =>
        desiredCount !== wanted[serviceName] || runningCount !== desiredCount,
    )
    .map(
      ({ serviceName, desiredCount, runningCount }) =>
        `${serviceName} runs ${runningCount} of ${desiredCount} tasks; ${wanted[serviceName]} are wanted`,
    );
  const doubled = ONE_PER_HOST.filter((name) => {
    const on = tasks.filter(({ group, lastStatus }) => group === `service:${name}` && lastStatus === 'RUNNING');
    return new Set(on.map(({ ec2InstanceId }) => ec2InstanceId)).size !== on.length;
  });
  const parked = simulation.sqs
    .queues()
    .filter(({ name }) => name.endsWith('dead-letters') && simulation.sqs.queue(name)?.messages().length !== 0);
  return [
    ...wrong,
    ...doubled.map((name) => `${name} has two tasks on one host`),
    ...parked.map(({ name }) => `there are messages on ${name}`),
  ];
}
