import type { HostDirectoryReads } from '../../shared/aws/host-directory.ts';
import type { TasksRead } from '../../shared/aws/tasks.ts';
import { asFailure } from '../../shared/domain/errors.ts';
import type { GateWorld } from './gate-world.ts';
import type { SpotHost } from './spot-world.ts';

/** Reads the tasks of hosts as `tasksOnEach` does: two lists for each, one description for all. */
export async function tasksOnEachOf(
  hosts: readonly SpotHost[],
  arns: readonly string[],
  call: (operation: string, about?: string) => Promise<void>,
): Promise<ReadonlyMap<string, TasksRead>> {
  const read = new Map<string, TasksRead>();
  for (const arn of arns) {
    try {
      for (const operation of ['ListTasks', 'ListTasks']) await call(operation, arn);
      read.set(arn, [...(hosts.find(({ host }) => host.containerInstanceArn === arn)?.tasks ?? [])]);
    } catch (error) {
      read.set(arn, asFailure(error));
    }
  }
  const isAnyLeft = [...read.values()].some((tasks) => !(tasks instanceof Error) && tasks.length > 0);
  if (isAnyLeft) await call('DescribeTasks');
  return read;
}

/** The reads of a directory of all hosts of a world. */
export function directoryReadsOf(world: GateWorld): HostDirectoryReads {
  const listAll = async (cluster: string) => {
    await world.call('ListContainerInstances', cluster);
    const hosts = (world.clusters.get(cluster) ?? []).filter(({ host }) => host.status !== 'INACTIVE');
    return hosts.map(({ host }) => host.containerInstanceArn);
  };
  const hostCounts = async (clusters: readonly string[]) => {
    await world.call('DescribeClusters');
    return new Map(clusters.map((cluster) => [cluster, world.clusters.get(cluster)?.length ?? 0]));
  };
  return { ...world.gateReads, whole: { listAll, hostCounts } };
}
