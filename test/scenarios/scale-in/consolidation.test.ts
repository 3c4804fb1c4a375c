import { describe, expect, it } from 'vitest';
import { play } from '../timeline.ts';
import { aShop, type Shop } from './shop.ts';

/** Consolidation of one host at a time, whose drain may take five minutes. */
const SETTINGS = { SCALE_IN_CONSOLIDATION: 'true', SCALE_IN_BUDGET: '1', SCALE_IN_DRAIN_MINUTES: '5' };
/** Tasks go to the host with the fewest. */
const SPREAD = { placementStrategy: [{ type: 'spread', field: 'instanceId' } as const] };
/** Hosts of one zone, so that no balance of zones keeps any. */
const GROUP = { zones: ['eu-west-1a'] };

/** Four hosts with two tasks of two services each at 9:08: used by half at most once one service has shrunk. */
async function aBadlyUsedShop(stops?: number, settings = {}): Promise<Shop> {
  const shop = await aShop({ hosts: 4, settings: { ...SETTINGS, ...settings }, group: GROUP });
  await play(shop.account, {
    '9:02': () => {
      shop.run('web', { tasks: 4, service: SPREAD, ...(stops !== undefined && { stops }) });
      shop.run('api', { tasks: 8, service: SPREAD });
    },
    '9:08': () => {
      expect(shop.cluster.running).toEqual({ web: 4, api: 8 });
      expect(shop.instances).toHaveLength(4);
    },
  });
  return shop;
}

describe('badly used hosts', () => {
  it('are emptied one after the other, and their tasks run elsewhere', async () => {
    const shop = await aBadlyUsedShop();
    const { account, cluster, scaleIn } = shop;
    await play(account, {
      // One quarter of each host is used from now on.
      '9:09': () => shop.scale('api', 0),
      '9:40': () => {
        expect(shop.statuses).toEqual({ ACTIVE: 2 });
        expect(cluster.running).toEqual({ web: 4, api: 0 });
        expect(shop.lost).toEqual([]);
        expect(shop.isWhole).toBe(true);
        expect(scaleIn.metric('Verdicts', { reason: 'host-badly-used' })).toBe(2);
        expect(shop.marked('scale-in-drained-at')).toEqual([]);
      },
    });
  });

  it('stay where consolidation is not opted in', async () => {
    const shop = await aBadlyUsedShop(undefined, { SCALE_IN_CONSOLIDATION: 'false' });
    await play(shop.account, {
      '9:09': () => shop.scale('api', 0),
      '9:40': () => {
        expect(shop.statuses).toEqual({ ACTIVE: 4 });
        expect(new Set(Object.values(shop.latest))).toEqual(new Set(['keep consolidation-off']));
      },
    });
  });

  it('stay when a task of theirs is protected from scale-in', async () => {
    const shop = await aBadlyUsedShop();
    await play(shop.account, {
      '9:08:30': () => shop.protectTasksOf('web'),
      '9:09': () => shop.scale('api', 0),
      '9:40': () => {
        expect(shop.statuses).toEqual({ ACTIVE: 4 });
        expect(new Set(Object.values(shop.latest))).toEqual(new Set(['keep task-protected']));
      },
    });
  });

  it.each([
    // They were placed before there was the constraint.
    ['a host that there is none of', 'attribute:ecs.instance-type == m5.large', 'fits-nowhere'],
    ['what can’t be told beforehand', 'runningTasksCount < 5', 'not-evaluated'],
  ])('stay when their tasks would need %s', async (_, expression, reason) => {
    const shop = await aShop({ hosts: 3, settings: SETTINGS, group: GROUP });
    const { account, cluster } = shop;
    await play(account, {
      '9:02': () => shop.run('web', { tasks: 3, service: SPREAD }),
      '9:05': () => shop.constrain('web', expression),
      '9:40': () => {
        expect(cluster.running['web']).toBe(3);
        expect(Object.values(shop.latest)).toContain(`keep ${reason}`);
      },
    });
  });
});

describe('a host that refuses to empty', () => {
  it('is set ACTIVE again when its time is over, and is left alone for the cooldown', async () => {
    const shop = await aBadlyUsedShop(1_800_000);
    const { account, cluster, scaleIn } = shop;
    let refusing = '';
    await play(account, {
      '9:09': () => shop.scale('api', 0),
      '9:13': () => {
        expect(shop.statuses).toEqual({ ACTIVE: 3, DRAINING: 1 });
        refusing = cluster.hosts.find(({ status }) => status === 'DRAINING')?.ec2InstanceId ?? '';
        expect(shop.latest[refusing]).toBe('wait tasks-left');
      },
      '9:16': () => {
        expect(cluster.statusOf(refusing)).toBe('ACTIVE');
        expect(shop.marked('scale-in-drained-at')).not.toContain(refusing);
        expect(shop.marked('scale-in-not-before')).toContain(refusing);
        expect(shop.verdicts.map(({ fields }) => fields?.['reason'])).toContain('drain-stalled');
      },
      '9:19': () => {
        expect(cluster.statusOf(refusing)).toBe('ACTIVE');
        expect(shop.lost).toEqual([]);
        expect(scaleIn.metric('Actions', { kind: 'give-back-hosts' })).toBeGreaterThanOrEqual(1);
      },
    });
  });

  it('is set ACTIVE again at once when tasks wait for want of room', async () => {
    const shop = await aBadlyUsedShop(1_800_000);
    const { account, cluster } = shop;
    await play(account, {
      '9:09': () => shop.scale('api', 0),
      '9:12': () => {
        expect(shop.statuses).toEqual({ ACTIVE: 3, DRAINING: 1 });
        shop.scale('api', 11);
      },
      '9:14': () => {
        expect(shop.statuses).toEqual({ ACTIVE: 4 });
        expect(shop.marked('scale-in-cluster-not-before')).toHaveLength(1);
      },
      '9:16': () => {
        expect(cluster.running['api']).toBe(11);
        expect(shop.statuses).toEqual({ ACTIVE: 4 });
      },
    });
  });
});
