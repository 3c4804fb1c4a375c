import type { ScenarioAccount } from '../account.ts';
import { type Exercise, provePermissions } from '../permissions.ts';
import { play } from '../timeline.ts';
import { accountOf, openShop, SHOP, type Shop, type ShopLayout } from './shop.ts';

/** Terms under which something happens within minutes. */
const SETTINGS = { SCALE_IN_IDLE_MINUTES: '1', SCALE_IN_COOLDOWN_MINUTES: '1' };

/** An exercise in a shop. */
const inAShop = (
  name: string,
  { settings, ...layout }: ShopLayout,
  { play: playOut, end }: { readonly play: (shop: Shop) => Promise<unknown>; readonly end: unknown },
): Exercise => {
  const whole = { ...layout, settings: { ...SETTINGS, ...settings } };
  return {
    name,
    layout: accountOf(whole),
    play: (account: ScenarioAccount) => playOut(openShop(account, whole)),
    end,
  };
};

const idleHostsGo = inAShop(
  'idle hosts, of which one comes to be used',
  { hosts: 3 },
  {
    play: async (shop) => {
      const { account, scaleIn } = shop;
      let soon = 0;
      await play(account, {
        '9:01:30': () => {
          scaleIn.send('not JSON');
          shop.run('web', { tasks: 2 });
        },
        // The second look comes before the next minute does.
        '9:03:50': () => {
          soon = shop.instances.length;
        },
        '9:06': () => undefined,
      });
      const { instances, statuses, isWhole } = shop;
      const idle = shop.marked('idle-since').length;
      const removed = scaleIn.metric('Verdicts', { reason: 'host-empty' });
      return { soon, left: instances.length, statuses, isWhole, idle, removed, parked: scaleIn.parkedFor };
    },
    end: {
      soon: 2,
      left: 1,
      statuses: { ACTIVE: 1 },
      isWhole: true,
      idle: 0,
      removed: 2,
      parked: ['malformed-json'],
    },
  },
);

const usedHosts = inAShop(
  'hosts with tasks that may be protected',
  { hosts: 2, settings: { SCALE_IN_CONSOLIDATION: 'true' }, group: { zones: ['eu-west-1a'] } },
  {
    play: async (shop) => {
      const service = { placementStrategy: [{ type: 'spread', field: 'instanceId' } as const] };
      await play(shop.account, {
        '9:01:30': () => shop.run('web', { tasks: 2, service }),
        '9:06': () => undefined,
      });
      return { left: shop.instances.length, isWhole: shop.isWhole };
    },
    end: { left: 1, isWhole: true },
  },
);

const strangers = inAShop(
  'an instance that never joins',
  { hosts: 2, group: { min: 2 }, settings: { SCALE_IN_UNJOINED_MINUTES: '3' } },
  {
    play: async (shop) => {
      const { autoScaling, ecs, agents } = shop.account.simulation;
      agents.failNext(1, SHOP);
      const autoScalingGroupArn = autoScaling.view(SHOP).arn;
      ecs.createCapacityProvider({ name: 'own', autoScalingGroupProvider: { autoScalingGroupArn } });
      const capacityProviders = ['own'];
      ecs.putClusterCapacityProviders({ cluster: SHOP, capacityProviders, defaultCapacityProviderStrategy: [] });
      await play(shop.account, { '9:07': () => undefined });
      return { reported: shop.scaleIn.metric('Warnings', { reason: 'never-joined' }) > 0 };
    },
    end: { reported: true },
  },
);

const cleared = inAShop(
  'protected hosts',
  { hosts: 2, group: { newInstancesProtectedFromScaleIn: true }, settings: { SCALE_IN_CLEAR_PROTECTION: 'true' } },
  {
    play: async (shop) => {
      await play(shop.account, { '9:07': () => undefined });
      return { left: shop.instances.length };
    },
    end: { left: 1 },
  },
);

const pooled = inAShop(
  'hosts in a warm pool',
  { hosts: 1, group: { warmPool: { minSize: 1, maxGroupPreparedCapacity: 2, poolState: 'Running' } } },
  {
    play: async (shop) => {
      await play(shop.account, { '9:03': () => undefined });
      return Object.values(shop.latest);
    },
    end: ['keep warm-pool', 'keep warm-pool'],
  },
);

provePermissions('ScaleIn', [idleHostsGo, usedHosts, strangers, cleared, pooled]);
