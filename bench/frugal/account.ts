import { onePerHostService } from '../../simulator/scenarios/one-per-host.ts';
import { terminateHook } from '../../simulator/scenarios/terminate-hook.ts';
import type { GroupSpecification } from '../../simulator/services/auto-scaling/group-specification.ts';
import type { Simulation } from '../../simulator/simulation.ts';

export const MINUTE = 60_000;
/** The one-per-host service of each cluster. */
export const AGENT = 'agent';
/** CPU units and MiB of the tasks of other services: three fit on a host beside the agent. */
const TASK = { cpu: '512', memory: '2048' };
/** Milliseconds from SIGTERM to the end of a container. */
const STOPS = 5_000;

/** The events by which a change of a host is known. */
export const HOST_EVENTS = { source: ['aws.ecs'], 'detail-type': ['ECS Container Instance State Change'] };

/** A cluster on one Auto Scaling group with our hook, with a one-per-host service and others. */
export interface ClusterLayout {
  readonly name: string;
  readonly hosts: number;
  /** Tasks of each other service, by its name. They fill one host after the other. */
  readonly services: Readonly<Record<string, number>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly group?: Partial<GroupSpecification>;
}

/** Sets the cluster up. Its hosts have joined after a minute, and its tasks run some minutes later. */
export function createCluster(simulation: Simulation, layout: ClusterLayout): void {
  const { ecs, autoScaling, clock } = simulation;
  const { name, hosts, services, tags = {}, group = {} } = layout;
  ecs.createCluster({ clusterName: name, tags });
  onePerHostService(simulation, name, AGENT);
  autoScaling.createGroup({
    name,
    min: 0,
    max: 2 * hosts,
    desired: hosts,
    launchTemplate: { instanceType: 'm7g.large', cluster: name, bootTime: 10_000 },
    hooks: [terminateHook(simulation)],
    ...group,
  });
  clock.after(2 * MINUTE, `services of ${name}`, () => {
    for (const [serviceName, desiredCount] of Object.entries(services)) {
      ecs.registerTaskDefinition({ family: serviceName, ...TASK }, { startDuration: 5_000, stopDuration: STOPS });
      ecs.createService({
        ...{ cluster: name, serviceName, taskDefinition: serviceName, desiredCount },
        deploymentConfiguration: { minimumHealthyPercent: 50, maximumPercent: 200 },
        placementStrategy: [{ type: 'binpack', field: 'memory' }],
      });
    }
  });
}

/** Ids of the instances that a group has in service. */
export const inService = ({ autoScaling }: Simulation, group: string): readonly string[] =>
  autoScaling
    .view(group)
    .instances.filter(({ state }) => state === 'InService')
    .map(({ instanceId }) => instanceId);
