import type { ScalingProcessQuery } from '@aws-sdk/client-auto-scaling';
import { type Operation, operation } from '../../../wire/operation.ts';
import { validationError } from '../errors.ts';
import { PROCESSES, type ProcessName } from '../model.ts';
import { onGroup } from './permissions.ts';
import { type AutoScalingServices, WRITES } from './services.ts';

/** SuspendProcesses: the named ones, or all. */
export function suspendProcesses(services: AutoScalingServices): Operation {
  return operation<ScalingProcessQuery, undefined>({
    bucket: WRITES,
    authorize: ({ AutoScalingGroupName }) => onGroup(services, 'SuspendProcesses', AutoScalingGroupName),
    handle: ({ AutoScalingGroupName, ScalingProcesses }) => {
      services.groups.suspend(services.context.registry.require(AutoScalingGroupName), processesOf(ScalingProcesses));
      return undefined;
    },
  });
}

/** ResumeProcesses: the named ones, or all. */
export function resumeProcesses(services: AutoScalingServices): Operation {
  return operation<ScalingProcessQuery, undefined>({
    bucket: WRITES,
    authorize: ({ AutoScalingGroupName }) => onGroup(services, 'ResumeProcesses', AutoScalingGroupName),
    handle: ({ AutoScalingGroupName, ScalingProcesses }) => {
      services.groups.resume(services.context.registry.require(AutoScalingGroupName), processesOf(ScalingProcesses));
      return undefined;
    },
  });
}

function processesOf(names: readonly string[] | undefined): readonly ProcessName[] {
  if (names === undefined || names.length === 0) return PROCESSES;
  return names.map((name) => {
    const process = PROCESSES.find((known) => known === name);
    if (process === undefined) throw validationError(`${name} is not a valid process type`);
    return process;
  });
}
