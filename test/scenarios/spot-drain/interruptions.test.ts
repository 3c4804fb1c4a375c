import { describe, expect, it } from 'vitest';
import type { ScenarioAccount } from '../account.ts';
import { befall } from '../faults.ts';
import { momentOf, play } from '../timeline.ts';
import { drainingIds, interrupt, longestRun, spotAccount, watchDrains } from './fleet.ts';

const threeHosts = {
  clusters: [
    { name: 'shop', instances: 3 },
    { name: 'video', instances: 3 },
  ],
};

/** The message is done with, and nothing was parked. */
function expectDone(account: ScenarioAccount): void {
  expect(account.isSettled).toBe(true);
  expect(account.deadLetters.messages()).toEqual([]);
}

describe('an interruption', () => {
  it.each(['terminate', 'stop', 'hibernate'] as const)('to %s drains its host, and no other', async (action) => {
    const account = await spotAccount(threeHosts);
    await play(account, {
      '9:01': () => interrupt(account, [account.cluster('video').ids[0] ?? ''], { action }),
      '9:01:05': () => {
        expect(drainingIds(account)).toEqual([account.cluster('video').ids[0]]);
        expect(longestRun(account)).toBeLessThan(1_000);
        expectDone(account);
      },
    });
  });

  it('of a host that is DRAINING already changes nothing', async () => {
    const account = await spotAccount(threeHosts);
    const shop = account.cluster('shop');
    const drained = watchDrains(account);
    await play(account, {
      '9:01': () => shop.drain(...shop.ids.slice(0, 1)),
      '9:02': () => interrupt(account, shop.ids.slice(0, 1)),
      '9:02:05': () => {
        expect([...drained]).toEqual([[shop.ids[0], momentOf('9:01')]]);
        expect(drainingIds(account)).toEqual(shop.ids.slice(0, 1));
        expectDone(account);
        interrupt(account, shop.ids.slice(0, 1));
      },
      // Of the second notice the same process knows that.
      '9:02:10': () => {
        expect(account.metric('HeldBack', { reason: 'already-draining' })).toBe(1);
        expect(account.calls('9:02:05')).not.toHaveProperty('ecs:UpdateContainerInstancesState');
        expectDone(account);
      },
    });
  });

  it('of a host that its own agent drains meanwhile changes nothing', async () => {
    const account = await spotAccount({ clusters: [{ name: 'shop' }] });
    const shop = account.cluster('shop');
    shop.launch(1, { spotInstanceDraining: true });
    const drained = watchDrains(account);
    await play(account, {
      '9:01': () => interrupt(account, shop.ids),
      '9:01:10': () => {
        expect([drained.size, drainingIds(account).length]).toEqual([1, 1]);
        expectDone(account);
      },
    });
  });

  it.each([
    ['runs no agent of ECS', (account: ScenarioAccount) => launchElsewhere(account)],
    ['has left its cluster', (account: ScenarioAccount) => account.cluster('shop').ids[0] ?? ''],
  ])('of an instance that %s is done, with the reason', async (what, idOf) => {
    const account = await spotAccount(threeHosts);
    const shop = account.cluster('shop');
    let id = '';
    await play(account, {
      '9:01': () => {
        id = idOf(account);
        if (what === 'has left its cluster') shop.leave(id);
      },
      '9:01:30': () => interrupt(account, [id]),
      '9:01:35': () => {
        expect(drainingIds(account)).toEqual([]);
        expect(account.metric('HeldBack', { reason: 'not-in-ecs' })).toBe(1);
        expectDone(account);
      },
    });
  });
});

function launchElsewhere({ simulation }: ScenarioAccount): string {
  const { instanceId } = simulation.ec2.launch({
    instanceType: 'm5.large',
    availabilityZone: 'eu-west-1a',
    lifecycle: 'spot',
  });
  return instanceId;
}

describe('a host that cannot be drained yet', () => {
  it('is tried again alone, until it can', async () => {
    const account = await spotAccount(threeHosts);
    const shop = account.cluster('shop');
    const late = 'i-00000000000000001';
    const host = { cluster: 'shop', ec2InstanceId: late, availabilityZone: 'eu-west-1a', cpu: 2_048, memory: 4_096 };
    const noticeOf = (id: string) => ({
      source: 'aws.ec2',
      detailType: 'EC2 Spot Instance Interruption Warning',
      resources: [`arn:aws:ec2:eu-west-1a:instance/${id}`],
      detail: { 'instance-id': id, 'instance-action': 'terminate' },
    });
    await play(account, {
      '9:01': () => account.simulation.ecs.registerHost({ ...host, registrationDuration: 25_000 }),
      '9:01:05': () => {
        interrupt(account, shop.ids.slice(0, 2));
        account.simulation.world.publish(noticeOf(late));
      },
      '9:01:10': () => {
        expect(drainingIds(account)).toEqual(shop.ids.slice(0, 2));
        expect(account.queue.messages().map(({ body }) => body.includes(late))).toEqual([true]);
      },
      // ACTIVE at 9:01:25; a pause is 10 s at most.
      '9:01:40': () => {
        expect(shop.statusOf(late)).toBe('DRAINING');
        expect(account.metric('Retried', { reason: 'host-registering' })).toBeGreaterThan(0);
        const asked = account.of('SpotDrain').callLog('9:01:10');
        const drains = asked.filter(({ operation }) => operation === 'UpdateContainerInstancesState');
        for (const { input } of drains) expect(input).toMatchObject({ containerInstances: [expect.any(String)] });
        expectDone(account);
      },
    });
  });
});

describe('SpotDrainTimeLeft', () => {
  it('is what was left of the two minutes when the host was DRAINING', async () => {
    const account = await spotAccount(threeHosts);
    const drained = watchDrains(account);
    await play(account, {
      '9:01': () => interrupt(account, account.cluster('shop').ids.slice(0, 1)),
      '9:01:10': () => {
        const [at = 0] = drained.values();
        const [left] = account.of('SpotDrain').metricValues('SpotDrainTimeLeft');
        expect(left).toMatchObject({ unit: 'Milliseconds', dimensions: { function: 'spot-drain' } });
        // The drain takes effect half-way of its call.
        const exact = momentOf('9:03') - at;
        expect(left?.value).toBeLessThanOrEqual(exact);
        expect(left?.value).toBeGreaterThan(exact - 500);
        expect(account.metric('SpotDrainNoticeToDrain')).toBe(120_000 - (left?.value ?? 0));
      },
    });
  });

  it('shows a drain that came late', async () => {
    const account = await spotAccount(threeHosts);
    const revived = befall(
      account,
      { kind: 'kill', carriedOut: false },
      ({ operation }) => operation === 'ListClusters',
    );
    await play(account, {
      '9:01': () => interrupt(account, account.cluster('shop').ids.slice(0, 1)),
      '9:01:10': revived,
      // The queue's visibility time-out, 91 s, is over.
      '9:02:50': () => {
        expect(drainingIds(account)).toHaveLength(1);
        const left = account.metric('SpotDrainTimeLeft');
        expect(left).toBeGreaterThan(20_000);
        expect(left).toBeLessThan(30_000);
      },
    });
  });
});
