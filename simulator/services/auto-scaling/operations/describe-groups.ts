import type {
  AutoScalingGroup,
  AutoScalingGroupNamesType,
  AutoScalingGroupsType,
  AutoScalingInstancesType,
  DescribeAutoScalingInstancesType,
  Filter,
} from '@aws-sdk/client-auto-scaling';
import { type Operation, operation } from '../../../wire/operation.ts';
import { pageOf } from '../../ec2/operations/paging.ts';
import { validationError } from '../errors.ts';
import { isInPool } from '../lifecycle-states.ts';
import type { Group } from '../model.ts';
import { instanceDescription, templateDescription, warmPoolConfiguration } from './descriptions.ts';
import { pageSize } from './page-size.ts';
import { onEverything } from './permissions.ts';
import { type AutoScalingServices, READS } from './services.ts';
import { tagDescriptions } from './tags.ts';

const DEFAULT_GROUPS = 50;
const MOST_GROUPS = 100;
const MOST_INSTANCES = 50;

/** DescribeAutoScalingGroups: by names and tags, in pages of up to 100. Names that don't exist are just not there. */
export function describeAutoScalingGroups(services: AutoScalingServices): Operation {
  return operation<AutoScalingGroupNamesType & { IncludeInstances?: boolean | undefined }, AutoScalingGroupsType>({
    bucket: READS,
    authorize: () => onEverything('DescribeAutoScalingGroups'),
    handle: ({ AutoScalingGroupNames, Filters, MaxRecords, NextToken, IncludeInstances }) => {
      const size = pageSize(MaxRecords, { standard: DEFAULT_GROUPS, most: MOST_GROUPS });
      const found = services.context.registry
        .all()
        .filter(({ name }) => !AutoScalingGroupNames?.length || AutoScalingGroupNames.includes(name))
        .filter((group) => matches(group, Filters));
      const page = pageOf(found, ({ name }) => name, size, NextToken, 'InvalidNextToken');
      return {
        AutoScalingGroups: page.items.map((group) => groupDescription(group, IncludeInstances ?? true)),
        NextToken: page.nextToken,
      };
    },
  });
}

/** DescribeAutoScalingInstances: up to 50 by id, warm pools included. Ids that no group has are just not there. */
export function describeAutoScalingInstances(services: AutoScalingServices): Operation {
  return operation<DescribeAutoScalingInstancesType, AutoScalingInstancesType>({
    bucket: READS,
    authorize: () => onEverything('DescribeAutoScalingInstances'),
    handle: ({ InstanceIds, MaxRecords, NextToken }) => {
      if ((InstanceIds ?? []).length > MOST_INSTANCES) {
        throw validationError(`The number of instance ids that may be passed in is limited to ${MOST_INSTANCES}`);
      }
      const all = services.context.registry
        .all()
        .flatMap((group) => [...group.members.values()].map((member) => ({ group, member })));
      const found = all.filter(({ member }) => !InstanceIds?.length || InstanceIds.includes(member.instanceId));
      const size = pageSize(MaxRecords, { standard: MOST_INSTANCES, most: MOST_INSTANCES });
      const page = pageOf(found, ({ member }) => member.instanceId, size, NextToken, 'InvalidNextToken');
      return {
        AutoScalingInstances: page.items.map(({ group, member }) => ({
          ...instanceDescription(group, member),
          LifecycleState: member.state,
          // This operation shouts its health, the others don't.
          HealthStatus: member.health.toUpperCase(),
          AutoScalingGroupName: group.name,
        })),
        NextToken: page.nextToken,
      };
    },
  });
}

function groupDescription(group: Group, withInstances: boolean): AutoScalingGroup {
  const { settings } = group;
  const members = [...group.members.values()];
  const own = withInstances ? members.filter(({ state }) => !isInPool(state)) : [];
  return {
    AutoScalingGroupName: group.name,
    AutoScalingGroupARN: group.arn,
    ...purchaseDescription(group),
    MinSize: settings.min,
    MaxSize: settings.max,
    DesiredCapacity: settings.desired,
    DefaultCooldown: settings.defaultCooldown,
    AvailabilityZones: [...settings.zones],
    HealthCheckType: 'EC2',
    HealthCheckGracePeriod: 0,
    CreatedTime: new Date(group.createdAt),
    Instances: own.map((member) => instanceDescription(group, member)),
    SuspendedProcesses: [...group.suspended].map(([ProcessName, since]) => ({
      ProcessName,
      SuspensionReason: `User suspended at ${new Date(since).toISOString().replace('.000Z', 'Z')}`,
    })),
    Tags: tagDescriptions(group),
    TerminationPolicies: [...settings.terminationPolicies],
    NewInstancesProtectedFromScaleIn: settings.newInstancesProtectedFromScaleIn,
    CapacityRebalance: settings.capacityRebalance,
    ...(settings.retainOnAbandon && {
      InstanceLifecyclePolicy: { RetentionTriggers: { TerminateHookAbandon: 'retain' as const } },
    }),
    ...(group.warmPool && {
      WarmPoolConfiguration: warmPoolConfiguration(group.warmPool),
      WarmPoolSize: members.filter(({ state }) => isInPool(state)).length,
    }),
  };
}

function purchaseDescription({ settings }: Group): Pick<AutoScalingGroup, 'LaunchTemplate' | 'MixedInstancesPolicy'> {
  const template = templateDescription(settings.launchTemplate);
  if (settings.distribution === undefined) return { LaunchTemplate: template };
  return {
    MixedInstancesPolicy: {
      LaunchTemplate: { LaunchTemplateSpecification: template },
      InstancesDistribution: {
        OnDemandBaseCapacity: settings.distribution.onDemandBaseCapacity,
        OnDemandPercentageAboveBaseCapacity: settings.distribution.onDemandPercentageAboveBaseCapacity,
      },
    },
  };
}

function matches(group: Group, filters: readonly Filter[] | undefined): boolean {
  const tags = [...group.tags.values()];
  return (filters ?? []).every(({ Name = '', Values = [] }) => {
    if (Name === 'tag-key') return tags.some(({ key }) => Values.includes(key));
    if (Name === 'tag-value') return tags.some(({ value }) => Values.includes(value));
    if (Name.startsWith('tag:')) {
      const tag = group.tags.get(Name.slice('tag:'.length));
      return tag !== undefined && Values.includes(tag.value);
    }
    throw validationError(`Filter type ${Name} is not correct. Allowed Filter types are: tag-key tag-value tag:<key>`);
  });
}
