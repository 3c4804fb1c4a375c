import type {
  DeleteWarmPoolType,
  DescribeWarmPoolAnswer,
  DescribeWarmPoolType,
  PutWarmPoolType,
} from '@aws-sdk/client-auto-scaling';
import { type Operation, operation } from '../../../wire/operation.ts';
import { pageOf } from '../../ec2/operations/paging.ts';
import { isInPool } from '../lifecycle-states.ts';
import { instanceDescription, warmPoolConfiguration } from './descriptions.ts';
import { pageSize } from './page-size.ts';
import { onEverything, onGroup } from './permissions.ts';
import { type AutoScalingServices, READS, WRITES } from './services.ts';

/** PutWarmPool. */
export function putWarmPool(services: AutoScalingServices): Operation {
  return operation<PutWarmPoolType, Record<string, never>>({
    bucket: WRITES,
    authorize: ({ AutoScalingGroupName }) => onGroup(services, 'PutWarmPool', AutoScalingGroupName),
    handle: ({ AutoScalingGroupName, MinSize, MaxGroupPreparedCapacity, PoolState, InstanceReusePolicy }) => {
      services.groups.putWarmPool(services.context.registry.require(AutoScalingGroupName), {
        ...(MinSize !== undefined && { minSize: MinSize }),
        ...(MaxGroupPreparedCapacity !== undefined && { maxGroupPreparedCapacity: MaxGroupPreparedCapacity }),
        ...(PoolState !== undefined && { poolState: PoolState }),
        ...(InstanceReusePolicy !== undefined && { reuseOnScaleIn: InstanceReusePolicy.ReuseOnScaleIn ?? false }),
      });
      return {};
    },
  });
}

/** DeleteWarmPool. */
export function deleteWarmPool(services: AutoScalingServices): Operation {
  return operation<DeleteWarmPoolType, Record<string, never>>({
    bucket: WRITES,
    authorize: ({ AutoScalingGroupName }) => onGroup(services, 'DeleteWarmPool', AutoScalingGroupName),
    handle: ({ AutoScalingGroupName, ForceDelete }) => {
      services.groups.deleteWarmPool(services.context.registry.require(AutoScalingGroupName), ForceDelete ?? false);
      return {};
    },
  });
}

/** DescribeWarmPool: settings, and instances in pages. A group without a pool has neither. */
export function describeWarmPool(services: AutoScalingServices): Operation {
  return operation<DescribeWarmPoolType, DescribeWarmPoolAnswer>({
    bucket: READS,
    authorize: () => onEverything('DescribeWarmPool'),
    handle: ({ AutoScalingGroupName, MaxRecords, NextToken }) => {
      const group = services.context.registry.require(AutoScalingGroupName);
      const pooled = [...group.members.values()].filter(({ state }) => isInPool(state));
      const size = pageSize(MaxRecords, { standard: 50, most: 50 });
      const page = pageOf(pooled, ({ instanceId }) => instanceId, size, NextToken, 'InvalidNextToken');
      return {
        WarmPoolConfiguration: group.warmPool && warmPoolConfiguration(group.warmPool),
        Instances: page.items.map((member) => instanceDescription(group, member)),
        NextToken: page.nextToken,
      };
    },
  });
}
