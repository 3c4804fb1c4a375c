import type { DescribeInstanceRefreshesAnswer, DescribeInstanceRefreshesType } from '@aws-sdk/client-auto-scaling';
import { type Operation, operation } from '../../../wire/operation.ts';
import { onEverything } from './permissions.ts';
import { type AutoScalingServices, READS } from './services.ts';

/** DescribeInstanceRefreshes: the latest of a group, if there was one. */
export function describeInstanceRefreshes(services: AutoScalingServices): Operation {
  return operation<DescribeInstanceRefreshesType, DescribeInstanceRefreshesAnswer>({
    bucket: READS,
    authorize: () => onEverything('DescribeInstanceRefreshes'),
    handle: ({ AutoScalingGroupName, InstanceRefreshIds }) => {
      const { name, refresh } = services.context.registry.require(AutoScalingGroupName);
      if (!refresh || (InstanceRefreshIds?.length && !InstanceRefreshIds.includes(refresh.id))) {
        return { InstanceRefreshes: [] };
      }
      const { id: InstanceRefreshId, status: Status, startedAt } = refresh;
      return {
        InstanceRefreshes: [{ AutoScalingGroupName: name, InstanceRefreshId, Status, StartTime: new Date(startedAt) }],
      };
    },
  });
}
