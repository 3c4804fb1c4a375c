import { arnOf } from '../../account/account.ts';
import type { World } from '../../account/world.ts';
import type { Instance } from './instance.ts';

/** EC2 Instance State-change Notification. Source: EC2 user guide, state change events. */
export function announceState(world: World, instance: Instance): void {
  world.publish({
    source: 'aws.ec2',
    detailType: 'EC2 Instance State-change Notification',
    resources: [arnOf(world.account, 'ec2', `instance/${instance.instanceId}`)],
    detail: { 'instance-id': instance.instanceId, state: instance.state },
  });
}

/** EC2 Spot Instance Interruption Warning. Source: EC2 user guide, Spot Instance interruption notices. */
export function announceInterruption(world: World, instance: Instance, action: string): void {
  world.publish({
    source: 'aws.ec2',
    detailType: 'EC2 Spot Instance Interruption Warning',
    resources: [zonalArn(world, instance)],
    detail: { 'instance-id': instance.instanceId, 'instance-action': action },
  });
}

/** EC2 Instance Rebalance Recommendation. Source: EC2 user guide, rebalance recommendations. */
export function announceRebalance(world: World, instance: Instance): void {
  world.publish({
    source: 'aws.ec2',
    detailType: 'EC2 Instance Rebalance Recommendation',
    resources: [zonalArn(world, instance)],
    detail: { 'instance-id': instance.instanceId },
  });
}

/** Spot notices name the instance with the zone where a Region belongs, and no account. */
function zonalArn(world: World, instance: Instance): string {
  return `arn:${world.account.partition}:ec2:${instance.availabilityZone}:instance/${instance.instanceId}`;
}
