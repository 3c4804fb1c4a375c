import type { Random } from '../../simulator/kernel/random.ts';
import type { ScenarioAccount } from './account.ts';
import type { ClusterLayout, ScenarioCluster } from './cluster.ts';

/** That many seeds, from 1 on. */
export const seeds = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Two services, of which one runs on some hosts only. */
export const livelyCluster = (name: string, hosts: number): ClusterLayout => ({
  name,
  hosts,
  services: [{ name: 'agent' }, { name: 'encoder', on: ['tier', 'gpu'] }],
});

/** A host joins, drains or vanishes, or an agent reconnects; at least one host stays. */
export function changeSomething(cluster: ScenarioCluster, random: Random): void {
  const { activeIds, hosts } = cluster;
  const kind = activeIds.length < 2 ? 'join' : random.pick(['join', 'drain', 'vanish', 'reconnect']);
  if (kind === 'join') cluster.join(1, { attributes: { tier: random.pick(['gpu', 'cpu']) } });
  if (kind === 'drain') cluster.drain(random.pick(activeIds));
  if (kind === 'vanish') cluster.leave(random.pick(hosts).ec2InstanceId);
  if (kind === 'reconnect') cluster.reconnectAgents(random.pick(activeIds));
}

/** Lets every cluster of the account change so many times, with pauses of up to so many seconds in between. */
export async function live(account: ScenarioAccount, random: Random, changes: number, pause: number): Promise<void> {
  for (let change = 0; change < changes; change += 1) {
    await account.simulation.runFor(random.integer(0, pause * 1_000));
    changeSomething(random.pick(account.clusters), random);
  }
}
