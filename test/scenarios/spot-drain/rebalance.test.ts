import { expect, it } from 'vitest';
import type { ScenarioAccount } from '../account.ts';
import { withVariables } from '../amendments.ts';
import { play } from '../timeline.ts';
import { drainingIds, interrupt, runOn, spotAccount } from './fleet.ts';

/** An account with a group of two Spot instances, tagged as given. */
async function groupAccount(tags: Readonly<Record<string, string>>, settings: Readonly<Record<string, string>> = {}) {
  const account = await spotAccount({ clusters: [{ name: 'shop' }], amend: [withVariables('SpotDrain', settings)] });
  account.simulation.autoScaling.createGroup({
    name: 'workers',
    min: 2,
    max: 2,
    purchase: 'spot',
    tags,
    launchTemplate: { instanceType: 'm5.large', cluster: 'shop' },
  });
  return account;
}

const recommend = ({ simulation }: ScenarioAccount, id = ''): void => simulation.ec2.recommendRebalance(id);
const wanted = { 'ecs-ops:drain-on-rebalance': 'true' };

it.each([
  ['the stack', {}, { SPOT_DRAIN_REBALANCE: 'true' }],
  ['the tag of the group', wanted, {}],
])(
  'a recommendation drains its host when %s wants that, and leaves its standalone tasks',
  async (_, tags, settings) => {
    const account = await groupAccount(tags, settings);
    const shop = account.cluster('shop');
    await play(account, {
      '9:02': () => runOn(account, 'shop', shop.ids[0] ?? ''),
      '9:03': () => recommend(account, shop.ids[0]),
      '9:03:05': () => {
        expect(drainingIds(account)).toEqual(shop.ids.slice(0, 1));
        expect(account.metric('HeldBack', { reason: 'standalone-left' })).toBe(1);
        expect(account.metric('SpotDrainTimeLeft')).toBe(0);
        expect(account.isSettled).toBe(true);
      },
      '9:05': () => expect(account.simulation.ecs.containersRunning(shop.ids[0] ?? '')).toHaveLength(1),
      // What was only recommended becomes certain: now the task has to end in order.
      '9:06': () => interrupt(account, shop.ids.slice(0, 1)),
      '9:06:20': () => expect(account.simulation.ecs.containersRunning(shop.ids[0] ?? '')).toEqual([]),
    });
  },
);

it.each([
  ['nobody asked for it', {}, 'rebalance-not-opted-in'],
  ['the tag says no', { 'ecs-ops:drain-on-rebalance': 'false' }, 'rebalance-not-opted-in'],
  ['the tag is not understood', { 'ecs-ops:drain-on-rebalance': 'yes' }, 'invalid-drain-on-rebalance'],
])('a recommendation changes nothing when %s', async (_, tags, reason) => {
  const account = await groupAccount(tags);
  const shop = account.cluster('shop');
  await play(account, {
    '9:03': () => recommend(account, shop.ids[0]),
    '9:03:05': () => {
      expect(drainingIds(account)).toEqual([]);
      expect(account.metric('HeldBack', { reason })).toBe(1);
      expect(account.calls()).toEqual({
        'autoscaling:DescribeAutoScalingInstances': 1,
        'autoscaling:DescribeAutoScalingGroups': 1,
      });
      expect(account.isSettled).toBe(true);
    },
  });
});
