import { arnOf } from '../../../account/account.ts';
import type { Authorization } from '../../../account/authorization.ts';
import type { Group, GroupTag } from '../model.ts';
import type { AutoScalingServices } from './services.ts';

/** Permission for an operation without resource types: the Describe operations. */
export function onEverything(action: string): readonly Authorization[] {
  return [{ action: `autoscaling:${action}`, resource: '*' }];
}

/**
 * Permission on a group, with its tags for conditions. Source: Service Authorization Reference, EC2 Auto Scaling.
 * A group that does not exist is asked for with any id.
 */
export function onGroup(
  services: AutoScalingServices,
  action: string,
  groupName: string | undefined,
  conditions: Authorization['conditions'] = {},
): readonly Authorization[] {
  const { registry, world } = services.context;
  const group = registry.find(groupName);
  const resource =
    group?.arn ?? arnOf(world.account, 'autoscaling', `autoScalingGroup:*:autoScalingGroupName/${groupName}`);
  return [{ action: `autoscaling:${action}`, resource, conditions: { ...resourceTags(group), ...conditions } }];
}

/** Permission on the group of an instance; one that no group has is asked for on any group. */
export function onGroupOfInstance(
  services: AutoScalingServices,
  action: string,
  instanceId: string | undefined,
  groupName: string | undefined,
): readonly Authorization[] {
  const membership = services.context.registry.membership(instanceId);
  return onGroup(services, action, groupName ?? membership?.group.name ?? '*');
}

/** Condition keys of tags in a request. */
export function requestTags(
  tags: readonly Pick<GroupTag, 'key' | 'value'>[],
): NonNullable<Authorization['conditions']> {
  if (tags.length === 0) return {};
  return {
    ...Object.fromEntries(tags.map(({ key, value }) => [`aws:RequestTag/${key}`, value])),
    'aws:TagKeys': tags.map(({ key }) => key),
  };
}

function resourceTags(group: Group | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...(group?.tags.values() ?? [])].flatMap(({ key, value }) => [
      [`aws:ResourceTag/${key}`, value],
      [`autoscaling:ResourceTag/${key}`, value],
    ]),
  );
}
