import { describe, expect, it } from 'vitest';
import { RetryableError } from '../../../shared/domain/errors.ts';
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
    expect(process.telemetry.durations).toEqual([]);
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
});
