import { describe, expect, it } from 'vitest';
import { instanceId } from '../../builders/hosts.ts';
import { anInterruption, aRecommendation, SpotDrainProcess } from '../../builders/spot-drain-run.ts';
import { SpotWorld } from '../../builders/spot-world.ts';

const range = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);

/** Clusters with so many hosts each, numbered on; every fifth host's tasks are of a service, as all are. */
function worldOf(clusters: number, hostsEach: number): SpotWorld {
  const world = new SpotWorld();
  for (const cluster of range(clusters)) world.withCluster(`cluster-${cluster}`, range(hostsEach, cluster * hostsEach));
  return world;
}

describe('the call budget', () => {
  it('is 160 for a hundred interruptions over 50 clusters of 20 hosts', async () => {
    const world = worldOf(50, 20);
    const interrupted = range(100).map((index) => index * 10);
    const process = new SpotDrainProcess(world);
    expect(await process.run(...interrupted.map((number) => anInterruption(number)))).toEqual([]);
    expect(range(1_000).filter((number) => world.status(number) === 'DRAINING')).toEqual(interrupted);
    expect(world.calls.length).toBeLessThanOrEqual(160);
    expect(Object.fromEntries([...new Set(world.calls)].map((call) => [call, world.count(call)]))).toEqual({
      ListClusters: 1,
      ListContainerInstances: 100,
      UpdateContainerInstancesState: 50,
    });
  });

  it.each([
    { clusters: 1, interrupted: 1 },
    { clusters: 1, interrupted: 100 },
    { clusters: 10, interrupted: 95 },
    { clusters: 150, interrupted: 150 },
  ])(
    'counts clusters and tens of hosts: $interrupted hosts of $clusters clusters',
    async ({ clusters, interrupted }) => {
      const world = worldOf(clusters, Math.ceil(interrupted / clusters));
      await new SpotDrainProcess(world).run(...range(interrupted).map((number) => anInterruption(number)));
      const tens = clusters * Math.ceil(interrupted / clusters / 10);
      const lists = clusters * (Math.ceil(interrupted / 100) + Math.ceil(interrupted / clusters / 90));
      expect(world.count('UpdateContainerInstancesState')).toBe(tens);
      expect(world.calls.length).toBeLessThanOrEqual(1 + lists + tens);
    },
  );

  it('is not spent on notices that come twice', async () => {
    const world = worldOf(5, 4);
    const process = new SpotDrainProcess(world);
    const notices = range(20).flatMap((number) =>
      range(3).map((copy) => anInterruption(number, { id: `${number} ${copy}` })),
    );
    await process.run(...notices);
    expect(world.calls).toHaveLength(1 + 5 + 5 + 5);
    world.calls.length = 0;
    await process.run(...notices);
    expect(world.calls).toEqual(range(5).map(() => 'ListContainerInstances'));
  });

  it('is a search for an instance in no cluster, once a minute', async () => {
    const world = worldOf(12, 1);
    const process = new SpotDrainProcess(world);
    for (const _ of range(3)) await process.run(anInterruption(999));
    expect(world.calls).toHaveLength(13);
  });

  it('is three calls for each host with standalone tasks, one for the tags of all clusters', async () => {
    const world = worldOf(3, 10).withStandalone(0).withStandalone(1).withStandalone(12);
    await new SpotDrainProcess(world).run(...range(30).map((number) => anInterruption(number)));
    expect(world.calls).toHaveLength(1 + 3 + 3 + 3 + 3 * 3 + 1);
  });

  it('is two calls for recommendations nobody asked for', async () => {
    const world = worldOf(3, 10);
    for (const number of range(30)) world.groupOf.set(instanceId(number), `group-${number % 3}`);
    await new SpotDrainProcess(world).run(...range(30).map((number) => aRecommendation(number)));
    expect(world.calls).toHaveLength(2);
  });
});

it('no filter for standalone tasks is longer than what ECS takes as a constraint', async () => {
  const world = worldOf(1, 250).withStandalone(249);
  const { listContainerInstances } = world.reads;
  const lengths: number[] = [];
  world.reads.listContainerInstances = (query, signal) => {
    if (query.filter.includes('task:group')) lengths.push(query.filter.length);
    return listContainerInstances(query, signal);
  };
  await new SpotDrainProcess(world).run(...range(250).map((number) => anInterruption(number)));
  expect(lengths).toHaveLength(3);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(2_000);
  expect([world.stopped.size, world.count('ListTasks')]).toEqual([1, 1]);
});

it('draining comes before everything else', async () => {
  const world = worldOf(4, 5).withStandalone(1).withStandalone(11);
  await new SpotDrainProcess(world).run(...range(20).map((number) => anInterruption(number)));
  const lastDrain = world.calls.lastIndexOf('UpdateContainerInstancesState');
  expect(world.calls.slice(0, lastDrain).filter((call) => call.startsWith('List'))).toHaveLength(5);
});
