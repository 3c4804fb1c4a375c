import { HostFinder } from '../../shared/aws/host-finder.ts';
import { clusterArn } from './clusters.ts';
import { hostArn, instanceId } from './hosts.ts';
import { SpotWorld } from './spot-world.ts';

/** A signal that never fires. */
export const signal = new AbortController().signal;
/** So many whole numbers, from one on. */
export const range = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);
/** Instances by their numbers, as a finder is asked for them. */
export const wanted = (...numbers: number[]) => numbers.map((number) => ({ ec2InstanceId: instanceId(number) }));
/** The answer for a host that is found. */
export const found = (number: number, cluster: string) => ({
  kind: 'found',
  clusterArn: clusterArn(cluster),
  containerInstanceArn: hostArn(number, cluster),
});

/** A finder on a world, with a clock that a test sets. */
export function finding(world: SpotWorld, scope: readonly string[] = []) {
  const time = { now: 0 };
  return { time, finder: new HostFinder({ reads: world.reads, scope, clock: () => time.now }) };
}

/** Clusters `cluster-0`, `cluster-1` and so on, with so many hosts each, numbered on. */
export function worldOf(clusters: number, hostsEach: number): SpotWorld {
  const world = new SpotWorld();
  for (const cluster of range(clusters)) world.withCluster(`cluster-${cluster}`, range(hostsEach, cluster * hostsEach));
  return world;
}
