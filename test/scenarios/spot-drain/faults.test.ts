import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../simulator/kernel/random.ts';
import type { ScenarioAccount } from '../account.ts';
import { befall, letAnythingFail } from '../faults.ts';
import { seeds } from '../life.ts';
import { play } from '../timeline.ts';
import { drainingIds, interrupt, runOn, spotAccount, watchDrains } from './fleet.ts';

/** EC2 instance ids of which a notice has come to the queue, from now on. */
function watchNotices({ queue }: ScenarioAccount): ReadonlySet<string> {
  const noticed = new Set<string>();
  queue.onVisible(() => {
    for (const { body } of queue.messages()) {
      const { detail } = JSON.parse(body) as { detail: { 'instance-id': string } };
      noticed.add(detail['instance-id']);
    }
  });
  return noticed;
}

/** Every host of which a notice came is DRAINING, no other was touched, and no message is left or was given up. */
function expectExactly(account: ScenarioAccount, noticed: ReadonlySet<string>, drained: ReadonlyMap<string, number>) {
  expect(drainingIds(account).toSorted()).toEqual([...noticed].toSorted());
  expect([...drained.keys()].toSorted()).toEqual([...noticed].toSorted());
  expect(account.isSettled).toBe(true);
  expect(account.deadLetters.messages()).toEqual([]);
}

describe('a run that dies', () => {
  const reads = ['ListClusters', 'ListContainerInstances', 'ListTasks', 'DescribeTasks', 'DescribeClusters'];
  const writes = ['UpdateContainerInstancesState', 'StopTask'];
  const cases = [
    ...[...reads, ...writes].map((call) => ({ call, carriedOut: false, when: 'before' })),
    ...writes.map((call) => ({ call, carriedOut: true, when: 'after' })),
  ];

  it.each(cases)('$when $call is made up for within the two minutes', async ({ call, carriedOut }) => {
    const account = await spotAccount({ clusters: [{ name: 'shop', instances: 2 }] });
    const shop = account.cluster('shop');
    const revived = befall(account, { kind: 'kill', carriedOut }, ({ operation }) => operation === call);
    const [noticed, drained] = [watchNotices(account), watchDrains(account)];
    await play(account, {
      '9:01': () => runOn(account, 'shop', shop.ids[0] ?? '', { timings: { stopDuration: 10_000 } }),
      '9:02': () => interrupt(account, shop.ids.slice(0, 1)),
      '9:02:10': () => {
        revived();
        expect(account.simulation.calls.count({ operation: call, outcome: 'killed' })).toBe(1);
      },
      // What the dead run had in hand appears again after the queue's visibility time-out, 91 s.
      '9:03:50': () => {
        expectExactly(account, noticed, drained);
        expect(account.simulation.ecs.containersRunning(shop.ids[0] ?? '')).toEqual([]);
      },
    });
  });
});

describe('whatever goes wrong', () => {
  /** Interrupts a third of the hosts over 20 s, from 9:01 on; they stay until it is over. */
  function interruptSome(account: ScenarioAccount, seed: number): void {
    const random = seededRandom(seed);
    const doomed = account.clusters.flatMap(({ ids }) => ids).filter(() => random.chance(1 / 3));
    for (const id of doomed) {
      account.simulation.clock.after(random.integer(0, 20_000), `interrupt ${id}`, () =>
        interrupt(account, [id], { notice: 3_600_000 }),
      );
    }
  }

  const clusters = ['shop', 'video', 'jobs'].map((name) => ({ name, instances: 12 }));
  // One environment for all of it: every cold start costs the test a worker.
  const lambda = { environmentLife: 3_600_000 };

  it.each(seeds(8))('notices doubled, lost and overtaken drain what they name and no more (seed %i)', async (seed) => {
    const account = await spotAccount({ seed, clusters, lambda });
    const [noticed, drained] = [watchNotices(account), watchDrains(account)];
    Object.assign(account.simulation.eventBridge.faults, {
      loss: 0.2,
      duplication: 0.5,
      delay: 0.5,
      maximumDelay: 30_000,
    });
    await play(account, {
      '9:01': () => interruptSome(account, seed),
      '9:02': () => {
        expect(noticed.size).toBeGreaterThan(0);
        expectExactly(account, noticed, drained);
      },
    });
  });

  it.each(seeds(8))('5xx, resets, throttling and late answers on any call only delay (seed %i)', async (seed) => {
    const account = await spotAccount({ seed, clusters, lambda });
    const [noticed, drained] = [watchNotices(account), watchDrains(account)];
    const over = letAnythingFail(account, seededRandom(-seed), 0.2 + 0.4 * seededRandom(seed).next());
    await play(account, {
      '9:01': () => interruptSome(account, seed),
      '9:02': over,
      // Where a message could not be given a pause, it comes back after the queue's visibility time-out, 91 s.
      '9:04': () => {
        expect(
          account
            .of('SpotDrain')
            .callLog()
            .filter(({ outcome }) => outcome !== 'ok').length,
        ).toBeGreaterThan(0);
        expectExactly(account, noticed, drained);
      },
    });
  });

  it.each(seeds(5))('runs killed at any call only delay (seed %i)', async (seed) => {
    const account = await spotAccount({ seed, clusters, lambda });
    const [noticed, drained] = [watchNotices(account), watchDrains(account)];
    const random = seededRandom(-seed);
    befall(account, { kind: 'kill', carriedOut: true }, () => random.chance(0.05));
    befall(account, { kind: 'kill', carriedOut: false }, () => random.chance(0.05));
    account.simulation.eventBridge.faults.duplication = 0.3;
    await play(account, {
      '9:01': () => interruptSome(account, seed),
      '9:20': () => {
        expect(account.simulation.calls.count({ outcome: 'killed' })).toBeGreaterThan(0);
        expectExactly(account, noticed, drained);
      },
    });
  });
});
