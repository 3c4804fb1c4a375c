import type { Account } from '../../account/account.ts';
import { arnOf } from '../../account/account.ts';
import type { LaunchSpecification } from '../ec2/instance.ts';
import type { Group, GroupTag, InstancesDistribution, LaunchTemplate, LifecycleHook, ProcessName } from './model.ts';

/** What a scenario says of a launch template. The name defaults to that of its group. */
export type TemplateSpecification = Omit<LaunchSpecification, 'availabilityZone' | 'lifecycle'> & {
  readonly launchTemplateName?: string;
  readonly version?: number;
};

/** What a scenario says of a hook. Defaults as in PutLifecycleHook. */
export type HookSpecification = Pick<LifecycleHook, 'name' | 'transition'> & Partial<LifecycleHook>;

/** What a scenario says of a warm pool. Defaults as in PutWarmPool. */
export interface WarmPoolSpecification {
  readonly minSize?: number;
  readonly maxGroupPreparedCapacity?: number;
  readonly poolState?: 'Stopped' | 'Running' | 'Hibernated';
  readonly reuseOnScaleIn?: boolean;
}

/** What a scenario says of a group. */
export interface GroupSpecification {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Default: the minimum. */
  readonly desired?: number;
  /** Default: the Region's zones a, b and c. */
  readonly zones?: readonly string[];
  readonly launchTemplate: TemplateSpecification;
  /** Share of Spot; `spot` is all Spot. Default: all on demand. */
  readonly purchase?: 'spot' | 'on-demand' | InstancesDistribution;
  /** Tags that propagate to instances, by key; or tags with their own flag. */
  readonly tags?: Readonly<Record<string, string>> | readonly GroupTag[];
  readonly terminationPolicies?: readonly string[];
  readonly newInstancesProtectedFromScaleIn?: boolean;
  readonly capacityRebalance?: boolean;
  /** Instance lifecycle policy `TerminateHookAbandon=retain`. */
  readonly retainOnAbandon?: boolean;
  /** Seconds, default 300. */
  readonly defaultCooldown?: number;
  readonly suspendedProcesses?: readonly ProcessName[];
  readonly hooks?: readonly HookSpecification[];
  readonly warmPool?: WarmPoolSpecification;
  /** A capacity provider sizes the group: tag `AmazonECSManaged`. */
  readonly managedScaling?: boolean;
  /** A capacity provider drains the group's instances: the hook that ECS adds. */
  readonly managedDraining?: boolean;
}

/** The hook of a capacity provider with managed draining. Source: ECS developer guide, managed instance draining. */
export const MANAGED_DRAINING_HOOK: HookSpecification = {
  name: 'ecs-managed-draining-termination-hook',
  transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
  defaultResult: 'CONTINUE',
  heartbeatTimeout: 3600,
};

/** Makes a group, without its hooks, from what a scenario says. */
export function groupFrom(
  specification: GroupSpecification,
  account: Account,
  id: string,
  template: LaunchTemplate,
  now: number,
): Group {
  const { name, min, max } = specification;
  return {
    name,
    arn: arnOf(account, 'autoscaling', `autoScalingGroup:${id}:autoScalingGroupName/${name}`),
    createdAt: now,
    settings: {
      min,
      max,
      desired: specification.desired ?? min,
      zones: specification.zones ?? ['a', 'b', 'c'].map((letter) => `${account.region}${letter}`),
      launchTemplate: template,
      distribution: distributionOf(specification.purchase),
      terminationPolicies: specification.terminationPolicies ?? ['Default'],
      newInstancesProtectedFromScaleIn: specification.newInstancesProtectedFromScaleIn ?? false,
      capacityRebalance: specification.capacityRebalance ?? false,
      retainOnAbandon: specification.retainOnAbandon ?? false,
      defaultCooldown: specification.defaultCooldown ?? 300,
    },
    warmPool: undefined,
    tags: new Map(tagsOf(specification).map((tag) => [tag.key, tag])),
    suspended: new Map((specification.suspendedProcesses ?? []).map((process) => [process, now])),
    lastActivityEnd: undefined,
    hooks: new Map(),
    members: new Map(),
  };
}

function distributionOf(purchase: GroupSpecification['purchase']): InstancesDistribution | undefined {
  if (purchase === 'spot') return { onDemandBaseCapacity: 0, onDemandPercentageAboveBaseCapacity: 0 };
  return purchase === 'on-demand' ? undefined : purchase;
}

function tagsOf({ tags = {}, managedScaling }: GroupSpecification): readonly GroupTag[] {
  const own = isTagList(tags)
    ? tags
    : Object.entries(tags).map(([key, value]) => ({ key, value, propagateAtLaunch: true }));
  return managedScaling ? [...own, { key: 'AmazonECSManaged', value: '', propagateAtLaunch: true }] : own;
}

function isTagList(tags: NonNullable<GroupSpecification['tags']>): tags is readonly GroupTag[] {
  return Array.isArray(tags);
}
