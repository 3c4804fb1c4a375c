import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PermanentError, RetryableError } from '../../../shared/domain/errors.ts';
import { clusterArn, HERE } from '../../builders/clusters.ts';
import { hostArn } from '../../builders/hosts.ts';
import { aRecord } from '../../builders/messages.ts';
import { anInterruption, aRecommendation, SpotDrainProcess } from '../../builders/spot-drain-run.ts';
import { SpotWorld } from '../../builders/spot-world.ts';

const OPERATIONS = [
  'ListClusters',
  'ListContainerInstances',
  'UpdateContainerInstancesState',
  'DescribeContainerInstances',
  'ListTasks',
  'StopTask',
];

interface Story {
  readonly clusters: readonly number[];
  readonly interrupted: readonly number[];
  readonly recommended: readonly number[];
  readonly standalone: readonly number[];
  readonly refused: readonly number[];
  readonly gone: readonly number[];
  /** Whether the n-th call fails. */
  readonly faults: readonly boolean[];
}

const numbers = (maxLength: number) => fc.uniqueArray(fc.nat({ max: 70 }), { maxLength });
const story: fc.Arbitrary<Story> = fc.record({
  clusters: fc.array(fc.nat({ max: 25 }), { minLength: 1, maxLength: 6 }),
  interrupted: numbers(40),
  recommended: numbers(5),
  standalone: numbers(10),
  refused: numbers(3),
  gone: numbers(3),
  faults: fc.array(
    fc.nat({ max: 3 }).map((draw) => draw === 0),
    { maxLength: 60 },
  ),
});

function worldOf({ clusters, standalone, refused, gone }: Story): SpotWorld {
  const world = new SpotWorld();
  let next = 0;
  for (const [index, count] of clusters.entries()) {
    const own = Array.from({ length: count }, () => next++);
    world.withCluster(`c${index}`, own);
    for (const number of refused) if (own.includes(number)) world.refused.set(hostArn(number, `c${index}`), 'CONFLICT');
  }
  for (const number of standalone) world.withStandalone(number);
  for (const number of gone) {
    const spot = world.host(number);
    if (spot) spot.host = { ...spot.host, status: 'DEREGISTERING' };
  }
  return world;
}

/** Lets calls fail as the story says, each with an error that may pass or one that will not. */
function withFaults(world: SpotWorld, faults: readonly boolean[]): SpotWorld {
  let call = 0;
  world.beforeCall = (operation) => {
    if (faults[call++] !== true || !OPERATIONS.includes(operation)) return;
    throw call % 5 === 0 ? new PermanentError('rejected', 'no') : new RetryableError('throttled', 'slow down');
  };
  return world;
}

const records = ({ interrupted, recommended }: Story, receiveCount = 1) => [
  ...interrupted.map((number) => anInterruption(number, { receiveCount })),
  ...recommended.map((number) => aRecommendation(number, { receiveCount })),
];

const named = ({ interrupted, recommended }: Story) => new Set([...interrupted, ...recommended]);
const allNumbers = Array.from({ length: 160 }, (_, number) => number);

describe('whatever fails', () => {
  it('no host is drained that no valid event names', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (each) => {
        const world = withFaults(worldOf(each), each.faults);
        await new SpotDrainProcess(world, { rebalance: true }).run(...records(each));
        const drained = allNumbers.filter((number) => world.status(number) === 'DRAINING');
        expect(drained.filter((number) => !named(each).has(number))).toEqual([]);
      }),
    );
  });

  it('no host is drained twice in a run, and no call is about more than ten', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (each) => {
        const world = withFaults(worldOf(each), each.faults);
        const asked: string[] = [];
        const { drain } = world;
        const watched = Object.assign(world, {
          drain: (cluster: string, arns: readonly string[]) => {
            expect(arns.length).toBeLessThanOrEqual(10);
            asked.push(...arns);
            return drain(cluster, arns);
          },
        });
        await new SpotDrainProcess(watched, { rebalance: true }).run(...records(each), ...records(each, 2));
        expect(new Set(asked).size).toBe(asked.length);
      }),
    );
  });

  it('a host is DRAINING, or gone, or its message comes back or is parked', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (each) => {
        const world = withFaults(worldOf(each), each.faults);
        const process = new SpotDrainProcess(world, { rebalance: true });
        const kept = await process.run(...records(each));
        const left = [...named(each)].filter((number) => world.status(number) === 'ACTIVE');
        const back = left.filter((number) => kept.some((id) => id.endsWith(` ${number}`)));
        expect(left.length - back.length).toBeLessThanOrEqual(process.parked.length);
      }),
    );
  });

  it('once nothing fails any more, one more run leaves nothing to do', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (each) => {
        const world = withFaults(worldOf(each), each.faults);
        const process = new SpotDrainProcess(world, { rebalance: true });
        await process.run(...records(each));
        world.beforeCall = () => undefined;
        world.refused.clear();
        // The second run finds anew what the first had remembered wrongly.
        for (const receiveCount of [2, 3]) await process.run(...records(each, receiveCount));
        const calls = world.calls.length;
        expect(await process.run(...records(each, 4))).toEqual([]);
        const writes = world.calls.slice(calls).filter((call) => /^(Update|Stop)/.test(call));
        expect(writes).toEqual([]);
        const wanted = [...named(each)].filter((number) => world.host(number) && !each.gone.includes(number));
        expect(wanted.map((number) => world.status(number))).toEqual(wanted.map(() => 'DRAINING'));
        const tasks = each.standalone.filter((number) => each.interrupted.includes(number) && wanted.includes(number));
        for (const number of tasks) {
          expect(world.host(number)?.tasks.filter((task) => task.desiredStatus === 'RUNNING')).toHaveLength(1);
        }
      }),
    );
  });
});

it('events that are not valid drain nothing', async () => {
  const world = new SpotWorld().withCluster('default', [1]);
  const body = JSON.parse(anInterruption(1).body) as Record<string, unknown>;
  const broken = fc.constantFrom('source', 'detail-type', 'account', 'region', 'time', 'detail');
  await fc.assert(
    fc.asyncProperty(broken, fc.constantFrom(undefined, null, 'x', 1, {}), async (field, value) => {
      await new SpotDrainProcess(world).run(aRecord({ body: JSON.stringify({ ...body, [field]: value }) }));
      expect([world.status(1), world.calls]).toEqual(['ACTIVE', []]);
    }),
  );
  expect([...world.clusters.keys()]).toEqual([clusterArn('default')]);
  expect(body['account']).toBe(HERE.accountId);
});
