import { describe, expect, it } from 'vitest';
import { play } from '../timeline.ts';
import { aShop, SHOP, type Shop } from './shop.ts';

/** Warnings of a reason, with their subject and detail. */
const warnings = ({ scaleIn }: Shop, reason: string): readonly unknown[] => {
  const lines = scaleIn.log.filter(({ fields }) => fields?.['message'] === 'warning' && fields['reason'] === reason);
  return [...new Set(lines.map(({ fields }) => `${fields?.['subject']}: ${fields?.['detail']}`))];
};

describe('a host whose agent is disconnected', () => {
  const settings = { SCALE_IN_DISCONNECTED_MINUTES: '20' };

  it('is reported after a while, and not on a short absence', async () => {
    const shop = await aShop({ hosts: 3, group: { min: 3 }, settings });
    const { account, cluster } = shop;
    const { ecs } = account.simulation;
    await play(account, {
      '9:02': () => {
        for (const id of cluster.ids.slice(0, 2)) ecs.disconnectAgent(id);
      },
      '9:15': () => {
        ecs.reconnectAgent(cluster.ids[1] ?? '');
        expect(warnings(shop, 'agent-disconnected')).toEqual([]);
      },
      '9:30': () => {
        const [away] = cluster.hosts;
        expect(warnings(shop, 'agent-disconnected')).toEqual([
          `${away?.containerInstanceArn}: not replaced: agent-disconnected`,
        ]);
        expect(shop.marked('disconnected-since')).toEqual([away?.ec2InstanceId]);
        expect(shop.instances).toHaveLength(3);
      },
    });
  });

  it('is replaced where that is asked for, without lowering the desired capacity', async () => {
    const replaced = { ...settings, SCALE_IN_REPLACE_DISCONNECTED: 'true' };
    const shop = await aShop({ hosts: 3, group: { min: 3 }, settings: replaced });
    const { account, cluster } = shop;
    let away = '';
    await play(account, {
      '9:02': () => {
        away = cluster.ids[0] ?? '';
        account.simulation.ecs.disconnectAgent(away);
      },
      '9:21': () => expect(shop.instances).toContain(away),
      '9:30': () => {
        expect(shop.instances).not.toContain(away);
        expect([shop.instances.length, shop.desired]).toEqual([3, 3]);
        expect(shop.statuses).toEqual({ ACTIVE: 3 });
      },
    });
  });
});

describe('an instance that never joined', () => {
  it('is reported after a while', async () => {
    const shop = await aShop({ hosts: 4, group: { min: 4 } });
    const { account } = shop;
    account.simulation.agents.failNext(1, SHOP);
    await play(account, {
      '9:14': () => expect(warnings(shop, 'never-joined')).toEqual([]),
      '9:20': () => {
        const missing = shop.instances.find((id) => !shop.cluster.ids.includes(id));
        expect(warnings(shop, 'never-joined')).toEqual([`${missing}: ${SHOP}, not replaced: never-joined`]);
        expect(shop.instances).toHaveLength(4);
      },
    });
  });

  it('is replaced where that is asked for', async () => {
    const settings = { SCALE_IN_REPLACE_UNJOINED: 'true' };
    const shop = await aShop({ hosts: 4, group: { min: 4 }, settings });
    const { account } = shop;
    account.simulation.agents.failNext(1, SHOP);
    await play(account, {
      '9:20': () => {
        expect(shop.cluster.ids.toSorted()).toEqual(shop.instances.toSorted());
        expect([shop.instances.length, shop.desired]).toEqual([4, 4]);
      },
    });
  });

  it('is not one that has joined another cluster', async () => {
    const shop = await aShop({ hosts: 2, group: { min: 2 }, tags: {} });
    const { account } = shop;
    account.addCluster({ name: 'video', tags: { 'ecs-ops:scale-in': 'true' } });
    const { autoScaling, ecs } = account.simulation;
    const autoScalingGroupArn = autoScaling.view(SHOP).arn;
    ecs.createCapacityProvider({ name: 'shared', autoScalingGroupProvider: { autoScalingGroupArn } });
    ecs.putClusterCapacityProviders({
      cluster: 'video',
      capacityProviders: ['shared'],
      defaultCapacityProviderStrategy: [],
    });
    await play(account, { '9:40': () => expect(warnings(shop, 'never-joined')).toEqual([]) });
  });
});

describe('scale-in protection on hosts that have long been idle', () => {
  const layout = { hosts: 3, group: { newInstancesProtectedFromScaleIn: true } };

  it('is reported', async () => {
    const shop = await aShop(layout);
    await play(shop.account, {
      '9:30': () => {
        expect(warnings(shop, 'stale-protection')).toHaveLength(3);
        expect(shop.instances).toHaveLength(3);
      },
    });
  });

  it('is taken off where that is asked for, and the hosts go', async () => {
    const shop = await aShop({ ...layout, settings: { SCALE_IN_CLEAR_PROTECTION: 'true' } });
    await play(shop.account, { '9:40': () => expect(shop.instances).toHaveLength(1) });
  });
});
