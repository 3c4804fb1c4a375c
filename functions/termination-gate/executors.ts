import type { Hosts } from '../../shared/aws/container-instances.ts';
import { asFailure } from '../../shared/domain/errors.ts';
import type { Executors } from '../../shared/runtime/apply.ts';
import { MEASURES, METRICS } from '../../shared/runtime/metric-names.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import type { CompleteLifecycleAction, GateAction, RecordHeartbeat } from './actions.ts';
import { HostsNotSet } from './hosts-failed.ts';
import type { GateMemory } from './memory.ts';
import type { Writes } from './writes.ts';

/** What carrying out needs. */
export interface ExecutorDependencies {
  readonly writes: Writes;
  readonly memory: GateMemory;
  readonly telemetry: Telemetry;
}

/** The writes by kind of action, with what this process remembers of them. */
export function gateExecutors({ writes, memory, telemetry }: ExecutorDependencies): Executors<GateAction> {
  return {
    'drain-hosts': async ({ clusterArn, containerInstanceArns }, signal) => {
      assertWhole(await writes.setStatus(clusterArn, containerInstanceArns, 'DRAINING', signal));
    },
    'drain-hosts-into-pool': async ({ clusterArn, containerInstanceArns }, signal) => {
      // The mark comes first: a host that is DRAINING without it would stay so when it comes back.
      await writes.markForPool(clusterArn, containerInstanceArns, signal);
      assertWhole(await writes.setStatus(clusterArn, containerInstanceArns, 'DRAINING', signal));
    },
    'activate-hosts': async ({ clusterArn, containerInstanceArns }, signal) => {
      assertWhole(await writes.setStatus(clusterArn, containerInstanceArns, 'ACTIVE', signal));
    },
    'unmark-hosts': ({ clusterArn, containerInstanceArns }, signal) =>
      writes.unmark(clusterArn, containerInstanceArns, signal),
    'complete-lifecycle-action': async (complete, signal) => {
      await unlessOver(complete, memory, () => writes.complete(complete.action, complete.result, signal));
      for (const host of complete.ec2InstanceIds) memory.isOver(host, complete.action);
      measure(complete, telemetry);
    },
    'record-heartbeat': async (beat, signal) => {
      await unlessOver(beat, memory, () => writes.heartbeat(beat.action, signal));
      for (const host of beat.ec2InstanceIds) memory.beat(host, beat.action, beat.period);
    },
    'stop-task': async ({ clusterArn, taskArn, stoppedReason, ec2InstanceId }, signal) => {
      // Should it fail, the next look reads the tasks and stops it again, whatever the host's counts say.
      memory.forgetTasks(ec2InstanceId);
      await writes.stopTask(clusterArn, taskArn, stoppedReason, signal);
    },
    'notify-operator': async (notify, signal) => {
      const { action, subject, message, ec2InstanceIds } = notify;
      for (const host of ec2InstanceIds) memory.operatorNotTold(host, notify);
      await writes.tellOperator({ subject, message }, signal);
      for (const host of ec2InstanceIds) memory.operatorTold(host, action);
    },
  };
}

/** Each host that was not set is looked at again soon. */
function assertWhole({ failures }: Hosts): void {
  if (failures.length > 0) throw new HostsNotSet(failures);
}

/** Remembers that an action is over when Auto Scaling says so. */
async function unlessOver(
  { action, ec2InstanceIds }: CompleteLifecycleAction | RecordHeartbeat,
  memory: GateMemory,
  call: () => Promise<void>,
): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (asFailure(error).reason === 'action-over') for (const host of ec2InstanceIds) memory.isOver(host, action);
    throw error;
  }
}

function measure(
  { result, isDeadline, waitedFor, drainedIn, emptyFor }: CompleteLifecycleAction,
  telemetry: Telemetry,
) {
  if (waitedFor !== undefined) telemetry.measure(MEASURES.gateWait, waitedFor);
  if (drainedIn !== undefined) telemetry.measure(MEASURES.gateDrain, drainedIn);
  if (emptyFor !== undefined) telemetry.measure(MEASURES.gateReleaseLag, emptyFor);
  if (isDeadline) telemetry.count(METRICS.deadlinesPassed, 1, result);
}
