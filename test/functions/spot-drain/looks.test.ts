import { describe, expect, it } from 'vitest';
import { clusterArn } from '../../builders/clusters.ts';
import { hostArn, instanceId, taskArn } from '../../builders/hosts.ts';
import { anInterruption, aRecommendation, NOTICED_AT, SpotDrainProcess } from '../../builders/spot-drain-run.ts';
import { SpotWorld } from '../../builders/spot-world.ts';

const ON_INTERRUPTION = 'ecs-ops:standalone-on-interruption';

describe('an interruption', () => {
  it('drains its host and no other, wherever it is', async () => {
    const world = new SpotWorld().withCluster('a', [1, 2]).withCluster('b', [3, 4]);
    const process = new SpotDrainProcess(world);
    expect(await process.run(anInterruption(3))).toEqual([]);
    expect([1, 2, 3, 4].map((number) => world.status(number))).toEqual(['ACTIVE', 'ACTIVE', 'DRAINING', 'ACTIVE']);
    expect(process.telemetry.sums).toMatchObject({ Actions: 1, 'Actions drain-hosts': 1 });
  });

  it('reports how much of the two minutes was left', async () => {
    const world = new SpotWorld().withCluster('a', [1, 2]);
    const process = new SpotDrainProcess(world);
    process.now = NOTICED_AT + 3_200;
    await process.run(anInterruption(1), anInterruption(2, { at: NOTICED_AT - 60_000 }));
    expect(process.telemetry.measures).toEqual([
      ['SpotDrainNoticeToDrain', 63_200],
      ['SpotDrainTimeLeft', 56_800],
      ['SpotDrainNoticeToDrain', 3_200],
      ['SpotDrainTimeLeft', 116_800],
    ]);
  });

  it('of which a clock says odd things is reported within bounds', async () => {
    const world = new SpotWorld().withCluster('a', [1, 2]);
    const process = new SpotDrainProcess(world);
    await process.run(anInterruption(1, { at: NOTICED_AT + 60_000 }), anInterruption(2, { at: NOTICED_AT - 600_000 }));
    const values = process.telemetry.measures
      .filter(([name]) => name === 'SpotDrainTimeLeft')
      .map(([, value]) => value);
    expect(values.toSorted()).toEqual([0, 120_000]);
  });

  it.each([
    [15, 'DRAINING'],
    [16, 'ACTIVE'],
  ])('that is %i minutes old leaves the host %s: it may be back in service', async (minutes, status) => {
    const world = new SpotWorld().withCluster('a', [1]).withStandalone(1);
    const process = new SpotDrainProcess(world);
    process.now = NOTICED_AT + minutes * 60_000;
    expect(await process.run(anInterruption(1))).toEqual([]);
    expect(world.status(1)).toBe(status);
    expect(world.stopped.size).toBe(status === 'DRAINING' ? 1 : 0);
    expect(process.telemetry.sums['HeldBack notice-outdated'] ?? 0).toBe(status === 'DRAINING' ? 0 : 1);
  });

  it('counts from its first notice, and before a recommendation for the same host', async () => {
    const world = new SpotWorld().withCluster('a', [1]).withStandalone(1);
    const process = new SpotDrainProcess(world);
    const late = anInterruption(1, { id: 'late', at: NOTICED_AT + 2_000 });
    await process.run(late, aRecommendation(1), anInterruption(1));
    expect(process.telemetry.measures[0]).toEqual(['SpotDrainNoticeToDrain', 2_500]);
    expect(world.calls).not.toContain('DescribeAutoScalingInstances');
    expect(world.stopped.size).toBe(1);
  });

  it.each([
    ['is in no cluster', () => new SpotWorld().withCluster('a', [2]), 'not-in-ecs'],
    ['is in a cluster out of scope', () => new SpotWorld().withCluster('a').withCluster('b', [1]), 'not-in-ecs'],
    ['is DRAINING already', () => drainingBefore(new SpotWorld().withCluster('a', [1])), 'already-draining'],
    ['is leaving', () => new SpotWorld().withCluster('a', [1], { status: 'DEREGISTERING' }), 'host-deregistered'],
  ])('of an instance that %s is done, with the reason', async (_, world, reason) => {
    const process = new SpotDrainProcess(world(), { scope: ['a'] });
    expect(await process.run(anInterruption(1))).toEqual([]);
    expect(process.telemetry.sums).toMatchObject({ HeldBack: 1, [`HeldBack ${reason}`]: 1 });
    expect(process.telemetry.measures).toEqual([]);
  });

  it('is done once its host turns out to have been drained by something else meanwhile', async () => {
    const world = new SpotWorld().withCluster('a', [1, 2]);
    world.refused.set(hostArn(1, 'a'), 'CONFLICT');
    world.beforeCall = (operation) => {
      if (operation === 'DescribeContainerInstances') drainingBefore(world);
    };
    const process = new SpotDrainProcess(world);
    expect(await process.run(anInterruption(1), anInterruption(2))).toEqual([]);
    expect(process.telemetry.sums).toMatchObject({ 'HeldBack already-draining': 1 });
    expect(process.telemetry.measures).toHaveLength(2);
  });
});

describe('looking again', () => {
  it('finds nothing left to do, in the same process and in another', async () => {
    const world = new SpotWorld().withCluster('a', [1, 2]).withStandalone(1);
    const process = new SpotDrainProcess(world);
    await process.run(anInterruption(1), anInterruption(2));
    const writes = world.count('UpdateContainerInstancesState') + world.count('StopTask');
    await process.run(anInterruption(1, { receiveCount: 2 }), anInterruption(2, { receiveCount: 2 }));
    expect(world.count('UpdateContainerInstancesState') + world.count('StopTask')).toBe(writes);
    expect(process.telemetry.sums).toMatchObject({ 'HeldBack already-draining': 2 });
    expect(process.telemetry.measures).toHaveLength(4);
    await new SpotDrainProcess(world).run(anInterruption(1));
    expect([world.status(1), world.stopped.size, world.count('StopTask')]).toEqual(['DRAINING', 1, 1]);
  });

  it.each(['DEREGISTERING', 'REGISTRATION_FAILED'])('asks nothing about a host that is %s', async (status) => {
    const world = new SpotWorld().withCluster('a', [1], { status });
    const process = new SpotDrainProcess(world);
    await process.run(anInterruption(1));
    const calls = world.calls.length;
    expect(await process.run(anInterruption(1, { id: 'again' }))).toEqual([]);
    expect(world.calls.slice(calls)).toEqual([]);
  });

  it('drains again a host that was set ACTIVE since, once the notice is over', async () => {
    const world = new SpotWorld().withCluster('a', [1]);
    const process = new SpotDrainProcess(world);
    await process.run(anInterruption(1));
    const spot = world.host(1);
    if (spot) spot.host = { ...spot.host, status: 'ACTIVE' };
    process.now += 120_000;
    await process.run(anInterruption(1, { at: process.now }));
    expect(world.status(1)).toBe('DRAINING');
  });
});

describe('standalone tasks', () => {
  it('are stopped with the reason, once nothing new can be placed; tasks of services are left to ECS', async () => {
    const world = new SpotWorld().withCluster('a', [1, 2]).withStandalone(1);
    await new SpotDrainProcess(world).run(anInterruption(1), anInterruption(2));
    expect([...world.stopped]).toEqual([[taskArn(1_001), `ecs-ops: Spot interruption of ${instanceId(1)}`]]);
    expect(world.calls.indexOf('StopTask')).toBeGreaterThan(world.calls.indexOf('UpdateContainerInstancesState'));
    expect(world.count('ListTasks')).toBe(1);
  });

  it.each([
    [
      'a task’s tag',
      (world: SpotWorld) => world.withStandalone(1, { tags: { [ON_INTERRUPTION]: 'leave' } }),
      'standalone-left',
    ],
    ['a cluster’s tag', (world: SpotWorld) => tagCluster(world.withStandalone(1), 'leave'), 'standalone-left'],
    [
      'a tag nobody understands',
      (world: SpotWorld) => tagCluster(world.withStandalone(1), 'no'),
      'invalid-standalone-tag',
    ],
  ])('are left for %s, with the reason', async (what, prepare, reason) => {
    const world = prepare(new SpotWorld().withCluster('a', [1]));
    const process = new SpotDrainProcess(world);
    expect(await process.run(anInterruption(1))).toEqual([]);
    expect(world.stopped.size).toBe(0);
    expect(process.telemetry.sums).toMatchObject({ [`HeldBack ${reason}`]: 1 });
    // A task's own tag leaves nothing to ask.
    expect(world.count('DescribeClusters')).toBe(what === 'a task’s tag' ? 0 : 1);
  });

  it('are left when the stack says so, unless a tag says otherwise', async () => {
    const world = new SpotWorld().withCluster('a', [1, 2]).withStandalone(1);
    world.withStandalone(2, { tags: { [ON_INTERRUPTION]: 'stop' } });
    await new SpotDrainProcess(world, { policy: { 'spot-interrupted': 'leave' } }).run(
      anInterruption(1),
      anInterruption(2),
    );
    expect([...world.stopped.keys()]).toEqual([taskArn(1_002)]);
  });

  it('that are being stopped already need nothing', async () => {
    const world = new SpotWorld().withCluster('a', [1]).withStandalone(1, { desiredStatus: 'STOPPED' });
    await new SpotDrainProcess(world).run(anInterruption(1));
    expect(world.calls).not.toContain('ListTasks');
  });
});

describe('a dry run', () => {
  it('writes nothing, and says which hosts it would drain and which tasks stop', async () => {
    const world = new SpotWorld().withCluster('a', [1, 2]).withStandalone(1);
    const process = new SpotDrainProcess(world, { dryRun: true });
    expect(await process.run(anInterruption(1), anInterruption(2))).toEqual([]);
    expect([world.status(1), world.stopped.size]).toEqual(['ACTIVE', 0]);
    expect(world.calls).not.toContain('UpdateContainerInstancesState');
    expect(process.telemetry.sums).toMatchObject({ 'ActionsDryRun drain-hosts': 1, 'ActionsDryRun stop-task': 1 });
    expect(process.telemetry.measures).toEqual([]);
  });
});

function drainingBefore(world: SpotWorld): SpotWorld {
  const spot = world.host(1);
  if (spot) spot.host = { ...spot.host, status: 'DRAINING' };
  world.refused.set(hostArn(1, 'a'), 'DRAINING');
  return world;
}

function tagCluster(world: SpotWorld, value: string): SpotWorld {
  world.clusterTags.set(clusterArn('a'), { [ON_INTERRUPTION]: value });
  return world;
}
