import { describe, expect, it } from 'vitest';
import { anAccount } from '../account.ts';
import { play } from '../timeline.ts';

const SHOP = { name: 'shop', hosts: 3, services: [{ name: 'agent' }] };

describe('the rule of host-sync', () => {
  it('leaves out what agents and tasks of hosts do that have long been there, and lets through what changes a count', async () => {
    const account = await anAccount({ clusters: [SHOP], schedule: false });
    const shop = account.cluster('shop');
    const { ecs } = account.simulation;
    let sent = 0;
    const since = (): number => account.queue.metrics.sent - sent;
    const from = (): void => {
      sent = account.queue.metrics.sent;
    };
    await play(account, {
      '9:10': () => {
        expect(shop.desired).toEqual({ agent: 3 });
        ecs.ageHosts(5_000);
        from();
        ecs.disconnectAgent('i-shop-1');
      },
      '9:11': () => ecs.reconnectAgent('i-shop-1'),
      '9:12': () => shop.addService({ name: 'web', served: false, desiredCount: 6, tasksPerHost: 2 }),
      '9:14': () => {
        expect(shop.running).toMatchObject({ web: 6 });
        expect(since()).toBe(0);
        ecs.disconnectAgent('i-shop-2');
        shop.drain('i-shop-2');
      },
      '9:15': () => {
        expect(since()).toBeGreaterThan(0);
        expect(shop.desired).toMatchObject({ agent: 2 });
        shop.join(1);
      },
      '9:16': () => expect(shop.desired).toMatchObject({ agent: 3 }),
    });
  });
});

describe('a host that has long been there and is set to ACTIVE again', () => {
  it.each(['ecs-ops.scale-in-drained-at', 'ecs-ops.drained-for'])(
    'by a function of the stack, which marked it %s, gets its task within a minute',
    async (mark) => {
      const account = await anAccount({ clusters: [{ ...SHOP, hosts: 2 }], schedule: false });
      const shop = account.cluster('shop');
      const { ecs } = account.simulation;
      const [given = ''] = shop.join(1, { attributes: { [mark]: 'x' } });
      await play(account, {
        '9:10': () => {
          ecs.ageHosts(5_000);
          shop.drain(given);
        },
        '9:12': () => {
          expect(shop.desired).toEqual({ agent: 2 });
          ecs.setHostStatus(given, 'ACTIVE');
        },
        '9:13': () => expect(shop.desired).toEqual({ agent: 3 }),
      });
    },
  );

  it('by a person, gets its task at the next run of the schedule', async () => {
    const account = await anAccount({ clusters: [SHOP] });
    const shop = account.cluster('shop');
    const { ecs } = account.simulation;
    await play(account, {
      '9:06': () => {
        ecs.ageHosts(5_000);
        shop.drain('i-shop-1');
      },
      '9:11': () => {
        expect(shop.desired).toEqual({ agent: 2 });
        ecs.setHostStatus('i-shop-1', 'ACTIVE');
      },
      '9:14': () => expect(shop.desired).toEqual({ agent: 2 }),
      '9:16': () => expect(shop.desired).toEqual({ agent: 3 }),
    });
  });
});
