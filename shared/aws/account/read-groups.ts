import {
  type AutoScalingClient,
  type AutoScalingGroup,
  DescribeAutoScalingInstancesCommand,
  DescribeLifecycleHooksCommand,
  type LifecycleHook,
  paginateDescribeAutoScalingGroups,
} from '@aws-sdk/client-auto-scaling';
import { DescribeInstancesCommand, type EC2Client, type Instance } from '@aws-sdk/client-ec2';
import type { CapacityProvider, ContainerInstance } from '@aws-sdk/client-ecs';
import { chunk, mapAtMost } from '../../domain/concurrency.ts';
import { calling } from '../failures.ts';
import { everyPage, type ReadingListener } from './reading.ts';

/** EC2 Auto Scaling API reference: DescribeAutoScalingInstances takes 50 ids. */
const INSTANCES_PER_CALL = 50;
/** Groups named in one DescribeAutoScalingGroups; an answer has at most 100. */
const GROUPS_PER_CALL = 50;
/** EC2 asks for small batches of ids. Source: EC2 API reference, DescribeInstances ("up to 1,000"). */
const DESCRIBED_PER_CALL = 200;
const AT_ONCE = 4;

/** The groups that hosts are in, and those of the capacity providers. */
export async function readGroups(
  autoScaling: AutoScalingClient,
  hosts: readonly ContainerInstance[],
  providers: readonly CapacityProvider[],
  listener: ReadingListener,
): Promise<AutoScalingGroup[]> {
  const ids = hosts.flatMap(({ ec2InstanceId }) => ec2InstanceId ?? []).filter((id) => id.startsWith('i-'));
  const answers = await mapAtMost(AT_ONCE, chunk(INSTANCES_PER_CALL, ids), (InstanceIds) =>
    calling('DescribeAutoScalingInstances', () =>
      autoScaling.send(new DescribeAutoScalingInstancesCommand({ InstanceIds })),
    ),
  );
  const ofHosts = answers.flatMap(({ AutoScalingInstances = [] }) => AutoScalingInstances);
  const ofProviders = providers.map((provider) => provider.autoScalingGroupProvider?.autoScalingGroupArn);
  const names = new Set([
    ...ofHosts.flatMap(({ AutoScalingGroupName }) => AutoScalingGroupName ?? []),
    ...ofProviders.flatMap((arn) => arn?.split('autoScalingGroupName/')[1] ?? []),
  ]);
  const groups = await mapAtMost(AT_ONCE, chunk(GROUPS_PER_CALL, [...names]), (AutoScalingGroupNames) =>
    calling('DescribeAutoScalingGroups', () =>
      everyPage(
        paginateDescribeAutoScalingGroups({ client: autoScaling, pageSize: 100 }, { AutoScalingGroupNames }),
        (page) => page.AutoScalingGroups,
      ),
    ),
  );
  listener.read('groups', groups.flat().length);
  return groups.flat();
}

/** Lifecycle hooks of groups. */
export async function readHooks(
  autoScaling: AutoScalingClient,
  groups: readonly AutoScalingGroup[],
  listener: ReadingListener,
): Promise<LifecycleHook[]> {
  const answers = await mapAtMost(AT_ONCE, groups, ({ AutoScalingGroupName }) =>
    calling('DescribeLifecycleHooks', () =>
      autoScaling.send(new DescribeLifecycleHooksCommand({ AutoScalingGroupName })),
    ),
  );
  const hooks = answers.flatMap(({ LifecycleHooks = [] }) => LifecycleHooks);
  listener.read('lifecycle hooks', hooks.length);
  return hooks;
}

/** The EC2 instances of hosts and groups. One that is gone meanwhile is not in the answer. */
export async function readInstances(
  ec2: EC2Client,
  hosts: readonly ContainerInstance[],
  groups: readonly AutoScalingGroup[],
  listener: ReadingListener,
): Promise<Instance[]> {
  const named = [
    ...hosts.flatMap(({ ec2InstanceId }) => ec2InstanceId ?? []),
    ...groups.flatMap(({ Instances = [] }) => Instances.flatMap(({ InstanceId }) => InstanceId ?? [])),
  ];
  const ids = [...new Set(named)].filter((id) => id.startsWith('i-'));
  let read = 0;
  const answers = await mapAtMost(AT_ONCE, chunk(DESCRIBED_PER_CALL, ids), async (some) => {
    // By filter rather than by id: one id that is gone would have the whole call refused.
    const Filters = [{ Name: 'instance-id', Values: some }];
    const answer = await calling('DescribeInstances', () => ec2.send(new DescribeInstancesCommand({ Filters })));
    const instances = (answer.Reservations ?? []).flatMap(({ Instances = [] }) => Instances);
    read += instances.length;
    listener.read('instances', read);
    return instances;
  });
  return answers.flat();
}
