import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../simulator/kernel/random.ts';
import { befall, letAnythingFail } from '../faults.ts';
import { seeds } from '../life.ts';
import { play } from '../timeline.ts';
import { aShop, type Shop, type ShopLayout } from './shop.ts';

const SETTINGS = {
  SCALE_IN_CONSOLIDATION: 'true',
  SCALE_IN_IDLE_MINUTES: '1',
  SCALE_IN_DRAIN_MINUTES: '5',
  SCALE_IN_COOLDOWN_MINUTES: '2',
};
const SPREAD = { placementStrategy: [{ type: 'spread', field: 'instanceId' } as const] };

/** Five hosts, of which some become idle, others badly used, and one refuses to empty for a while. */
async function aLivelyShop(layout: ShopLayout = {}): Promise<Shop> {
  const shop = await aShop({ hosts: 5, settings: SETTINGS, group: { zones: ['eu-west-1a'] }, ...layout });
  await play(shop.account, {
    '9:02': () => {
      shop.run('web', { tasks: 3, service: SPREAD });
      shop.run('api', { tasks: 10, service: SPREAD });
      shop.run('batch', { tasks: 1, stops: 400_000, service: SPREAD });
    },
  });
  return shop;
}

/** Nothing is drained and forgotten, nothing was terminated with work on it, and all who want to run do. */
function expectAllWell(shop: Shop): void {
  expect(shop.lost).toEqual([]);
  expect(shop.isWhole).toBe(true);
  expect(Object.keys(shop.statuses)).toEqual(['ACTIVE']);
  expect(shop.marked('scale-in-drained-at')).toEqual([]);
  expect(shop.cluster.ids.toSorted()).toEqual(shop.instances.toSorted());
  expect(shop.desired).toBe(shop.instances.length);
  expect(shop.instances.length).toBeLessThan(5);
}

const READS = [
  'ListClusters',
  'DescribeClusters',
  'DescribeAutoScalingGroups',
  'ListContainerInstances',
  'DescribeContainerInstances',
  'ListTasks',
  'DescribeTasks',
  'ListServices',
  'DescribeServices',
  'DescribeTaskDefinition',
  'DescribeInstanceRefreshes',
  'GetTaskProtection',
];
const WRITES = [
  'PutAttributes',
  'DeleteAttributes',
  'UpdateContainerInstancesState',
  'TerminateInstanceInAutoScalingGroup',
];
/** Made for the second look at hosts that were idle, which badly used ones give no time to become. */
const POSTPONEMENT = { call: 'ChangeMessageVisibility', consolidation: 'false' };
const BADLY_USED = { consolidation: 'true' };

describe('a run killed', () => {
  it.each([
    ...[...READS, ...WRITES].map((call) => ({ when: 'before', call, carriedOut: false, ...BADLY_USED })),
    ...WRITES.map((call) => ({ when: 'after', call, carriedOut: true, ...BADLY_USED })),
    { when: 'before', carriedOut: false, ...POSTPONEMENT },
    { when: 'after', carriedOut: true, ...POSTPONEMENT },
  ])('$when any $call, for 16 minutes, is made up for', async ({ call, carriedOut, consolidation }) => {
    const shop = await aLivelyShop({ settings: { ...SETTINGS, SCALE_IN_CONSOLIDATION: consolidation } });
    const { account } = shop;
    const revived = befall(account, { kind: 'kill', carriedOut }, ({ operation }) => operation === call);
    await play(account, {
      '9:08': () => shop.scale('api', 0),
      '9:18': revived,
      // What a dead run had in hand appears again after the queue's visibility time-out, 18 minutes.
      '9:50': () => {
        expect(account.simulation.calls.count({ operation: call, outcome: 'killed' })).toBeGreaterThan(0);
        expectAllWell(shop);
      },
    });
  });

  it.each(seeds(4))('now and then, at any call, is made up for (seed %i)', async (seed) => {
    const shop = await aLivelyShop({ seed });
    const { account } = shop;
    const random = seededRandom(seed);
    const ends = [true, false].map((carriedOut) =>
      befall(account, { kind: 'kill', carriedOut }, () => random.chance(0.03)),
    );
    await play(account, {
      '9:08': () => shop.scale('api', 0),
      '9:30': () => {
        for (const end of ends) end();
      },
      '10:10': () => {
        expect(account.simulation.calls.count({ outcome: 'killed' })).toBeGreaterThan(0);
        expectAllWell(shop);
      },
    });
  });
});

describe('5xx, resets, throttling and late answers on any call', () => {
  it.each(seeds(4))('leave nothing undone (seed %i)', async (seed) => {
    const shop = await aLivelyShop({ seed });
    const random = seededRandom(seed);
    const over = letAnythingFail(shop.account, random, 0.1 + 0.4 * random.next());
    await play(shop.account, {
      '9:08': () => shop.scale('api', 0),
      '9:30': over,
      '10:10': () => expectAllWell(shop),
    });
  });
});
