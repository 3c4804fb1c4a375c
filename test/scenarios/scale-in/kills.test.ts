import { describe, expect, it } from 'vitest';
import type { FaultEffect } from '../../../simulator/gateway/fault.ts';
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
/** Every cold start after a death costs the test a worker: `SCALE_IN_SEEDS=50 vitest run …` plays more. */
const SEEDS = seeds(Number(process.env['SCALE_IN_SEEDS'] ?? 2));

type Minute = `9:${string}`;
/** When the deaths begin and end, and when what dead runs had in hand has come back: 18 minutes later, and a few more. */
const OF_WRITES = { from: '9:07', until: '9:15', after: '9:38' } as const;
const OF_READS = { from: '9:03', until: '9:22', after: '9:45' } as const;

/** Hosts become free at 9:08. Meanwhile every run is killed at the calls that are meant. */
async function playDeaths(
  shop: Shop,
  { from, until, after }: Readonly<Record<'from' | 'until' | 'after', Minute>>,
  effect: FaultEffect,
  isMeant: (operation: string) => boolean,
): Promise<void> {
  let revived = (): void => undefined;
  await play(shop.account, {
    [from]: () => {
      revived = befall(shop.account, effect, ({ operation }) => isMeant(operation));
    },
    '9:08': () => shop.scale('api', 0),
    [until]: () => revived(),
    [after]: () => expectAllWell(shop),
  });
}

describe('a run killed', () => {
  it.each([
    ...WRITES.map((call) => ({ when: 'before', call, carriedOut: false, ...BADLY_USED })),
    ...WRITES.map((call) => ({ when: 'after', call, carriedOut: true, ...BADLY_USED })),
    { when: 'before', carriedOut: false, ...POSTPONEMENT },
    { when: 'after', carriedOut: true, ...POSTPONEMENT },
  ])('$when any $call, for 8 minutes, is made up for', async ({ call, carriedOut, consolidation }) => {
    const shop = await aLivelyShop({ settings: { ...SETTINGS, SCALE_IN_CONSOLIDATION: consolidation } });
    await playDeaths(shop, OF_WRITES, { kind: 'kill', carriedOut }, (operation) => operation === call);
    expect(shop.account.simulation.calls.count({ operation: call, outcome: 'killed' })).toBeGreaterThan(0);
  });

  it('before each read in turn, is made up for', async () => {
    const shop = await aLivelyShop();
    const { calls } = shop.account.simulation;
    const killed = (operation: string): number => calls.count({ operation, outcome: 'killed' });
    const next = (): string => READS.toSorted((a, b) => killed(a) - killed(b))[0] ?? '';
    await playDeaths(shop, OF_READS, { kind: 'kill', carriedOut: false }, (operation) => operation === next());
    expect(READS.filter((operation) => killed(operation) === 0)).toEqual([]);
  });

  it.each(SEEDS)('now and then, at any call, is made up for (seed %i)', async (seed) => {
    const shop = await aLivelyShop({ seed });
    const random = seededRandom(seed);
    const { account } = shop;
    const ends = [true, false].map((carriedOut) =>
      befall(account, { kind: 'kill', carriedOut }, () => random.chance(0.03)),
    );
    await play(account, {
      '9:08': () => shop.scale('api', 0),
      '9:22': () => {
        for (const end of ends) end();
      },
      '9:50': () => {
        expect(account.simulation.calls.count({ outcome: 'killed' })).toBeGreaterThan(0);
        expectAllWell(shop);
      },
    });
  });
});

describe('5xx, resets, throttling and late answers on any call', () => {
  it.each(SEEDS)('leave nothing undone (seed %i)', async (seed) => {
    const shop = await aLivelyShop({ seed });
    const random = seededRandom(seed);
    const over = letAnythingFail(shop.account, random, 0.1 + 0.4 * random.next());
    await play(shop.account, {
      '9:08': () => shop.scale('api', 0),
      '9:22': over,
      '9:50': () => expectAllWell(shop),
    });
  });
});
