import { describe, expect, it } from 'vitest';
import { anAccount } from '../account.ts';
import { play } from '../timeline.ts';

describe('the rule of host-sync', () => {
  it('leaves out that an agent lost its connection, and lets through every other change of a host', async () => {
    const account = await anAccount({ clusters: [{ name: 'shop', hosts: 3, services: [{ name: 'agent' }] }] });
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
        from();
        ecs.disconnectAgent('i-shop-1');
      },
      '9:11': () => {
        expect(since()).toBe(0);
        ecs.reconnectAgent('i-shop-1');
      },
      '9:12': () => {
        expect(since()).toBe(1);
        from();
        ecs.disconnectAgent('i-shop-2');
        shop.drain('i-shop-2');
      },
      '9:13': () => {
        expect(since()).toBeGreaterThan(0);
        expect(shop.desired).toEqual({ agent: 2 });
      },
    });
  });
});
