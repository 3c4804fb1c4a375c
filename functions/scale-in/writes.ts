import type { AutoScalingClient, ECSClient } from '../../shared/aws/clients.ts';
import { markContainerInstances, unmarkContainerInstances } from '../../shared/aws/container-instance-attributes.ts';
import { setContainerInstancesStatus } from '../../shared/aws/container-instances.ts';
import { clearScaleInProtection, type InstancesOfGroup, terminateInstances } from '../../shared/aws/group-instances.ts';
import type { Mark } from './actions.ts';

/** Everything that scale-in writes. */
export type Writes = ReturnType<typeof awsWrites>;

/** The writes, made through AWS's API. */
export function awsWrites(ecs: ECSClient, autoScaling: AutoScalingClient) {
  return {
    setStatus: (clusterArn: string, arns: readonly string[], status: 'ACTIVE' | 'DRAINING', signal: AbortSignal) =>
      setContainerInstancesStatus(ecs, clusterArn, arns, status, signal),
    mark: (clusterArn: string, arns: readonly string[], mark: Mark, signal: AbortSignal) =>
      markContainerInstances(ecs, clusterArn, arns, mark, signal),
    unmark: (clusterArn: string, arns: readonly string[], markName: string, signal: AbortSignal) =>
      unmarkContainerInstances(ecs, clusterArn, arns, markName, signal),
    terminate: (instances: InstancesOfGroup, decrement: boolean, signal: AbortSignal) =>
      terminateInstances(autoScaling, instances, decrement, signal),
    clearProtection: (instances: InstancesOfGroup, signal: AbortSignal) =>
      clearScaleInProtection(autoScaling, instances, signal),
  };
}
