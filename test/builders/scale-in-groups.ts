import type { GroupLook, MemberLook } from '../../functions/scale-in/snapshot.ts';
import { instanceId } from './hosts.ts';

/** A group with as many instances as are wanted, unless told otherwise. */
export function aGroup(overrides: Partial<GroupLook> = {}): GroupLook {
  const members = overrides.members ?? [];
  const inService = members.filter(({ lifecycleState }) => lifecycleState === 'InService');
  return {
    autoScalingGroupName: 'group',
    tags: {},
    status: undefined,
    minSize: 0,
    desiredCapacity: inService.reduce((sum, { weightedCapacity }) => sum + weightedCapacity, 0),
    availabilityZones: [...new Set(members.map(({ availabilityZone }) => availabilityZone))],
    suspendedProcesses: [],
    hasWarmPool: false,
    isRefreshing: false,
    lastScaleOut: { kind: 'read', at: undefined },
    members,
    ...overrides,
  };
}

/** An instance in service, unless told otherwise. */
export function aMember(overrides: Partial<MemberLook> = {}, autoScalingGroupName = 'group'): MemberLook {
  return {
    ec2InstanceId: instanceId(1),
    autoScalingGroupName,
    lifecycleState: 'InService',
    availabilityZone: 'a',
    healthStatus: 'Healthy',
    protectedFromScaleIn: false,
    weightedCapacity: 1,
    registration: 'unknown',
    launchedAt: undefined,
    ...overrides,
  };
}
