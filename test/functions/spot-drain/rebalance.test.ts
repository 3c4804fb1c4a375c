import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RetryableError } from '../../../shared/domain/errors.ts';
import { clusterArn } from '../../builders/clusters.ts';
import { instanceId } from '../../builders/hosts.ts';
import { anInterruption, aRecommendation, SpotDrainProcess } from '../../builders/spot-drain-run.ts';
import { SpotWorld } from '../../builders/spot-world.ts';

/** A cluster with three hosts, whose group has this tag. */
function worldOf(tag: string | undefined): SpotWorld {
  const world = new SpotWorld().withCluster('a', [1, 2, 3]);
  for (const number of [1, 2, 3]) world.groupOf.set(instanceId(number), 'group');
  world.groupTags.set('group', tag === undefined ? {} : { 'ecs-ops:drain-on-rebalance': tag });
  return world;
}

describe('a rebalance recommendation', () => {
  it.each([
    ['true', 'DRAINING', undefined],
    ['false', 'ACTIVE', 'rebalance-not-opted-in'],
    [undefined, 'ACTIVE', 'rebalance-not-opted-in'],
    ['yes', 'ACTIVE', 'invalid-drain-on-rebalance'],
  ])('with the tag %s on its group leaves the host %s', async (tag, status, reason) => {
    const world = worldOf(tag);
    const process = new SpotDrainProcess(world);
    expect(await process.run(aRecommendation(1))).toEqual([]);
    expect(world.status(1)).toBe(status);
    expect(process.telemetry.sums[`HeldBack ${reason}`]).toBe(reason && 1);
    if (reason) expect(world.calls).toEqual(['DescribeAutoScalingInstances', 'DescribeAutoScalingGroups']);
  });

  it('is nothing to an instance of no group', async () => {
    const world = new SpotWorld().withCluster('a', [1]);
    await new SpotDrainProcess(world).run(aRecommendation(1));
    expect(world.calls).toEqual(['DescribeAutoScalingInstances']);
  });

  it('asks no group when the stack drains at all of them', async () => {
    const world = worldOf('false');
    await new SpotDrainProcess(world, { rebalance: true }).run(aRecommendation(1), aRecommendation(2));
    expect([1, 2, 3].map((number) => world.status(number))).toEqual(['DRAINING', 'DRAINING', 'ACTIVE']);
    expect(world.calls).not.toContain('DescribeAutoScalingInstances');
  });

  it('leaves standalone tasks alone, and reports no time left', async () => {
    const world = worldOf('true').withStandalone(1);
    const process = new SpotDrainProcess(world);
    await process.run(aRecommendation(1));
    expect(world.stopped.size).toBe(0);
    expect(process.telemetry.sums).toMatchObject({ 'HeldBack standalone-left': 1 });
    expect(process.telemetry.measures).toEqual([]);
  });

  it.each([
    ['a setting', { 'rebalance-recommended': 'stop' as const }, {}],
    ['a tag', {}, { 'ecs-ops:standalone-on-rebalance': 'stop' }],
  ])('stops them when %s says so', async (_, policy, tags) => {
    const world = worldOf('true').withStandalone(1, { tags });
    await new SpotDrainProcess(world, { policy }).run(aRecommendation(1));
    expect([...world.stopped.values()]).toEqual([`ecs-ops: rebalance recommendation of ${instanceId(1)}`]);
  });

  it('that comes before an interruption leaves the standalone tasks to that', async () => {
    const world = worldOf('true').withStandalone(1);
    const process = new SpotDrainProcess(world);
    await process.run(aRecommendation(1));
    await process.run(anInterruption(1));
    expect(world.count('UpdateContainerInstancesState')).toBe(1);
    expect(world.stopped.size).toBe(1);
  });
});

it('interrupted hosts come first: they have the least time', async () => {
  const world = new SpotWorld().withCluster('a', [1]).withCluster('b', [2]);
  const drained: string[] = [];
  world.beforeCall = (operation, about = '') => {
    if (operation === 'UpdateContainerInstancesState') drained.push(about);
  };
  await new SpotDrainProcess(world, { rebalance: true }).run(aRecommendation(1), anInterruption(2));
  expect(drained).toEqual([clusterArn('b'), clusterArn('a')]);
});

describe('what can’t be found for a recommendation', () => {
  const throttled = new RetryableError('throttled', 'Rate exceeded');

  it.each([
    [
      'the clusters',
      (world: SpotWorld, operation: string) => operation === 'ListClusters' && world.count(operation) === 2,
    ],
    ['who is who', (_: SpotWorld, operation: string) => /^(Update|Describe)/.test(operation)],
  ])('does not bring back an interruption of an instance in no cluster: %s', async (_, fails) => {
    const world = new SpotWorld().withCluster('a', [1, 2]);
    world.beforeCall = (operation) => {
      if (fails(world, operation)) throw throttled;
    };
    const process = new SpotDrainProcess(world, { rebalance: true });
    const kept = await process.run(anInterruption(99), aRecommendation(1), aRecommendation(2));
    expect(kept).toEqual(['recommendation 1', 'recommendation 2']);
  });
});

describe('what can’t be read about groups', () => {
  it('brings the recommendation back, later each time, and holds up no interruption', async () => {
    const world = worldOf('true');
    world.beforeCall = (operation) => {
      if (operation === 'DescribeAutoScalingInstances') throw new RetryableError('throttled', 'Rate exceeded');
    };
    const process = new SpotDrainProcess(world);
    const kept = await process.run(aRecommendation(1, { receiveCount: 6 }), anInterruption(2));
    expect(kept).toEqual(['recommendation 1']);
    expect([world.status(1), world.status(2)]).toEqual(['ACTIVE', 'DRAINING']);
    expect(process.postponed.get('recommendation 1')).toBe(120);
  });

  describe('in time', () => {
    /** A world that answers about groups after so many milliseconds. */
    function slowWorld(milliseconds: number): SpotWorld {
      const world = worldOf('true');
      const { describeGroupMembers } = world.reads;
      world.reads.describeGroupMembers = async (ids, signal) => {
        await new Promise<void>((resolve, reject) => {
          setTimeout(resolve, milliseconds);
          signal.addEventListener('abort', () => reject(new RetryableError('out-of-time', 'aborted')));
        });
        return describeGroupMembers(ids, signal);
      };
      return world;
    }

    beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
    afterEach(() => void vi.useRealTimers());

    it('delays interrupted hosts by two seconds at most', async () => {
      const world = slowWorld(60_000);
      const run = new SpotDrainProcess(world).run(aRecommendation(1), anInterruption(2));
      await vi.advanceTimersByTimeAsync(1_999);
      expect(world.status(2)).toBe('ACTIVE');
      await vi.advanceTimersByTimeAsync(1);
      expect([world.status(1), world.status(2)]).toEqual(['ACTIVE', 'DRAINING']);
      expect(await run).toEqual(['recommendation 1']);
    });

    it('is worth waiting for when no host is interrupted', async () => {
      const world = slowWorld(5_000);
      const run = new SpotDrainProcess(world).run(aRecommendation(1));
      await vi.advanceTimersByTimeAsync(5_000);
      expect(await run).toEqual([]);
      expect(world.status(1)).toBe('DRAINING');
    });
  });
});
