import type { Instance, LaunchSpecification } from '../ec2/instance.ts';
import type { Group, Member } from './model.ts';
import type { Placement } from './placement.ts';

/** What EC2 is asked to launch for a group. */
export function launchSpecification(group: Group, placement: Placement): LaunchSpecification {
  return {
    ...group.settings.launchTemplate,
    availabilityZone: placement.zone,
    lifecycle: placement.purchase,
    tags: instanceTags(group),
  };
}

/** The group's record of a new instance. */
export function newMember(group: Group, placement: Placement, instance: Instance): Member {
  return {
    instanceId: instance.instanceId,
    groupName: group.name,
    instanceType: instance.instanceType,
    zone: placement.zone,
    purchase: placement.purchase,
    templateVersion: group.settings.launchTemplate.version,
    launchedAt: instance.launchTime,
    state: 'Pending',
    health: 'Healthy',
    protectedFromScaleIn: group.settings.newInstancesProtectedFromScaleIn,
    origin: 'EC2',
    inServiceSince: undefined,
    atRisk: false,
  };
}

/** Tags of a new instance: the template's, the group's as far as they propagate, and Auto Scaling's own. */
function instanceTags(group: Group): Readonly<Record<string, string>> {
  const { launchTemplate } = group.settings;
  const propagated = [...group.tags.values()].filter((tag) => tag.propagateAtLaunch);
  return {
    ...launchTemplate.tags,
    ...Object.fromEntries(propagated.map(({ key, value }) => [key, value])),
    'aws:autoscaling:groupName': group.name,
    'aws:ec2launchtemplate:id': launchTemplate.launchTemplateId,
    'aws:ec2launchtemplate:version': String(launchTemplate.version),
  };
}
