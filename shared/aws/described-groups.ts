import {
  type AutoScalingClient,
  type AutoScalingInstanceDetails,
  DescribeAutoScalingInstancesCommand,
  type Instance,
  paginateDescribeAutoScalingGroups,
  paginateDescribeInstanceRefreshes,
  type AutoScalingGroup as SdkGroup,
} from '@aws-sdk/client-auto-scaling';
import type { GroupMember } from '../domain/auto-scaling.ts';
import type { Tags } from '../domain/cluster.ts';
import { chunk, mapAtMost } from '../domain/concurrency.ts';
import { calling } from './failures.ts';

/** EC2 Auto Scaling API reference, DescribeAutoScalingGroups and DescribeInstanceRefreshes, MaxRecords: at most 100. */
const PER_PAGE = 100;
/** EC2 Auto Scaling API reference, DescribeAutoScalingInstances: "you can specify up to 50 IDs". */
const INSTANCES_PER_CALL = 50;
/** Calls in flight together. */
const CALLS_AT_ONCE = 4;

/** An instance of a group (EC2 Auto Scaling API reference, Instance). */
export interface DescribedMember extends GroupMember {
  readonly availabilityZone: string;
  /** `Healthy` or `Unhealthy`. */
  readonly healthStatus: string;
  readonly protectedFromScaleIn: boolean;
  /** What it counts towards the desired capacity: 1 in groups without weights. */
  readonly weightedCapacity: number;
}

/** An Auto Scaling group with its instances (EC2 Auto Scaling API reference, AutoScalingGroup). */
export interface DescribedGroup {
  readonly autoScalingGroupName: string;
  readonly tags: Tags;
  /** `Delete in progress` while it is being deleted, undefined otherwise. */
  readonly status: string | undefined;
  readonly minSize: number;
  readonly desiredCapacity: number;
  readonly availabilityZones: readonly string[];
  /** Names of suspended processes, as in `Terminate`. */
  readonly suspendedProcesses: readonly string[];
  readonly hasWarmPool: boolean;
  /** Those in a warm pool are not among them. */
  readonly members: readonly DescribedMember[];
}

/** Reads every group of the account in this Region, with its instances. */
export async function describeAllGroups(
  autoScaling: AutoScalingClient,
  signal: AbortSignal,
): Promise<readonly DescribedGroup[]> {
  return calling('DescribeAutoScalingGroups', async () => {
    const groups: DescribedGroup[] = [];
    const input = { MaxRecords: PER_PAGE, IncludeInstances: true };
    const pages = paginateDescribeAutoScalingGroups({ client: autoScaling }, input, { abortSignal: signal });
    for await (const page of pages) groups.push(...(page.AutoScalingGroups ?? []).map(toGroup));
    return groups;
  });
}

function toGroup(group: SdkGroup): DescribedGroup {
  const { AutoScalingGroupName: autoScalingGroupName = '', Tags = [], Instances = [] } = group;
  return {
    autoScalingGroupName,
    tags: Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value])),
    status: group.Status || undefined,
    // What is not said is infinite, under which no instance leaves, or not a number, for which nothing is enough.
    minSize: group.MinSize ?? Number.POSITIVE_INFINITY,
    desiredCapacity: group.DesiredCapacity ?? Number.NaN,
    availabilityZones: group.AvailabilityZones ?? [],
    suspendedProcesses: (group.SuspendedProcesses ?? []).map(({ ProcessName = '' }) => ProcessName),
    hasWarmPool: group.WarmPoolConfiguration !== undefined,
    members: Instances.map((instance) => toMember(instance, autoScalingGroupName)),
  };
}

/** Reads instances of groups, those in warm pools included. One that is in no group is not in the answer. */
export async function describeMembers(
  autoScaling: AutoScalingClient,
  ec2InstanceIds: readonly string[],
  signal: AbortSignal,
): Promise<readonly DescribedMember[]> {
  const answers = await mapAtMost(CALLS_AT_ONCE, chunk(INSTANCES_PER_CALL, ec2InstanceIds), (InstanceIds) => {
    const command = new DescribeAutoScalingInstancesCommand({ InstanceIds });
    return calling('DescribeAutoScalingInstances', () => autoScaling.send(command, { abortSignal: signal }));
  });
  const instances = answers.flatMap((answer) => answer.AutoScalingInstances ?? []);
  return instances.map((instance) => toMember(instance, instance.AutoScalingGroupName ?? ''));
}

function toMember(instance: Instance | AutoScalingInstanceDetails, autoScalingGroupName: string): DescribedMember {
  return {
    ec2InstanceId: instance.InstanceId ?? '',
    autoScalingGroupName,
    lifecycleState: instance.LifecycleState ?? '',
    availabilityZone: instance.AvailabilityZone ?? '',
    healthStatus: instance.HealthStatus ?? '',
    protectedFromScaleIn: instance.ProtectedFromScaleIn ?? true,
    weightedCapacity: Number(instance.WeightedCapacity ?? 1),
  };
}

/** EC2 Auto Scaling API reference, InstanceRefresh, Status: those of a refresh that has ended. */
const ENDED: ReadonlySet<string> = new Set([
  'Successful',
  'Failed',
  'Cancelled',
  'RollbackSuccessful',
  'RollbackFailed',
]);

/** Tells whether a group is refreshing its instances, or about to. Auto Scaling lists the latest refresh first. */
export async function isRefreshing(
  autoScaling: AutoScalingClient,
  AutoScalingGroupName: string,
  signal: AbortSignal,
): Promise<boolean> {
  return calling('DescribeInstanceRefreshes', async () => {
    const input = { AutoScalingGroupName, MaxRecords: 1 };
    const pages = paginateDescribeInstanceRefreshes({ client: autoScaling }, input, { abortSignal: signal });
    const { value: page } = await pages.next();
    return (page?.InstanceRefreshes ?? []).some(({ Status = '' }) => !ENDED.has(Status));
  });
}
