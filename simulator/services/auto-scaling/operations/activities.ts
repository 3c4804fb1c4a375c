import type { ActivitiesType, Activity, DescribeScalingActivitiesType } from '@aws-sdk/client-auto-scaling';
import { type Operation, operation } from '../../../wire/operation.ts';
import { pageOf } from '../../ec2/operations/paging.ts';
import type { ActivityRecord } from '../activities.ts';
import { pageSize } from './page-size.ts';
import { onEverything } from './permissions.ts';
import { type AutoScalingServices, READS } from './services.ts';

/** DescribeScalingActivities, the latest first. */
export function describeScalingActivities(services: AutoScalingServices): Operation {
  return operation<DescribeScalingActivitiesType, ActivitiesType>({
    bucket: READS,
    authorize: () => onEverything('DescribeScalingActivities'),
    handle: ({ AutoScalingGroupName, ActivityIds, MaxRecords, NextToken }) => {
      const { activities, registry } = services.context;
      if (AutoScalingGroupName !== undefined) registry.require(AutoScalingGroupName);
      const found = activities
        .all()
        .filter(
          (activity) =>
            (AutoScalingGroupName === undefined || activity.groupName === AutoScalingGroupName) &&
            (!ActivityIds?.length || ActivityIds.includes(activity.activityId)),
        );
      const size = pageSize(MaxRecords, { standard: 100, most: 100 });
      const page = pageOf(found, (activity) => activity.activityId, size, NextToken, 'InvalidNextToken');
      return { Activities: page.items.map(activityOf), NextToken: page.nextToken };
    },
  });
}

/** An activity as the API describes it. */
export function activityOf(record: ActivityRecord): Activity {
  return {
    ActivityId: record.activityId,
    AutoScalingGroupName: record.groupName,
    AutoScalingGroupARN: record.groupArn,
    Description: record.description,
    Cause: record.cause,
    StartTime: new Date(record.startedAt),
    EndTime: record.endedAt === undefined ? undefined : new Date(record.endedAt),
    StatusCode: record.statusCode,
    Progress: record.endedAt === undefined ? 50 : 100,
    Details: JSON.stringify({ 'Availability Zone': record.zone }),
  };
}
