import * as schemas from '@aws-sdk/client-auto-scaling';
import type { ServiceApi } from '../../wire/operation.ts';
import { describeScalingActivities } from './operations/activities.ts';
import { describeAutoScalingGroups, describeAutoScalingInstances } from './operations/describe-groups.ts';
import {
  createAutoScalingGroup,
  deleteAutoScalingGroup,
  setDesiredCapacity,
  updateAutoScalingGroup,
} from './operations/groups.ts';
import { describeInstanceRefreshes } from './operations/instance-refreshes.ts';
import {
  enterStandby,
  exitStandby,
  setInstanceProtection,
  terminateInstanceInAutoScalingGroup,
} from './operations/instances.ts';
import { completeLifecycleAction, recordLifecycleActionHeartbeat } from './operations/lifecycle-actions.ts';
import { deleteLifecycleHook, describeLifecycleHooks, putLifecycleHook } from './operations/lifecycle-hooks.ts';
import { resumeProcesses, suspendProcesses } from './operations/processes.ts';
import { type AutoScalingServices, READS, WRITES } from './operations/services.ts';
import { createOrUpdateTags, describeTags } from './operations/tags.ts';
import { deleteWarmPool, describeWarmPool, putWarmPool } from './operations/warm-pool.ts';

/** The part of the EC2 Auto Scaling API that the simulator has. */
export function autoScalingApi(services: AutoScalingServices): ServiceApi {
  return {
    signingName: 'autoscaling',
    protocol: 'awsQuery',
    xmlNamespace: 'http://autoscaling.amazonaws.com/doc/2011-01-01/',
    schemas,
    operations: {
      CreateAutoScalingGroup: createAutoScalingGroup(services),
      UpdateAutoScalingGroup: updateAutoScalingGroup(services),
      DeleteAutoScalingGroup: deleteAutoScalingGroup(services),
      DescribeAutoScalingGroups: describeAutoScalingGroups(services),
      DescribeAutoScalingInstances: describeAutoScalingInstances(services),
      SetDesiredCapacity: setDesiredCapacity(services),
      TerminateInstanceInAutoScalingGroup: terminateInstanceInAutoScalingGroup(services),
      SetInstanceProtection: setInstanceProtection(services),
      EnterStandby: enterStandby(services),
      ExitStandby: exitStandby(services),
      PutLifecycleHook: putLifecycleHook(services),
      DeleteLifecycleHook: deleteLifecycleHook(services),
      DescribeLifecycleHooks: describeLifecycleHooks(services),
      CompleteLifecycleAction: completeLifecycleAction(services),
      RecordLifecycleActionHeartbeat: recordLifecycleActionHeartbeat(services),
      SuspendProcesses: suspendProcesses(services),
      ResumeProcesses: resumeProcesses(services),
      PutWarmPool: putWarmPool(services),
      DeleteWarmPool: deleteWarmPool(services),
      DescribeWarmPool: describeWarmPool(services),
      CreateOrUpdateTags: createOrUpdateTags(services),
      DescribeTags: describeTags(services),
      DescribeInstanceRefreshes: describeInstanceRefreshes(services),
      DescribeScalingActivities: describeScalingActivities(services),
    },
    // AWS throttles this API and documents no rates: these are assumed, see FIDELITY.md.
    buckets: { [READS]: { burst: 100, sustained: 20 }, [WRITES]: { burst: 50, sustained: 10 } },
  };
}
