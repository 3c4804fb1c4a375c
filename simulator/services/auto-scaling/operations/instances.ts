import type {
  ActivityType,
  EnterStandbyAnswer,
  EnterStandbyQuery,
  ExitStandbyAnswer,
  ExitStandbyQuery,
  SetInstanceProtectionQuery,
  TerminateInstanceInAutoScalingGroupType,
} from '@aws-sdk/client-auto-scaling';
import { type Operation, operation } from '../../../wire/operation.ts';
import { validationError } from '../errors.ts';
import { activityOf } from './activities.ts';
import { onGroup, onGroupOfInstance } from './permissions.ts';
import { type AutoScalingServices, WRITES } from './services.ts';

/** Instances in one TerminateInstanceInAutoScalingGroup. Source: API reference. */
const MOST_INSTANCES = 100;

/** TerminateInstanceInAutoScalingGroup: one by its id, or up to 100 of one group. */
export function terminateInstanceInAutoScalingGroup(services: AutoScalingServices): Operation {
  return operation<TerminateInstanceInAutoScalingGroupType, ActivityType>({
    bucket: WRITES,
    authorize: ({ InstanceId, AutoScalingGroupName }) =>
      onGroupOfInstance(services, 'TerminateInstanceInAutoScalingGroup', InstanceId, AutoScalingGroupName),
    handle: ({ InstanceId, InstanceIds, AutoScalingGroupName, ShouldDecrementDesiredCapacity }) => {
      if ((InstanceId === undefined) === !InstanceIds?.length) {
        throw validationError('Exactly one of InstanceId and InstanceIds is required');
      }
      if (InstanceIds?.length && AutoScalingGroupName === undefined) {
        throw validationError('AutoScalingGroupName is required with InstanceIds');
      }
      const ids = [...new Set(InstanceIds?.length ? InstanceIds : [InstanceId ?? ''])];
      if (ids.length > MOST_INSTANCES) throw validationError(`You can specify up to ${MOST_INSTANCES} instances`);
      if (ShouldDecrementDesiredCapacity === undefined)
        throw validationError('ShouldDecrementDesiredCapacity is required');
      const started = services.instances.terminate(ids, ShouldDecrementDesiredCapacity, AutoScalingGroupName);
      const activities = started.map(activityOf);
      return InstanceIds?.length ? { Activities: activities } : { Activity: activities[0] };
    },
  });
}

/** Instances in one SetInstanceProtection. Source: API reference. */
const MOST_PROTECTED = 50;

/** SetInstanceProtection. */
export function setInstanceProtection(services: AutoScalingServices): Operation {
  return operation<SetInstanceProtectionQuery, Record<string, never>>({
    bucket: WRITES,
    authorize: ({ AutoScalingGroupName }) => onGroup(services, 'SetInstanceProtection', AutoScalingGroupName),
    handle: ({ AutoScalingGroupName, InstanceIds, ProtectedFromScaleIn }) => {
      const group = services.context.registry.require(AutoScalingGroupName);
      if ((InstanceIds ?? []).length > MOST_PROTECTED) {
        throw validationError(`You can specify up to ${MOST_PROTECTED} instances`);
      }
      services.instances.protect(group, InstanceIds ?? [], ProtectedFromScaleIn ?? false);
      return {};
    },
  });
}

/** EnterStandby. */
export function enterStandby(services: AutoScalingServices): Operation {
  return operation<EnterStandbyQuery, EnterStandbyAnswer>({
    bucket: WRITES,
    authorize: ({ AutoScalingGroupName }) => onGroup(services, 'EnterStandby', AutoScalingGroupName),
    handle: ({ AutoScalingGroupName, InstanceIds, ShouldDecrementDesiredCapacity }) => {
      const group = services.context.registry.require(AutoScalingGroupName);
      services.instances.enterStandby(group, InstanceIds ?? [], ShouldDecrementDesiredCapacity ?? false);
      return { Activities: [] };
    },
  });
}

/** ExitStandby. */
export function exitStandby(services: AutoScalingServices): Operation {
  return operation<ExitStandbyQuery, ExitStandbyAnswer>({
    bucket: WRITES,
    authorize: ({ AutoScalingGroupName }) => onGroup(services, 'ExitStandby', AutoScalingGroupName),
    handle: ({ AutoScalingGroupName, InstanceIds }) => {
      services.instances.exitStandby(services.context.registry.require(AutoScalingGroupName), InstanceIds ?? []);
      return { Activities: [] };
    },
  });
}
