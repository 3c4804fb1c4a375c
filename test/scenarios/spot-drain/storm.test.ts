import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../simulator/kernel/random.ts';
import type { ScenarioAccount } from '../account.ts';
import { momentOf, play } from '../timeline.ts';
import { drainingIds, interrupt, longestRun, runOn, spotAccount, watchDrains } from './fleet.ts';

/** 50 clusters of 20 Spot instances, each with a service that has a task on most of them. */
const fleet = (seed: number) =>
  spotAccount({
    seed,
    clusters: Array.from({ length: 50 }, (_, index) => ({
      name: `cluster-${index}`,
      instances: 20,
      services: [{ name: 'web', served: false, desiredCount: 15 }],
    })),
  });

/** Two hosts of each cluster. */
const doomed = ({ clusters }: ScenarioAccount): readonly string[] =>
  clusters.flatMap(({ ids }, index) => [ids[index % 10] ?? '', ids[10 + (index % 7)] ?? '']);

const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);

/** Seconds after 9:10 by which the last of the hosts was DRAINING. */
const lastDrain = (drained: ReadonlyMap<string, number>): number =>
  (Math.max(...drained.values()) - momentOf('9:10')) / 1_000;

describe('a hundred interruptions in the same second over 50 clusters of 20 hosts', () => {
  it.each([1, 2])('are 151 calls, and all hosts DRAINING within 10 s (seed %i)', async (seed) => {
    const account = await fleet(seed);
    let ids: readonly string[] = [];
    const drained = watchDrains(account);
    await play(account, {
      '9:10': () => {
        ids = doomed(account);
        interrupt(account, ids);
      },
      '9:10:10': () => {
        expect(new Set(ids).size).toBe(100);
        expect(drainingIds(account).toSorted()).toEqual(ids.toSorted());
        expect(lastDrain(drained)).toBeLessThan(3);
        expect(account.calls()).toEqual({
          'ecs:ListClusters': 1,
          'ecs:ListContainerInstances': 100,
          'ecs:UpdateContainerInstancesState': 50,
        });
        expect(account.metric('Throttles')).toBe(0);
        expect(account.metric('ApiCalls')).toBe(151);
        expect(account.isSettled).toBe(true);
        expect(longestRun(account)).toBeLessThan(1_000);
      },
    });
  });

  it('with standalone tasks on two of them stay within 160 calls', async () => {
    const account = await fleet(1);
    let ids: readonly string[] = [];
    await play(account, {
      '9:09': () => {
        ids = doomed(account);
        runOn(account, 'cluster-3', ids[6] ?? '');
        runOn(account, 'cluster-40', ids[81] ?? '');
      },
      '9:10': () => interrupt(account, ids),
      '9:10:10': () => {
        expect(drainingIds(account).toSorted()).toEqual(ids.toSorted());
        expect(account.metric('Actions', { kind: 'stop-task' })).toBe(2);
        expect(sum(account.calls())).toBe(151 + 1 + 2 * 3);
        expect(sum(account.calls())).toBeLessThanOrEqual(160);
      },
    });
  });

  it('with standalone tasks on thirty of them cost three calls more for each, and are drained as soon', async () => {
    const account = await fleet(2);
    let ids: readonly string[] = [];
    const drained = watchDrains(account);
    await play(account, {
      '9:09': () => {
        ids = doomed(account);
        for (const [index, id] of ids.slice(0, 30).entries()) runOn(account, `cluster-${Math.floor(index / 2)}`, id);
      },
      '9:10': () => interrupt(account, ids),
      '9:10:10': () => {
        expect(drainingIds(account).toSorted()).toEqual(ids.toSorted());
        expect(lastDrain(drained)).toBeLessThan(4);
        expect(account.metric('Actions', { kind: 'stop-task' })).toBe(30);
        expect(sum(account.calls()) - account.metric('Throttles')).toBe(151 + 1 + 30 * 3);
      },
    });
  });

  it.each([1, 2, 3])(
    'spread over that second are two batches, and all DRAINING within 10 s (seed %i)',
    async (seed) => {
      const account = await fleet(seed);
      const random = seededRandom(seed);
      const drained = watchDrains(account);
      await play(account, {
        '9:10': () => {
          // In an order that has nothing to do with that of the clusters.
          const drawn = doomed(account).map((id) => ({ id, draw: random.next() }));
          const { clock } = account.simulation;
          for (const [index, { id }] of drawn.toSorted((a, b) => a.draw - b.draw).entries()) {
            clock.after(index * 10, `interrupt ${id}`, () => interrupt(account, [id]));
          }
        },
        '9:10:10': () => expect([drainingIds(account).length, drained.size]).toEqual([100, 100]),
        '9:10:30': () => {
          expect(account.invocations()).toBe(2);
          expect(sum(account.calls())).toBeLessThanOrEqual(240);
          expect(lastDrain(drained)).toBeLessThan(10);
          expect(account.isSettled).toBe(true);
        },
      });
    },
  );
});
