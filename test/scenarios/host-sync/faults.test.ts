import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../simulator/kernel/random.ts';
import { anAccount, type ScenarioAccount } from '../account.ts';
import { befall, letAnythingFail, serverError } from '../faults.ts';
import { live, livelyCluster, seeds } from '../life.ts';
import { play } from '../timeline.ts';

/** Every service has the right count, and no message is left or was given up. */
function expectNothingLost(account: ScenarioAccount): void {
  for (const cluster of account.clusters) expect(cluster.desired).toEqual(cluster.wanted);
  expect(account.isSettled).toBe(true);
  expect(account.queue.metrics).toMatchObject({ redriven: 0, expired: 0 });
  const reasons = account.deadLetters.messages().map(({ attributes }) => attributes['reason']?.StringValue);
  expect(reasons.filter((reason) => reason !== 'malformed-json')).toEqual([]);
}

describe('throttling at the documented rates', () => {
  it('holds 200 clusters up that all change at once, for a few minutes at most', async () => {
    const layout = { hosts: 2, services: [{ name: 'agent' }] };
    const clusters = Array.from({ length: 200 }, (_, index) => ({ name: `cluster-${index}`, ...layout }));
    const account = await anAccount({ clusters, schedule: false });
    await play(account, {
      '9:05': () => {
        // 200 writes, of which the bucket lets 50 through at once and then five a second.
        expect(account.metric('Throttles')).toBeGreaterThan(100);
        expectNothingLost(account);
      },
    });
  });
});

describe('5xx, resets, throttling and late answers on any call', () => {
  it.each(seeds(6))('lose nothing, and every service ends at the right count (seed %i)', async (seed) => {
    const random = seededRandom(seed);
    const account = await anAccount({
      seed,
      clusters: [livelyCluster('shop', 3), livelyCluster('video', 4)],
      schedule: false,
      lambda: { environmentLife: 3_600_000 },
    });
    const over = letAnythingFail(account, seededRandom(-seed), 0.2 + 0.5 * random.next());
    account.send('not JSON');
    await live(account, random, 10, 30);
    await play(account, {
      '10:00': over,
      // The pause before a message comes back has grown to five minutes at most.
      '10:10': () => {
        expectNothingLost(account);
        // Parked twice where the answer to the first time was lost.
        expect(account.deadLetters.messages().length).toBeGreaterThanOrEqual(1);
      },
    });
  });

  it.each(['ecs', 'tagging', 'sqs'])('of %s for an hour: all is made up for a few minutes later', async (service) => {
    const account = await anAccount({ clusters: [livelyCluster('shop', 3)] });
    const shop = account.cluster('shop');
    let isDown = false;
    befall(account, serverError(false), (subject) => isDown && subject.service === service);
    await play(account, {
      '9:05': () => {
        isDown = true;
        shop.join(2);
      },
      '9:30': () => shop.drain(...shop.activeIds.slice(0, 1)),
      '10:05': () => {
        expect(account.isRight).toBe(service === 'sqs');
        isDown = false;
      },
      '10:12': () => expectNothingLost(account),
    });
  });
});

describe('a function that dies', () => {
  const reads = ['GetResources', 'DescribeClusters', 'DescribeServices', 'ListContainerInstances'];
  const writes = ['UpdateService', 'ChangeMessageVisibility', 'SendMessage'];
  const cases = [
    ...[...reads, ...writes].map((call) => ({ call, carriedOut: false, when: 'before' })),
    ...writes.map((call) => ({ call, carriedOut: true, when: 'after' })),
  ];

  it.each(cases)('$when $call took effect, loses nothing', async ({ call, carriedOut }) => {
    const account = await anAccount({ clusters: [livelyCluster('shop', 3)], schedule: false });
    const revived = befall(account, { kind: 'kill', carriedOut }, ({ operation }) => operation === call);
    account.send('not JSON');
    await play(account, {
      '9:01': () => {
        revived();
        expect(account.simulation.calls.count({ operation: call, outcome: 'killed' })).toBeGreaterThan(0);
      },
      // What the dead function had in hand appears again after the queue's visibility time-out, 365 s.
      '9:10': () => {
        expectNothingLost(account);
        expect(account.deadLetters.messages().length).toBeGreaterThanOrEqual(1);
      },
    });
  });

  it.each(seeds(3))('now and then, at any call, loses nothing (seed %i)', async (seed) => {
    const random = seededRandom(seed);
    const account = await anAccount({ seed, clusters: [livelyCluster('shop', 3)], schedule: false });
    befall(account, { kind: 'kill', carriedOut: true }, () => random.chance(0.05));
    befall(account, { kind: 'kill', carriedOut: false }, () => random.chance(0.05));
    await live(account, seededRandom(-seed), 6, 60);
    await play(account, { '10:30': () => expectNothingLost(account) });
    expect(account.simulation.calls.count({ outcome: 'killed' })).toBeGreaterThan(0);
  });
});
