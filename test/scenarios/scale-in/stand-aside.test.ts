import { expect, it } from 'vitest';
import type { Reason } from '../../../shared/domain/reasons.ts';
import { play } from '../timeline.ts';
import { aShop, SHOP, type ShopLayout } from './shop.ts';

/** Who keeps an idle group as it is, and what every verdict says of it. */
const KEEPERS: readonly (readonly [string, ShopLayout, Reason])[] = [
  ['a group whose size ECS manages, by its tag', { group: { managedScaling: true } }, 'managed-scaling'],
  ['a warm pool', { group: { warmPool: { minSize: 1 } } }, 'warm-pool'],
  ['a suspended Terminate process', { group: { suspendedProcesses: ['Terminate'] } }, 'terminate-suspended'],
  ['a minimum already reached', { group: { min: 4 } }, 'group-minimum'],
  ['a minimum for each zone', { settings: { SCALE_IN_MINIMUM_PER_ZONE: '2' } }, 'zone-minimum'],
  ['a pause', { tags: { 'ecs-ops:scale-in': 'true', 'ecs-ops:scale-in-paused': 'true' } }, 'scale-in-paused'],
  ['a tag on the group', { group: { tags: { 'ecs-ops:keep': 'true' } } }, 'kept-by-owner'],
  [
    'an attribute of the hosts',
    {
      group: {
        launchTemplate: {
          instanceType: 'm7g.large',
          cluster: SHOP,
          bootTime: 5_000,
          attributes: { 'ecs-ops.keep': 'yes' },
        },
      },
    },
    'kept-by-owner',
  ],
  ['protection from scale-in', { group: { newInstancesProtectedFromScaleIn: true } }, 'scale-in-protected'],
  ['a budget of none', { settings: { SCALE_IN_BUDGET: '0' } }, 'disruption-budget'],
];

it.each(KEEPERS)('stands aside for %s, and says so', async (_, layout, reason) => {
  const shop = await aShop({ hosts: 4, ...layout });
  await play(shop.account, {
    '9:40': () => {
      expect([shop.instances.length, shop.desired]).toEqual([4, 4]);
      expect(new Set(Object.values(shop.latest))).toEqual(new Set([`keep ${reason}`]));
      expect(shop.scaleIn.calls()['ecs:UpdateContainerInstancesState']).toBeUndefined();
      expect(shop.scaleIn.metric('Verdicts', { reason })).toBeGreaterThan(0);
    },
  });
});

it('stands aside for a group whose size ECS manages, by its capacity provider', async () => {
  const shop = await aShop({ hosts: 4 });
  const { ecs, autoScaling } = shop.account.simulation;
  const autoScalingGroupArn = autoScaling.view(SHOP).arn;
  const managedScaling = { status: 'ENABLED' } as const;
  ecs.createCapacityProvider({ name: 'managed', autoScalingGroupProvider: { autoScalingGroupArn, managedScaling } });
  ecs.putClusterCapacityProviders({
    cluster: SHOP,
    capacityProviders: ['managed'],
    defaultCapacityProviderStrategy: [],
  });
  await play(shop.account, {
    '9:40': () => {
      expect(shop.instances).toHaveLength(4);
      expect(new Set(Object.values(shop.latest))).toEqual(new Set(['keep managed-scaling']));
    },
  });
});

it('stands aside for an instance refresh, until it has ended', async () => {
  const shop = await aShop({ hosts: 4 });
  const { autoScaling } = shop.account.simulation;
  autoScaling.refreshInstances(SHOP, 'InProgress');
  await play(shop.account, {
    '9:20': () => {
      expect(shop.instances).toHaveLength(4);
      expect(new Set(Object.values(shop.latest))).toEqual(new Set(['keep group-not-active']));
      autoScaling.refreshInstances(SHOP, 'Successful');
    },
    '9:30': () => expect(shop.instances.length).toBeLessThan(4),
  });
});
