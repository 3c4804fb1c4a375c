import type {
  DeleteLifecycleHookType,
  DescribeLifecycleHooksAnswer,
  DescribeLifecycleHooksType,
  LifecycleHookSpecification,
  PutLifecycleHookType,
} from '@aws-sdk/client-auto-scaling';
import { type Operation, operation } from '../../../wire/operation.ts';
import { validationError } from '../errors.ts';
import type { HookSpecification } from '../group-specification.ts';
import { globalTimeout } from '../lifecycle-actions.ts';
import type { ActionResult, Transition } from '../model.ts';
import { onEverything, onGroup } from './permissions.ts';
import { type AutoScalingServices, READS, WRITES } from './services.ts';

/** PutLifecycleHook. */
export function putLifecycleHook(services: AutoScalingServices): Operation {
  return operation<PutLifecycleHookType, Record<string, never>>({
    bucket: WRITES,
    authorize: ({ AutoScalingGroupName }) => onGroup(services, 'PutLifecycleHook', AutoScalingGroupName),
    handle: (input) => {
      const group = services.context.registry.require(input.AutoScalingGroupName);
      const before = group.hooks.get(input.LifecycleHookName ?? '');
      services.hooks.put(group, hookSpecification({ LifecycleTransition: before?.transition, ...input }));
      return {};
    },
  });
}

/** DeleteLifecycleHook. */
export function deleteLifecycleHook(services: AutoScalingServices): Operation {
  return operation<DeleteLifecycleHookType, Record<string, never>>({
    bucket: WRITES,
    authorize: ({ AutoScalingGroupName }) => onGroup(services, 'DeleteLifecycleHook', AutoScalingGroupName),
    handle: ({ AutoScalingGroupName, LifecycleHookName = '' }) => {
      services.hooks.delete(services.context.registry.require(AutoScalingGroupName), LifecycleHookName);
      return {};
    },
  });
}

/** DescribeLifecycleHooks. A group has at most 50, so there are no pages. */
export function describeLifecycleHooks(services: AutoScalingServices): Operation {
  return operation<DescribeLifecycleHooksType, DescribeLifecycleHooksAnswer>({
    bucket: READS,
    authorize: () => onEverything('DescribeLifecycleHooks'),
    handle: ({ AutoScalingGroupName, LifecycleHookNames }) => {
      const group = services.context.registry.require(AutoScalingGroupName);
      const hooks = [...group.hooks.values()].filter(
        ({ name }) => !LifecycleHookNames?.length || LifecycleHookNames.includes(name),
      );
      return {
        LifecycleHooks: hooks.map((hook) => ({
          LifecycleHookName: hook.name,
          AutoScalingGroupName: group.name,
          LifecycleTransition: hook.transition,
          NotificationTargetARN: hook.notificationTargetArn,
          RoleARN: hook.roleArn,
          NotificationMetadata: hook.notificationMetadata,
          HeartbeatTimeout: hook.heartbeatTimeout,
          GlobalTimeout: globalTimeout(hook),
          DefaultResult: hook.defaultResult,
        })),
      };
    },
  });
}

/** A hook of a request in the simulator's own form. @throws ServiceError `ValidationError` */
export function hookSpecification(
  input: Omit<LifecycleHookSpecification, 'LifecycleTransition'> & { LifecycleTransition?: string | undefined },
): HookSpecification {
  if (input.LifecycleHookName === undefined) throw validationError('LifecycleHookName is required');
  return {
    name: input.LifecycleHookName,
    transition: transitionOf(input.LifecycleTransition),
    ...(input.HeartbeatTimeout !== undefined && { heartbeatTimeout: input.HeartbeatTimeout }),
    ...(input.DefaultResult !== undefined && { defaultResult: resultOf(input.DefaultResult) }),
    ...(input.NotificationTargetARN !== undefined && { notificationTargetArn: input.NotificationTargetARN }),
    ...(input.RoleARN !== undefined && { roleArn: input.RoleARN }),
    ...(input.NotificationMetadata !== undefined && { notificationMetadata: input.NotificationMetadata }),
  };
}

/** @throws ServiceError `ValidationError` for anything but CONTINUE and ABANDON */
export function resultOf(text: string | undefined): ActionResult {
  if (text === 'CONTINUE' || text === 'ABANDON') return text;
  throw validationError(`Lifecycle action result must be CONTINUE or ABANDON, and not ${text}`);
}

function transitionOf(text: string | undefined): Transition {
  if (text === 'autoscaling:EC2_INSTANCE_LAUNCHING' || text === 'autoscaling:EC2_INSTANCE_TERMINATING') return text;
  throw validationError(
    `Invalid lifecycle transition ${text}. Lifecycle transition must be one of ` +
      'autoscaling:EC2_INSTANCE_LAUNCHING, autoscaling:EC2_INSTANCE_TERMINATING',
  );
}
