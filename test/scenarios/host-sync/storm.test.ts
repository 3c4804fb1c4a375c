import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../simulator/kernel/random.ts';
import { anAccount, type ScenarioAccount } from '../account.ts';
import { momentOf, play } from '../timeline.ts';

describe('a storm of events', () => {
  it('of 1,000 about one cluster of 1,000 hosts with five services, nothing to change, costs four calls', async () => {
    const services = ['agent', 'logs', 'metrics', 'proxy', 'scanner'].map((name) => ({ name, desiredCount: 1_000 }));
    const account = await anAccount({ clusters: [{ name: 'big', hosts: 1_000, services }] });
    const big = account.cluster('big');
    let sentBefore = 0;
    await play(account, {
      '9:12': () => {
        expect(Object.values(big.running)).toEqual([1_000, 1_000, 1_000, 1_000, 1_000]);
        sentBefore = account.queue.metrics.sent;
        // Two events each; that an agent is away changes no count, and its rule leaves those out.
        big.reconnectAgents(...big.activeIds);
      },
      '9:14': () => {
        expect(account.queue.metrics.sent - sentBefore).toBe(1_000);
        expect(account.isSettled).toBe(true);
        // All of them, SQS included: nothing is parked and nothing comes back.
        expect(account.calls('9:12')).toEqual({
          'tagging:GetResources': 1,
          'ecs:DescribeClusters': 1,
          'ecs:DescribeServices': 1,
          'ecs:ListContainerInstances': 1,
        });
        expect(account.invocations('9:12')).toBe(1);
      },
    });
  });

  it.each([1, 2, 3])('over 20 clusters of any number of services keeps to the budget (seed %i)', async (seed) => {
    const random = seededRandom(seed);
    const sizes = Array.from({ length: 20 }, () => random.integer(1, 35));
    const clusters = sizes.map((size, index) => ({
      name: `cluster-${index}`,
      hosts: 3,
      services: Array.from({ length: size }, (_, service) => ({
        name: `service-${service}`,
        desiredCount: random.chance(0.05) ? 1 : 2,
      })),
    }));
    const toChange = clusters
      .flatMap(({ services }) => services)
      .filter(({ desiredCount }) => desiredCount !== 2).length;
    const account = await anAccount({ seed, clusters, events: false, schedule: false });
    const leaving = (cluster: string) => `i-${cluster}-3`;
    await play(account, {
      '9:03': () => {
        for (const cluster of account.clusters) cluster.drain(leaving(cluster.name));
      },
      '9:10': () => {
        account.events = true;
        for (const cluster of account.clusters) {
          for (let round = 0; round < 5; round += 1) cluster.reconnectAgents(leaving(cluster.name));
        }
      },
      '9:12': () => {
        const { events, reads, writes } = firstLook(account);
        const budget = sizes.reduce((sum, size) => sum + Math.ceil(size / 10) + 2, 1);
        expect(events).toBe(20 * 2 * 5);
        expect(reads).toBeLessThanOrEqual(budget);
        expect(writes).toBe(toChange);
        expect(account.isRight).toBe(true);
      },
    });
  });
});

/** What the first invocation after 9:10 was given, and its ECS and tagging calls. */
function firstLook({ simulation }: ScenarioAccount) {
  const first = simulation.lambda.invocations.find((invocation) => invocation.start >= momentOf('9:10'));
  const { start = 0, end = 0 } = first ?? {};
  const within = ({ time }: { readonly time: number }) => time >= start && time <= end;
  const calls = simulation.calls.all().filter(within);
  const writes = calls.filter(({ operation }) => operation === 'UpdateService').length;
  const reads = calls.filter(({ service }) => service !== 'sqs').length - writes;
  return { events: simulation.output.values({ name: 'EventsTaken' }).find(within)?.value, reads, writes };
}
