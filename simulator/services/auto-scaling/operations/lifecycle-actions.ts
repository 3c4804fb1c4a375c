import type { CompleteLifecycleActionType, RecordLifecycleActionHeartbeatType } from '@aws-sdk/client-auto-scaling';
import { type Operation, operation } from '../../../wire/operation.ts';
import type { ActionKey } from '../lifecycle-actions.ts';
import { resultOf } from './lifecycle-hooks.ts';
import { onGroup } from './permissions.ts';
import { type AutoScalingServices, WRITES } from './services.ts';

/** CompleteLifecycleAction, by token or by instance. */
export function completeLifecycleAction(services: AutoScalingServices): Operation {
  return operation<CompleteLifecycleActionType, Record<string, never>>({
    bucket: WRITES,
    authorize: ({ AutoScalingGroupName }) => onGroup(services, 'CompleteLifecycleAction', AutoScalingGroupName),
    handle: (input, call) => {
      const result = resultOf(input.LifecycleActionResult);
      services.context.registry.require(input.AutoScalingGroupName);
      services.actions.complete(keyOf(input), result, call.caller.principalArn);
      return {};
    },
  });
}

/** RecordLifecycleActionHeartbeat, by token or by instance. */
export function recordLifecycleActionHeartbeat(services: AutoScalingServices): Operation {
  return operation<RecordLifecycleActionHeartbeatType, Record<string, never>>({
    bucket: WRITES,
    authorize: ({ AutoScalingGroupName }) => onGroup(services, 'RecordLifecycleActionHeartbeat', AutoScalingGroupName),
    handle: (input) => {
      services.context.registry.require(input.AutoScalingGroupName);
      services.actions.heartbeat(keyOf(input));
      return {};
    },
  });
}

function keyOf(input: CompleteLifecycleActionType | RecordLifecycleActionHeartbeatType): ActionKey {
  return {
    groupName: input.AutoScalingGroupName,
    hookName: input.LifecycleHookName,
    token: input.LifecycleActionToken,
    instanceId: input.InstanceId,
  };
}
