import { completeLifecycleAction, recordLifecycleActionHeartbeat } from '../../shared/aws/auto-scaling.ts';
import type { AutoScalingClient, ECSClient, SNSClient } from '../../shared/aws/clients.ts';
import { markContainerInstances, unmarkContainerInstances } from '../../shared/aws/container-instance-attributes.ts';
import { setContainerInstancesStatus } from '../../shared/aws/container-instances.ts';
import { publish } from '../../shared/aws/sns.ts';
import { stopTask } from '../../shared/aws/tasks.ts';
import type { LifecycleActionName, LifecycleActionResult } from '../../shared/domain/auto-scaling.ts';
import { DRAINED_FOR, WARM_POOL } from './tasks-left.ts';

/** Everything that termination-gate writes. */
export type Writes = ReturnType<typeof awsWrites>;

/** The writes, made through AWS's API. */
export function awsWrites(
  {
    ecs,
    autoScaling,
    sns,
  }: { readonly ecs: ECSClient; readonly autoScaling: AutoScalingClient; readonly sns: SNSClient },
  operatorTopicArn: string,
) {
  return {
    setStatus: (clusterArn: string, arns: readonly string[], status: 'ACTIVE' | 'DRAINING', signal: AbortSignal) =>
      setContainerInstancesStatus(ecs, clusterArn, arns, status, signal),
    markForPool: (clusterArn: string, arns: readonly string[], signal: AbortSignal) =>
      markContainerInstances(ecs, clusterArn, arns, { name: DRAINED_FOR, value: WARM_POOL }, signal),
    unmark: (clusterArn: string, arns: readonly string[], signal: AbortSignal) =>
      unmarkContainerInstances(ecs, clusterArn, arns, DRAINED_FOR, signal),
    stopTask: (clusterArn: string, taskArn: string, reason: string, signal: AbortSignal) =>
      stopTask(ecs, clusterArn, taskArn, reason, signal),
    complete: (action: LifecycleActionName, result: LifecycleActionResult, signal: AbortSignal) =>
      completeLifecycleAction(autoScaling, action, result, signal),
    heartbeat: (action: LifecycleActionName, signal: AbortSignal) =>
      recordLifecycleActionHeartbeat(autoScaling, action, signal),
    tellOperator: (notice: { readonly subject: string; readonly message: string }, signal: AbortSignal) =>
      publish(sns, operatorTopicArn, notice, signal),
  };
}
