import type { PlacementConstraint } from '@aws-sdk/client-ecs';
import type { Simulation } from '../simulation.ts';

/** Placement on hosts with a GPU, in the cluster query language. */
export const ON_GPU: PlacementConstraint = { type: 'memberOf', expression: 'attribute:ecs.instance-type =~ g4dn.*' };

/** A small service that has opted in to one task per host, on the hosts that match the constraints. */
export function onePerHostService(
  { ecs }: Simulation,
  cluster: string,
  serviceName: string,
  ...constraints: readonly PlacementConstraint[]
): void {
  ecs.registerTaskDefinition({ family: serviceName, cpu: '64', memory: '128' });
  ecs.createService({
    cluster,
    serviceName,
    taskDefinition: serviceName,
    desiredCount: 0,
    deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 200 },
    placementConstraints: [{ type: 'distinctInstance' }, ...constraints],
    tags: { 'ecs-ops:one-per-host': 'true' },
  });
}
