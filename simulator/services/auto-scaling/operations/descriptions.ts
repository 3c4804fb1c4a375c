import type { Instance, LaunchTemplateSpecification, WarmPoolConfiguration } from '@aws-sdk/client-auto-scaling';
import type { Group, LaunchTemplate, Member, WarmPool } from '../model.ts';

/** An instance as groups and warm pools list it. */
export function instanceDescription(group: Group, member: Member): Instance {
  const { launchTemplate } = group.settings;
  return {
    InstanceId: member.instanceId,
    InstanceType: member.instanceType,
    AvailabilityZone: member.zone,
    LifecycleState: member.state as NonNullable<Instance['LifecycleState']>,
    HealthStatus: member.health,
    ProtectedFromScaleIn: member.protectedFromScaleIn,
    LaunchTemplate: { ...templateDescription(launchTemplate), Version: String(member.templateVersion) },
  };
}

/** A launch template as the API names it. */
export function templateDescription({
  launchTemplateId,
  launchTemplateName,
  version,
}: LaunchTemplate): LaunchTemplateSpecification {
  return { LaunchTemplateId: launchTemplateId, LaunchTemplateName: launchTemplateName, Version: String(version) };
}

/** A pool's settings as the API describes them. */
export function warmPoolConfiguration(pool: WarmPool): WarmPoolConfiguration {
  return {
    MinSize: pool.minSize,
    MaxGroupPreparedCapacity: pool.maxGroupPreparedCapacity,
    PoolState: pool.poolState,
    Status: pool.pendingDelete ? 'PendingDelete' : undefined,
    InstanceReusePolicy: { ReuseOnScaleIn: pool.reuseOnScaleIn },
  };
}
