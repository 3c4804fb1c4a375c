import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../simulator/kernel/random.ts';
import { anAccount, type ScenarioAccount } from '../account.ts';
import { live, livelyCluster, seeds } from '../life.ts';
import { play } from '../timeline.ts';

/** What becomes of the events of hosts that join in the midst of a run. */
const fates = {
  delivered: { loss: 0, delay: 0, maximumDelay: 0 },
  delayed: { loss: 0, delay: 1, maximumDelay: 120_000 },
  lost: { loss: 1, delay: 0, maximumDelay: 0 },
} as const;

/** Three hosts and a service that has still to be given a count. */
const threeHosts = { name: 'shop', hosts: 3, services: [{ name: 'agent' }] };

/** The first time that host-sync makes a call, before it is carried out, something else happens. */
function atTheFirst({ simulation }: ScenarioAccount, operation: string, happen: () => void): void {
  const takeBack = simulation.faults.inject((subject) => {
    if (subject.operation !== operation) return undefined;
    takeBack();
    happen();
    return undefined;
  });
}

/** The first call of each of these operations is answered 3.5 seconds late, which is less than the function waits. */
function answerTheFirstLate({ simulation }: ScenarioAccount, ...operations: readonly string[]): void {
  const late = new Set(operations);
  simulation.faults.inject(({ operation }) =>
    late.delete(operation) ? { kind: 'delay', milliseconds: 3_500 } : undefined,
  );
}

/** The counts that host-sync writes, as it writes them. */
function writtenCounts({ simulation }: ScenarioAccount): readonly unknown[] {
  const written: unknown[] = [];
  simulation.faults.inject(({ operation, input }) => {
    if (operation === 'UpdateService') written.push((input as { desiredCount: number }).desiredCount);
    return undefined;
  });
  return written;
}

describe('a host that joins between the read and the write', () => {
  const moments = ['ListContainerInstances', 'DescribeServices', 'UpdateService'] as const;
  const cases = moments.flatMap((moment) =>
    (['delivered', 'delayed', 'lost'] as const).map((fate) => ({ moment, fate })),
  );

  it.each(cases)('at $moment, its event $fate, gets its task without the schedule', async ({ moment, fate }) => {
    const account = await anAccount({ clusters: [threeHosts], schedule: false });
    const shop = account.cluster('shop');
    const written = writtenCounts(account);
    atTheFirst(account, moment, () => {
      Object.assign(account.simulation.eventBridge.faults, fates[fate]);
      shop.join(1);
      Object.assign(account.simulation.eventBridge.faults, fates.delivered);
    });
    await play(account, {
      '9:05': () => {
        // The first write rested on what was read before the host joined.
        expect(written).toEqual([3, 4]);
        expect(shop.desired).toEqual({ agent: 4 });
        expect(new Set(shop.placesOf('agent')).size).toBe(4);
        expect(account.isSettled).toBe(true);
      },
    });
  });

  it('of a run that has nothing to write, its event lost, gets its task by the schedule', async () => {
    const account = await anAccount({ clusters: [threeHosts] });
    const shop = account.cluster('shop');
    await play(account, {
      '9:03': () => {
        atTheFirst(account, 'ListContainerInstances', () => {
          account.events = false;
          shop.join(1);
          account.events = true;
        });
        shop.reconnectAgents('i-shop-1');
      },
      '9:04': () => expect(shop.desired).toEqual({ agent: 3 }),
      '9:06': () => expect(shop.desired).toEqual({ agent: 4 }),
    });
  });

  it('counts although the cluster’s own count lags behind for less than a run', async () => {
    const account = await anAccount({ clusters: [threeHosts], schedule: false });
    const shop = account.cluster('shop');
    await play(account, {
      '9:03': () => {
        const before = shop.hosts.length;
        shop.join(1);
        const endsAt = account.simulation.clock.now() + 4_000;
        account.simulation.faults.inject(({ operation, now }) =>
          operation === 'DescribeClusters' && now < endsAt ? staleCount(before) : undefined,
        );
      },
      '9:04': () => expect(shop.desired).toEqual({ agent: 4 }),
    });
  });
});

function staleCount(registeredContainerInstancesCount: number) {
  const amend = (output: unknown): unknown => {
    const { clusters, ...rest } = output as { clusters: readonly object[] };
    return { ...rest, clusters: clusters.map((cluster) => ({ ...cluster, registeredContainerInstancesCount })) };
  };
  return { kind: 'amend', amend } as const;
}

describe('two runs side by side', () => {
  it('of which the slower writes last what it read first, do not leave its count behind', async () => {
    const account = await anAccount({ clusters: [threeHosts], schedule: false });
    const shop = account.cluster('shop');
    const written = writtenCounts(account);
    // The first run, from about 9:00:05 on, waits seven seconds between its two counts.
    answerTheFirstLate(account, 'DescribeClusters', 'DescribeServices');
    await play(account, {
      // It has read the cluster's count when a host joins. The second run starts six seconds later, and is quick.
      '9:00:06': () => {
        expect(account.calls()).toEqual({ 'tagging:GetResources': 1, 'ecs:DescribeClusters': 1 });
        shop.join(1);
      },
      '9:00:50': () => {
        expect(account.simulation.lambda.invocations.filter(({ coldStart }) => coldStart)).toHaveLength(2);
      },
      '9:02': () => {
        expect(written).toEqual([4, 3, 4]);
        expect(shop.desired).toEqual({ agent: 4 });
        expect(account.isSettled).toBe(true);
      },
    });
  });

  it.each(seeds(10))('in any interleaving end at the right count (seed %i)', async (seed) => {
    const account = await anAccount({
      seed,
      clusters: [livelyCluster('shop', 6)],
      schedule: false,
      // Slow enough that runs overlap, and that hosts come and go in the midst of most.
      lambda: { apiLatency: [700, 3_500] },
    });
    const shop = account.cluster('shop');
    await live(account, seededRandom(seed), 30, 4);
    await play(account, {
      '9:10': () => {
        expect(shop.desired).toEqual(shop.wanted);
        expect(account.isSettled).toBe(true);
        expect(account.deadLetters.messages()).toEqual([]);
      },
    });
  });
});
