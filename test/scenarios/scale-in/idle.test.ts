import { describe, expect, it } from 'vitest';
import { play } from '../timeline.ts';
import { aShop } from './shop.ts';

describe('a cluster with idle hosts', () => {
  it('shrinks to its headroom, within the budget, and no task is lost or waits', async () => {
    const shop = await aShop({ hosts: 6 });
    const { account, cluster, scaleIn } = shop;
    let busy: readonly string[] = [];
    await play(account, {
      '9:02': () => shop.run('web', { tasks: 6 }),
      '9:06': () => {
        // Two hosts of four tasks each; the others are idle since 9:01.
        busy = [...new Set(cluster.placesOf('web'))];
        expect([busy.length, shop.instances.length]).toEqual([2, 6]);
        expect(shop.marked('idle-since')).toHaveLength(4);
      },
      '9:07:30': () => {
        // Half of the hosts, which are four more than are needed, were drained, found empty, and terminated in one call.
        expect(shop.instances).toHaveLength(3);
        expect(scaleIn.calls()['autoscaling:TerminateInstanceInAutoScalingGroup']).toBe(1);
      },
      '9:10': () => expect(shop.instances.toSorted()).toEqual(busy.toSorted()),
      '9:40': () => {
        // Six of eight places are taken: that is as much as leaves the headroom.
        expect(shop.statuses).toEqual({ ACTIVE: 2 });
        expect(shop.desired).toBe(2);
        expect(cluster.running).toEqual({ web: 6 });
        expect(shop.lost).toEqual([]);
        expect(scaleIn.calls()['autoscaling:TerminateInstanceInAutoScalingGroup']).toBe(2);
        expect(scaleIn.isSettled).toBe(true);
        expect(scaleIn.metric('ActionsFailed') + scaleIn.deadLetters.messages().length).toBe(0);
        expect(scaleIn.metric('Verdicts', { reason: 'host-idle' })).toBe(4);
        expect(scaleIn.metric('Verdicts', { reason: 'host-empty' })).toBe(4);
      },
    });
  });

  it('shrinks no further than its group’s minimum, and says so', async () => {
    const shop = await aShop({ hosts: 4, group: { min: 3 }, settings: { SCALE_IN_BUDGET: '100%' } });
    await play(shop.account, {
      '9:40': () => {
        expect([shop.instances.length, shop.desired]).toEqual([3, 3]);
        expect(Object.values(shop.latest)).toEqual(Array(3).fill('keep group-minimum'));
      },
    });
  });

  it('stays as it is until the cooldown after its last scale-out is over', async () => {
    const shop = await aShop({ hosts: 4, settings: { SCALE_IN_COOLDOWN_MINUTES: '20' } });
    await play(shop.account, {
      '9:20': () => expect(shop.instances).toHaveLength(4),
      '9:30': () => expect(shop.instances.length).toBeLessThan(4),
    });
  });

  it('keeps what runs one task on each host out of the count', async () => {
    const shop = await aShop({ hosts: 3 });
    const deploymentConfiguration = { minimumHealthyPercent: 0, maximumPercent: 100 };
    shop.run('agent', {
      tasks: 0,
      service: { schedulingStrategy: 'DAEMON', placementStrategy: [], deploymentConfiguration },
    });
    await play(shop.account, {
      '9:40': () => {
        expect(shop.statuses).toEqual({ ACTIVE: 1 });
        expect(shop.lost).toEqual([]);
      },
    });
  });
});

describe('who opts in', () => {
  it('is a group alone, where its tag says so', async () => {
    const shop = await aShop({ tags: {}, group: { tags: { 'ecs-ops:scale-in': 'true' } } });
    await play(shop.account, { '9:40': () => expect(shop.instances).toHaveLength(1) });
  });

  it('is not a group that says no in a cluster that says yes', async () => {
    const shop = await aShop({ group: { tags: { 'ecs-ops:scale-in': 'false' } } });
    await play(shop.account, {
      '9:40': () => {
        expect(shop.instances).toHaveLength(6);
        expect(new Set(Object.values(shop.latest))).toEqual(new Set(['keep scale-in-not-opted-in']));
      },
    });
  });

  it('is nobody without a tag: four calls a minute tell that there is nothing to do', async () => {
    const shop = await aShop({ tags: {} });
    await play(shop.account, {
      '9:30': () => {
        expect(shop.instances).toHaveLength(6);
        expect(shop.scaleIn.calls('9:10')).toEqual({
          'autoscaling:DescribeAutoScalingGroups': 20,
          'ecs:ListClusters': 20,
          'ecs:DescribeClusters': 20,
          // Whether hosts were left drained is asked every ten minutes.
          'ecs:ListContainerInstances': 2,
        });
      },
    });
  });

  it('is a cluster in scope: another one is left alone, whatever its tag says', async () => {
    const shop = await aShop({ settings: { SCALE_IN_CLUSTERS: 'video' } });
    await play(shop.account, { '9:40': () => expect(shop.instances).toHaveLength(6) });
  });

  it('can change its mind: hosts that were drained for it are set ACTIVE again', async () => {
    const shop = await aShop({ hosts: 4, settings: { SCALE_IN_CONSOLIDATION: 'true', SCALE_IN_BUDGET: '1' } });
    const { account, cluster } = shop;
    await play(account, {
      '9:02': () => shop.run('web', { tasks: 8, stops: 600_000, service: { placementStrategy: [] } }),
      '9:14': async () => {
        expect(shop.statuses).toEqual({ ACTIVE: 3, DRAINING: 1 });
        await shop.tag('ecs-ops:scale-in', 'false');
      },
      '9:16': () => {
        expect(shop.statuses).toEqual({ ACTIVE: 4 });
        expect(shop.marked('scale-in-drained-at')).toEqual([]);
        expect(cluster.running).toEqual({ web: 8 });
      },
    });
  });
});
