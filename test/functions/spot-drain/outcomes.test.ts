import { describe, expect, it } from 'vitest';
import { PermanentError, RetryableError } from '../../../shared/domain/errors.ts';
import { clusterArn } from '../../builders/clusters.ts';
import { aHost, hostArn, instanceId, taskArn } from '../../builders/hosts.ts';
import { aRecord } from '../../builders/messages.ts';
import { anInterruption, aRecommendation, SpotDrainProcess } from '../../builders/spot-drain-run.ts';
import { SpotWorld } from '../../builders/spot-world.ts';

const throttled = new RetryableError('throttled', 'Rate exceeded');
const rejected = new PermanentError('rejected', 'InvalidParameterException');

/** Makes one operation fail, for everything or for what a test names. */
function failing(world: SpotWorld, operation: string, error: Error, about?: string): SpotWorld {
  world.beforeCall = (called, calledAbout) => {
    if (called === operation && (about === undefined || about === calledAbout)) throw error;
  };
  return world;
}

const statuses = (world: SpotWorld, ...numbers: number[]) => numbers.map((number) => world.status(number));

describe('what fails for one host', () => {
  it('brings back its message alone, of several the one with most receives left', async () => {
    const world = new SpotWorld().withCluster('a', [1, 2, 3]);
    world.refused.set(hostArn(2, 'a'), 'CONFLICT');
    const process = new SpotDrainProcess(world);
    const again = anInterruption(2, { id: 'again', receiveCount: 2 });
    expect(await process.run(anInterruption(1), again, anInterruption(2), anInterruption(3))).toEqual([
      'interruption 2',
    ]);
    expect(statuses(world, 1, 2, 3)).toEqual(['DRAINING', 'ACTIVE', 'DRAINING']);
    expect(process.telemetry.sums).toMatchObject({ 'HeldBack unavailable': 1, 'Retried unavailable': 1 });
    expect(world.count('DescribeContainerInstances')).toBe(1);
    world.refused.clear();
    expect(await process.run(anInterruption(2, { receiveCount: 2 }))).toEqual([]);
    expect(world.status(2)).toBe('DRAINING');
    expect(world.count('ListContainerInstances')).toBe(3);
  });

  it('brings back the notice of the interruption rather than a recommendation for the same host', async () => {
    const world = new SpotWorld().withCluster('a', [1]);
    world.refused.set(hostArn(1, 'a'), 'CONFLICT');
    const process = new SpotDrainProcess(world);
    expect(await process.run(aRecommendation(1), anInterruption(1, { receiveCount: 5 }))).toEqual(['interruption 1']);
  });

  it.each(['a', 'b'])(
    'that is rejected in one of its two clusters is not parked while the other may pass: %s',
    async (one) => {
      const world = new SpotWorld().withCluster('a', [1]).withCluster('b', [1]);
      world.beforeCall = (operation, about) => {
        if (operation === 'UpdateContainerInstancesState') throw about === clusterArn(one) ? throttled : rejected;
      };
      const process = new SpotDrainProcess(world);
      expect(await process.run(anInterruption(1))).toEqual(['interruption 1']);
      expect(process.parked).toEqual([]);
    },
  );

  it('is tried again every ten seconds at most: there are two minutes in all', async () => {
    const world = failing(new SpotWorld().withCluster('a', [1]), 'UpdateContainerInstancesState', throttled);
    const process = new SpotDrainProcess(world);
    await process.run(anInterruption(1));
    expect(process.postponed.get('interruption 1')).toBe(3.75);
    await process.run(anInterruption(1, { receiveCount: 15 }));
    expect(process.postponed.get('interruption 1')).toBe(10);
  });

  it('is that it has not joined its cluster yet', async () => {
    const world = new SpotWorld().withCluster('a', [1], { status: 'REGISTERING' });
    const process = new SpotDrainProcess(world);
    expect(await process.run(anInterruption(1))).toEqual(['interruption 1']);
    expect(process.telemetry.sums).toMatchObject({ 'HeldBack host-registering': 1 });
  });

  it.each([
    ['is forgotten', []],
    ['is INACTIVE', [{ host: aHost({ number: 1, cluster: 'a', status: 'INACTIVE' }), tasks: [] }]],
    ['is leaving', [{ host: aHost({ number: 1, cluster: 'a', status: 'DEREGISTERING' }), tasks: [] }]],
  ])('is that its instance was registered anew, and what was known %s', async (_, old) => {
    const world = new SpotWorld().withCluster('a', [1]);
    const process = new SpotDrainProcess(world);
    await process.run(anInterruption(1));
    process.now += 120_000;
    const anew = { host: aHost({ number: 1, containerInstanceArn: hostArn(99, 'a') }), tasks: [] };
    world.clusters.set(clusterArn('a'), [anew, ...old]);
    expect(await process.run(anInterruption(1))).toEqual(['interruption 1']);
    expect(await process.run(anInterruption(1))).toEqual([]);
    expect(world.status(1)).toBe('DRAINING');
  });

  it('is parked when ECS rejects it for good', async () => {
    const world = failing(new SpotWorld().withCluster('a', [1]), 'UpdateContainerInstancesState', rejected);
    const process = new SpotDrainProcess(world);
    expect(await process.run(anInterruption(1))).toEqual([]);
    expect(process.parked).toEqual([{ reason: 'rejected', detail: 'InvalidParameterException' }]);
  });
});

describe('what fails for one cluster', () => {
  it.each(['ListContainerInstances', 'UpdateContainerInstancesState'])(
    'is no failure of the others: %s',
    async (operation) => {
      const world = new SpotWorld().withCluster('a', [1, 2]).withCluster('b', [3, 4]).withCluster('c', [5]);
      failing(world, operation, throttled, clusterArn('b'));
      const process = new SpotDrainProcess(world);
      const kept = await process.run(...[1, 3, 5].map((number) => anInterruption(number)));
      expect(kept).toEqual(['interruption 3']);
      expect(statuses(world, 1, 3, 5)).toEqual(['DRAINING', 'ACTIVE', 'DRAINING']);
      world.beforeCall = () => undefined;
      expect(await process.run(anInterruption(3, { receiveCount: 2 }))).toEqual([]);
      expect(statuses(world, 3, 4)).toEqual(['DRAINING', 'ACTIVE']);
    },
  );

  it('of which not even the hosts can be read brings back all that may be there', async () => {
    const world = new SpotWorld().withCluster('a', [1]).withCluster('b', [3, 4]);
    world.beforeCall = (operation, about) => {
      if (about === clusterArn('b') && operation !== 'ListContainerInstances') throw throttled;
    };
    const process = new SpotDrainProcess(world);
    const kept = await process.run(...[1, 3, 4, 99].map((number) => anInterruption(number)));
    expect(kept).toEqual(['interruption 3', 'interruption 4', 'interruption 99']);
    expect(world.status(1)).toBe('DRAINING');
  });

  it('is nothing when the cluster is deleted at that moment', async () => {
    const world = new SpotWorld().withCluster('a', [1]);
    world.beforeCall = (operation) => {
      if (operation === 'UpdateContainerInstancesState') world.clusters.clear();
    };
    const process = new SpotDrainProcess(world);
    expect(await process.run(anInterruption(1))).toEqual([]);
    expect(process.telemetry.sums).toMatchObject({ 'HeldBack host-deregistered': 1 });
    expect(process.parked).toEqual([]);
  });
});

describe('what fails for all', () => {
  it('brings every interruption back', async () => {
    const world = failing(new SpotWorld().withCluster('a', [1]), 'ListClusters', throttled);
    const process = new SpotDrainProcess(world);
    expect(await process.run(anInterruption(1), anInterruption(99))).toEqual(['interruption 1', 'interruption 99']);
    expect(process.telemetry.sums).toMatchObject({ 'Retried throttled': 2 });
    expect(process.telemetry.sums).not.toHaveProperty('UnexpectedErrors');
  });

  it.each([
    ['not JSON', '{', 'malformed-json'],
    ['of another type', '{"source":"aws.ec2","detail-type":"Other"}', 'unsupported-event'],
  ])('parks what is %s, and drains the rest', async (_, body, reason) => {
    const world = new SpotWorld().withCluster('a', [1]);
    const process = new SpotDrainProcess(world);
    expect(await process.run(aRecord({ id: 'bad', body }), anInterruption(1))).toEqual([]);
    expect(process.parked.map((each) => each.reason)).toEqual([reason]);
    expect(world.status(1)).toBe('DRAINING');
  });
});

describe('what fails about standalone tasks', () => {
  const ready = () => new SpotWorld().withCluster('a', [1, 2]).withStandalone(1).withStandalone(2);

  it.each([
    ['the tasks of a host', 'ListTasks', hostArn(1, 'a')],
    ['the tags of the cluster', 'DescribeClusters', undefined],
    ['stopping a task', 'StopTask', taskArn(1_001)],
  ])('brings its message back, with the host DRAINING: %s', async (_, operation, about) => {
    const world = failing(ready(), operation, throttled, about);
    const process = new SpotDrainProcess(world);
    const kept = await process.run(anInterruption(1), anInterruption(2));
    expect(kept).toEqual(about ? ['interruption 1'] : ['interruption 1', 'interruption 2']);
    expect(statuses(world, 1, 2)).toEqual(['DRAINING', 'DRAINING']);
    const drains = world.count('UpdateContainerInstancesState');
    world.beforeCall = () => undefined;
    expect(await process.run(...kept.map((id) => anInterruption(Number(id.split(' ')[1]))))).toEqual([]);
    expect(world.stopped.size).toBe(2);
    expect(world.count('UpdateContainerInstancesState')).toBe(drains);
  });

  it('is that ECS does not take the filter: then each host is asked, and no cluster that way again', async () => {
    const world = ready().withCluster('b', [3]).withStandalone(3);
    const { listContainerInstances } = world.reads;
    let refused = 0;
    world.reads.listContainerInstances = async (query, signal) => {
      if (!query.filter.includes('task:group')) return listContainerInstances(query, signal);
      refused += 1;
      throw rejected;
    };
    const process = new SpotDrainProcess(world);
    expect(await process.run(anInterruption(1), anInterruption(2))).toEqual([]);
    expect(await process.run(anInterruption(3))).toEqual([]);
    expect([world.stopped.size, world.count('ListTasks'), refused]).toEqual([3, 3, 1]);
    expect([...world.stopped.values()].at(-1)).toContain(instanceId(3));
  });

  it('is not asked about a host that takes new tasks still', async () => {
    const world = ready();
    world.refused.set(hostArn(1, 'a'), 'CONFLICT');
    expect(await new SpotDrainProcess(world).run(anInterruption(1), anInterruption(2))).toEqual(['interruption 1']);
    expect([...world.stopped.keys()]).toEqual([taskArn(1_002)]);
  });

  it('is told, and no more tried, when ECS rejects the stop for good', async () => {
    const world = failing(ready(), 'StopTask', rejected, taskArn(1_001));
    const process = new SpotDrainProcess(world);
    expect(await process.run(anInterruption(1), anInterruption(2))).toEqual([]);
    expect(world.stopped.size).toBe(1);
    expect(process.telemetry.sums).toMatchObject({ 'HeldBack rejected': 1 });
  });
});
