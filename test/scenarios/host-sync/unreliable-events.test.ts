import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../simulator/kernel/random.ts';
import { anAccount, type ScenarioAccount } from '../account.ts';
import { live, livelyCluster, seeds } from '../life.ts';
import { play } from '../timeline.ts';

/** Of the events of ECS, not of the schedule, so many are lost, so many come twice, and so many are overtaken. */
function makeEventsUnreliable({ simulation }: ScenarioAccount, faults: { loss: number; duplication: number }): void {
  const concerns = ({ source }: { readonly source: string }) => source === 'aws.ecs';
  Object.assign(simulation.eventBridge.faults, { ...faults, delay: 0.5, maximumDelay: 90_000, concerns });
}

describe('with events lost, doubled and out of order', () => {
  it.each(seeds(16))('every service ends at the right count and stays there (seed %i)', async (seed) => {
    const random = seededRandom(seed);
    const account = await anAccount({
      seed,
      clusters: [livelyCluster('shop', random.integer(0, 6)), livelyCluster('video', random.integer(0, 6))],
      // One environment for all of it: every cold start costs the test a worker.
      lambda: { environmentLife: 3_600_000 },
    });
    makeEventsUnreliable(account, { loss: 0.1 + random.next() / 2, duplication: 0.1 + random.next() / 2 });
    await live(account, random, 18, 40);
    const { lost, duplicated } = account.simulation.eventBridge.metrics;
    expect(lost + duplicated).toBeGreaterThan(0);
    await play(account, {
      // The schedule has run after the last change.
      '9:32': () => {
        for (const cluster of account.clusters) expect(cluster.desired).toEqual(cluster.wanted);
        for (const cluster of account.clusters) cluster.reconnectAgents(...cluster.activeIds);
      },
      '10:32': () => {
        expect(account.calls('9:32')).not.toHaveProperty('ecs:UpdateService');
        expect(account.calls('9:32')).toMatchObject({ 'ecs:DescribeServices': expect.any(Number) });
        for (const cluster of account.clusters) expect(cluster.running).toEqual(cluster.wanted);
        expect(account.isSettled).toBe(true);
        expect(account.deadLetters.messages()).toEqual([]);
      },
    });
  });
});
