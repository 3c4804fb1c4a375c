import type { TerminateInstancesRequest, TerminateInstancesResult } from '@aws-sdk/client-ec2';
import { type Operation, operation } from '../../../wire/operation.ts';
import type { Ec2Simulator } from '../ec2-simulator.ts';
import { type InstanceStateName, STATE_CODES } from '../instance.ts';
import { onInstances, requireInstances } from './instance-ids.ts';

/** TerminateInstances: all or, when one is not found, none. An instance that is gone already is no error. */
export function terminateInstances(ec2: Ec2Simulator): Operation {
  return operation<TerminateInstancesRequest, TerminateInstancesResult>({
    bucket: 'TerminateInstances',
    authorize: ({ InstanceIds }) => onInstances(ec2, 'ec2:TerminateInstances', InstanceIds ?? []),
    handle: ({ InstanceIds }) => ({
      TerminatingInstances: requireInstances(ec2, InstanceIds ?? []).map((before) => ({
        InstanceId: before.instanceId,
        PreviousState: stateOf(before.state),
        CurrentState: stateOf(ec2.terminate(before.instanceId).state),
      })),
    }),
  });
}

function stateOf(state: InstanceStateName) {
  return { Code: STATE_CODES[state], Name: state };
}
