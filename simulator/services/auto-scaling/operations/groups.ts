import type {
  CreateAutoScalingGroupType,
  DeleteAutoScalingGroupType,
  LaunchTemplateSpecification,
  LifecycleHookSpecification,
  MixedInstancesPolicy,
  SetDesiredCapacityType,
  UpdateAutoScalingGroupType,
} from '@aws-sdk/client-auto-scaling';
import { type Operation, operation } from '../../../wire/operation.ts';
import { ServiceError } from '../../../wire/service-error.ts';
import { validationError } from '../errors.ts';
import type { GroupSpecification } from '../group-specification.ts';
import type { GroupSettings, InstancesDistribution, LaunchTemplate } from '../model.ts';
import { hookSpecification } from './lifecycle-hooks.ts';
import { onGroup, requestTags } from './permissions.ts';
import { type AutoScalingServices, WRITES } from './services.ts';
import { groupTags } from './tags.ts';

type Settings = CreateAutoScalingGroupType | UpdateAutoScalingGroupType;

/** CreateAutoScalingGroup, from a launch template that the simulator knows. */
export function createAutoScalingGroup(services: AutoScalingServices): Operation {
  return operation<CreateAutoScalingGroupType, undefined>({
    bucket: WRITES,
    authorize: (input) =>
      onGroup(services, 'CreateAutoScalingGroup', input.AutoScalingGroupName, requestTags(groupTags(input.Tags))),
    handle: (input) => {
      const template = templateOf(services, input);
      if (template === undefined) {
        throw validationError('Valid requests must contain either LaunchTemplate or MixedInstancesPolicy parameter.');
      }
      services.groups.create(specificationOf(input, template), template);
      return undefined;
    },
  });
}

/** UpdateAutoScalingGroup: what is left out stays. */
export function updateAutoScalingGroup(services: AutoScalingServices): Operation {
  return operation<UpdateAutoScalingGroupType, undefined>({
    bucket: WRITES,
    authorize: ({ AutoScalingGroupName }) => onGroup(services, 'UpdateAutoScalingGroup', AutoScalingGroupName),
    handle: (input) => {
      const group = services.context.registry.require(input.AutoScalingGroupName);
      const template = templateOf(services, input);
      const changes = { ...settingsOf(input), ...(template && { launchTemplate: template }) };
      services.groups.update(group, changes, 'a user request to update the group.');
      return undefined;
    },
  });
}

/** DeleteAutoScalingGroup. */
export function deleteAutoScalingGroup(services: AutoScalingServices): Operation {
  return operation<DeleteAutoScalingGroupType, undefined>({
    bucket: WRITES,
    authorize: ({ AutoScalingGroupName }) => onGroup(services, 'DeleteAutoScalingGroup', AutoScalingGroupName),
    handle: ({ AutoScalingGroupName, ForceDelete }) => {
      services.groups.delete(services.context.registry.require(AutoScalingGroupName), ForceDelete ?? false);
      return undefined;
    },
  });
}

/** SetDesiredCapacity; with `HonorCooldown` not before the group's default cooldown is over. */
export function setDesiredCapacity(services: AutoScalingServices): Operation {
  return operation<SetDesiredCapacityType, undefined>({
    bucket: WRITES,
    authorize: ({ AutoScalingGroupName }) => onGroup(services, 'SetDesiredCapacity', AutoScalingGroupName),
    handle: ({ AutoScalingGroupName, DesiredCapacity, HonorCooldown }) => {
      if (DesiredCapacity === undefined) throw validationError('DesiredCapacity is required');
      const group = services.context.registry.require(AutoScalingGroupName);
      if (HonorCooldown && services.policies.coolsDown(group)) {
        throw new ServiceError('ScalingActivityInProgress', `Auto Scaling group ${group.name} is in its cooldown`);
      }
      services.groups.setDesiredCapacity(group, DesiredCapacity, 'a user request to set the desired capacity.');
      return undefined;
    },
  });
}

function specificationOf(input: CreateAutoScalingGroupType, launchTemplate: LaunchTemplate): GroupSpecification {
  if (input.AutoScalingGroupName === undefined || input.MinSize === undefined || input.MaxSize === undefined) {
    throw validationError('AutoScalingGroupName, MinSize and MaxSize are required');
  }
  const { distribution, ...settings } = settingsOf(input);
  return {
    name: input.AutoScalingGroupName,
    min: input.MinSize,
    max: input.MaxSize,
    launchTemplate,
    ...settings,
    ...(distribution && { purchase: distribution }),
    tags: groupTags(input.Tags),
    hooks: (input.LifecycleHookSpecificationList ?? []).map((hook: LifecycleHookSpecification) =>
      hookSpecification(hook),
    ),
  };
}

function settingsOf(input: Settings): Partial<Omit<GroupSettings, 'launchTemplate'>> {
  const distribution = distributionOf(input.MixedInstancesPolicy);
  const retention = input.InstanceLifecyclePolicy?.RetentionTriggers?.TerminateHookAbandon;
  return {
    ...(input.MinSize !== undefined && { min: input.MinSize }),
    ...(input.MaxSize !== undefined && { max: input.MaxSize }),
    ...(input.DesiredCapacity !== undefined && { desired: input.DesiredCapacity }),
    ...(input.AvailabilityZones?.length && { zones: input.AvailabilityZones }),
    ...(distribution && { distribution }),
    ...(input.TerminationPolicies?.length && { terminationPolicies: input.TerminationPolicies }),
    ...(input.NewInstancesProtectedFromScaleIn !== undefined && {
      newInstancesProtectedFromScaleIn: input.NewInstancesProtectedFromScaleIn,
    }),
    ...(input.CapacityRebalance !== undefined && { capacityRebalance: input.CapacityRebalance }),
    ...(input.DefaultCooldown !== undefined && { defaultCooldown: input.DefaultCooldown }),
    ...(retention !== undefined && { retainOnAbandon: retention === 'retain' }),
  };
}

function templateOf(services: AutoScalingServices, input: Settings): LaunchTemplate | undefined {
  const named: LaunchTemplateSpecification | undefined =
    input.LaunchTemplate ?? input.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
  return named && services.templates.require(named.LaunchTemplateName, named.LaunchTemplateId, named.Version);
}

/** Defaults: no base, everything above it on demand. Source: API reference, InstancesDistribution. */
function distributionOf(policy: MixedInstancesPolicy | undefined): InstancesDistribution | undefined {
  return (
    policy && {
      onDemandBaseCapacity: policy.InstancesDistribution?.OnDemandBaseCapacity ?? 0,
      onDemandPercentageAboveBaseCapacity: policy.InstancesDistribution?.OnDemandPercentageAboveBaseCapacity ?? 100,
    }
  );
}
