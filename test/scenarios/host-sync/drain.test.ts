import { describe, expect, it } from 'vitest';
import { anAccount, type ScenarioAccount } from '../account.ts';
import { play } from '../timeline.ts';

/** Three hosts and a service with distinctInstance, minimum healthy 100 %, and a task on each host. */
const threeHosts = (service: { readonly served?: boolean } = {}) => ({
  name: 'shop',
  hosts: 3,
  services: [{ name: 'agent', desiredCount: 3, ...service }],
});

const leaving = 'i-shop-1';

describe('a host that drains under a service with minimum healthy 100 %', () => {
  it('is empty a minute later, because the desired count fell', async () => {
    const account = await anAccount({ clusters: [threeHosts()] });
    const shop = account.cluster('shop');
    await play(account, {
      '9:02': () => expect(new Set(shop.placesOf('agent')).size).toBe(3),
      '9:03': () => shop.drain(leaving),
      '9:04': () => {
        expect(shop.desired).toEqual({ agent: 2 });
        expect(runningOn(account, leaving)).toBe(0);
        expect(shop.running).toEqual({ agent: 2 });
      },
      '9:05': () => shop.leave(leaving),
      '9:30': () => expect(shop.desired).toEqual({ agent: 2 }),
    });
  });

  it('never is without host-sync: the service is not tagged', async () => {
    const account = await anAccount({ clusters: [threeHosts({ served: false })] });
    const shop = account.cluster('shop');
    await play(account, {
      '9:03': () => shop.drain(leaving),
      '10:03': () => {
        expect(shop.desired).toEqual({ agent: 3 });
        expect(runningOn(account, leaving)).toBe(1);
      },
    });
  });

  it('never is without host-sync: its rules are disabled; and is soon after they are enabled again', async () => {
    const account = await anAccount({ clusters: [threeHosts()], events: false, schedule: false });
    const shop = account.cluster('shop');
    await play(account, {
      '9:03': () => shop.drain(leaving),
      '10:03': () => {
        expect(shop.desired).toEqual({ agent: 3 });
        expect(runningOn(account, leaving)).toBe(1);
        account.events = true;
        shop.reconnectAgents(leaving);
      },
      '10:04': () => {
        expect(shop.desired).toEqual({ agent: 2 });
        expect(runningOn(account, leaving)).toBe(0);
      },
    });
  });

  it('is at the next run of the schedule when its event is lost', async () => {
    const account = await anAccount({ clusters: [threeHosts()] });
    const shop = account.cluster('shop');
    await play(account, {
      '9:03': () => {
        account.events = false;
        shop.drain(leaving);
      },
      '9:04': () => expect(runningOn(account, leaving)).toBe(1),
      '9:06': () => expect(runningOn(account, leaving)).toBe(0),
    });
  });
});

describe('a fleet', () => {
  it('is replaced host by host, none of which its services hold up', async () => {
    const account = await anAccount({ clusters: [threeHosts()] });
    const shop = account.cluster('shop');
    const replace = (id: string) => () => {
      shop.join(1);
      shop.drain(id);
    };
    await play(account, {
      '9:03': replace('i-shop-1'),
      '9:05': replace('i-shop-2'),
      '9:07': replace('i-shop-3'),
      '9:09': () => {
        expect(shop.placesOf('agent').toSorted()).toEqual(['i-shop-4', 'i-shop-5', 'i-shop-6']);
        shop.leave('i-shop-1', 'i-shop-2', 'i-shop-3');
      },
      '9:12': () => {
        expect(shop.hosts).toHaveLength(3);
        expect(shop.desired).toEqual({ agent: 3 });
      },
    });
  });

  it('of which all hosts drain at once ends at no task, and comes back', async () => {
    const account = await anAccount({ clusters: [threeHosts()] });
    const shop = account.cluster('shop');
    await play(account, {
      '9:03': () => shop.drain(...shop.activeIds),
      '9:05': () => {
        expect(shop.desired).toEqual({ agent: 0 });
        expect(shop.placesOf('agent')).toEqual([]);
        shop.join(2);
      },
      '9:07': () => expect(shop.running).toEqual({ agent: 2 }),
    });
  });
});

/** Tasks whose containers really run on a host. */
function runningOn({ simulation }: ScenarioAccount, ec2InstanceId: string): number {
  return simulation.ecs.containersRunning(ec2InstanceId).length;
}
