import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HostFinder, type HostFinderReads } from '../../../shared/aws/host-finder.ts';
import { PermanentError, RetryableError } from '../../../shared/domain/errors.ts';
import { clusterArn } from '../../builders/clusters.ts';
import { finding, found, range, signal, wanted, worldOf } from '../../builders/host-finding.ts';
import { hostArn, instanceId } from '../../builders/hosts.ts';
import { SpotWorld } from '../../builders/spot-world.ts';

describe('finding hosts', () => {
  it('says of each instance where it is, or that it is in no cluster', async () => {
    const { finder } = finding(worldOf(3, 4));
    const answers = await finder.find(wanted(0, 5, 11, 99), signal);
    expect(Object.fromEntries(answers)).toEqual({
      [instanceId(0)]: found(0, 'cluster-0'),
      [instanceId(5)]: found(5, 'cluster-1'),
      [instanceId(11)]: found(11, 'cluster-2'),
      [instanceId(99)]: { kind: 'not-found' },
    });
  });

  it('finds each of any set of hosts in any clusters', async () => {
    const sizes = fc.array(fc.nat({ max: 12 }), { minLength: 1, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(sizes, fc.array(fc.nat({ max: 150 }), { maxLength: 60 }), async (hosts, numbers) => {
        const world = new SpotWorld();
        const clusterOf = new Map<number, string>();
        for (const [index, count] of hosts.entries()) {
          const own = range(count, clusterOf.size);
          for (const number of own) clusterOf.set(number, `cluster-${index}`);
          world.withCluster(`cluster-${index}`, own);
        }
        const answers = await finding(world).finder.find(wanted(...numbers), signal);
        for (const number of numbers) {
          const cluster = clusterOf.get(number);
          const expected = cluster === undefined ? { kind: 'not-found' } : found(number, cluster);
          expect(answers.get(instanceId(number))).toEqual(expected);
        }
      }),
    );
  });

  it('takes the one in use of an instance that is registered twice', async () => {
    const world = new SpotWorld().withCluster('default', [1], { agentConnected: false, registeredAt: 5 });
    world.withCluster('default', [1], { containerInstanceArn: hostArn(77), registeredAt: 3 });
    world.withCluster('default', [1], { containerInstanceArn: hostArn(78), registeredAt: 2 });
    const { finder } = finding(world);
    const answers = await finder.find(wanted(1), signal);
    expect(answers.get(instanceId(1))).toMatchObject({ containerInstanceArn: hostArn(77) });
    world.calls.length = 0;
    expect(await finder.find(wanted(1), signal)).toEqual(answers);
    expect(world.calls).toEqual([]);
  });

  it('never puts into a filter what is no id', async () => {
    const world = worldOf(2, 2);
    const { finder } = finding(world);
    const odd = 'i-00000000] or runningTasksCount >= 0 or ec2InstanceId in [i-0';
    expect(await finder.find([{ ec2InstanceId: odd }], signal)).toEqual(new Map([[odd, { kind: 'not-found' }]]));
    expect((await finder.findArns([odd], signal)).hits).toEqual([]);
    expect(world.calls).toEqual([]);
  });
});

describe('a cluster that is said to have the host', () => {
  it.each([
    ['its name', 'cluster-7'],
    ['its ARN', clusterArn('cluster-7')],
  ])('is asked alone, by %s', async (_, cluster) => {
    const world = worldOf(20, 2);
    const answers = await finding(world).finder.find([{ ec2InstanceId: instanceId(14), cluster }], signal);
    expect(answers.get(instanceId(14))).toEqual(found(14, 'cluster-7'));
    expect(world.calls).toEqual(['ListContainerInstances']);
  });

  it.each(['cluster-3', 'gone'])('is not believed when it does not have it: %s', async (cluster) => {
    const world = worldOf(20, 2);
    const answers = await finding(world).finder.find([{ ec2InstanceId: instanceId(14), cluster }], signal);
    expect(answers.get(instanceId(14))).toEqual(found(14, 'cluster-7'));
  });

  it('is not asked when it is out of scope', async () => {
    const world = worldOf(3, 2);
    const { finder } = finding(world, ['cluster-0']);
    const answers = await finder.find([{ ec2InstanceId: instanceId(2), cluster: 'cluster-1' }], signal);
    expect(answers.get(instanceId(2))).toEqual({ kind: 'not-found' });
    expect(world.calls).toEqual(['ListContainerInstances']);
  });
});

describe('calls', () => {
  it('are one for each cluster, past a hundred clusters and for a hundred instances', async () => {
    const world = worldOf(130, 3);
    const { hits, failures } = await finding(world).finder.findArns(range(100, 290).map(instanceId), signal);
    expect(hits.map((hit) => hit.containerInstanceArn)).toHaveLength(100);
    expect(failures).toEqual([]);
    expect(world.count('ListContainerInstances')).toBe(130);
    expect(world.calls).toHaveLength(131);
  });

  it.each([101, 250])('are one more for each hundred instances: %i', async (count) => {
    const world = worldOf(5, 60);
    const { hits } = await finding(world).finder.findArns(range(count).map(instanceId), signal);
    expect(hits).toHaveLength(count);
    expect(world.calls).toHaveLength(1 + 5 * Math.ceil(count / 100));
  });

  it('are no more when an instance is named many times over', async () => {
    const world = worldOf(5, 60);
    const { finder } = finding(world);
    const many = range(300).map((number) => number % 2);
    expect([...(await finder.find(wanted(...many), signal)).keys()]).toEqual([instanceId(0), instanceId(1)]);
    expect(world.count('ListContainerInstances')).toBe(5);
    world.calls.length = 0;
    await finder.findArns(
      many.map((number) => instanceId(number + 2)),
      signal,
    );
    expect(world.count('ListContainerInstances')).toBe(5);
  });

  it('end once every instance is found', async () => {
    const world = worldOf(100, 2);
    await finding(world).finder.findArns([instanceId(3)], signal);
    expect(world.count('ListContainerInstances')).toBe(10);
  });

  it('end so for several instances too, for the price of reading who is who', async () => {
    const world = worldOf(100, 10);
    const { finder } = finding(world);
    const { hits } = await finder.findArns(range(30).map(instanceId), signal);
    expect(hits.map(({ ec2InstanceId }) => ec2InstanceId)).toEqual(range(30).map(instanceId));
    expect(world.count('ListContainerInstances')).toBe(10);
    expect(world.count('DescribeContainerInstances')).toBe(3);
  });

  it('do not end because one instance is registered twice and so counts for two', async () => {
    const world = new SpotWorld().withCluster('a', [1]).withCluster('a', [1], { containerInstanceArn: hostArn(77) });
    for (const cluster of range(30)) world.withCluster(`empty-${cluster}`);
    world.withCluster('z', [2]);
    const { hits } = await finding(world).finder.findArns([instanceId(1), instanceId(2)], signal);
    expect(hits.map((hit) => hit.containerInstanceArn)).toEqual([hostArn(1, 'a'), hostArn(77), hostArn(2, 'z')]);
  });

  it('are not preceded by ListClusters when the scope names the clusters', async () => {
    const world = worldOf(5, 2);
    const { finder } = finding(world, ['cluster-1', clusterArn('cluster-4'), 'no-such-cluster']);
    const answers = await finder.find(wanted(2, 8, 0), signal);
    expect([...answers.values()].map(({ kind }) => kind)).toEqual(['found', 'found', 'not-found']);
    expect(answers.get(instanceId(2))).toEqual(found(2, 'cluster-1'));
    expect(world.calls).not.toContain('ListClusters');
  });

  it('are fewer ids each where ECS finds a filter too long', async () => {
    const world = worldOf(30, 5);
    const { listContainerInstances } = world.reads;
    let refused = 0;
    const reads = {
      ...world.reads,
      listContainerInstances: async (query: { cluster: string; filter: string }, abort: AbortSignal) => {
        if (query.filter.length <= 1_100) return listContainerInstances(query, abort);
        refused += 1;
        throw new PermanentError('rejected', 'Invalid expression');
      },
    };
    const finder = new HostFinder({ reads, scope: [], clock: () => 0 });
    const { hits, failures } = await finder.findArns(range(100).map(instanceId), signal);
    expect([hits.length, failures]).toEqual([100, []]);
    expect(world.count('ListContainerInstances')).toBe(60);
    // Those that were under way together; the clusters after them are asked in halves at once.
    expect(refused).toBe(10);
  });
});

describe('finding more instances than one filter takes', () => {
  /** A finder that can read whole clusters, as that on ECS can. */
  function findingWhole(world: SpotWorld, { counts = 'known' }: { readonly counts?: 'known' | 'refused' } = {}) {
    const hostsOf = (cluster: string) => world.clusters.get(cluster) ?? [];
    const whole: HostFinderReads['whole'] = {
      hostCounts: async (clusters) => {
        world.calls.push('DescribeClusters');
        if (counts === 'refused') throw new RetryableError('throttled', 'later');
        return new Map(clusters.map((cluster) => [cluster, hostsOf(cluster).length]));
      },
      listAll: async (cluster) => {
        world.calls.push('ListContainerInstances of all');
        return hostsOf(cluster).map(({ host }) => host.containerInstanceArn);
      },
    };
    return new HostFinder({ reads: { ...world.reads, whole }, scope: [], clock: () => 0 });
  }

  const everyHost = wanted(...range(400));
  const calls = ({ calls: all }: SpotWorld, name: string): number => all.filter((call) => call === name).length;

  it('reads small clusters whole, with the same answers for fewer calls', async () => {
    const [whole, asked] = [worldOf(4, 100), worldOf(4, 100)];
    const answers = await findingWhole(whole).find(everyHost, signal);
    expect(answers).toEqual(await finding(asked).finder.find(everyHost, signal));
    expect(calls(whole, 'ListContainerInstances of all')).toBe(4);
    expect(calls(whole, 'ListContainerInstances')).toBe(0);
    expect(whole.calls.length).toBeLessThan(asked.calls.length);
  });

  it('asks large clusters for the instances, which takes fewer calls there', async () => {
    const world = worldOf(1, 900);
    await findingWhole(world).find(everyHost, signal);
    expect(calls(world, 'ListContainerInstances of all')).toBe(0);
    expect(calls(world, 'ListContainerInstances')).toBe(4);
  });

  it('asks every cluster where the counts could not be read, and finds all the same', async () => {
    const world = worldOf(4, 100);
    const answers = await findingWhole(world, { counts: 'refused' }).find(everyHost, signal);
    expect([...answers.values()].filter(({ kind }) => kind === 'found')).toHaveLength(400);
  });

  it('says of no instance that it is in no cluster when a cluster could not be read', async () => {
    const world = worldOf(4, 100);
    world.beforeCall = (operation, subject) => {
      if (operation === 'DescribeContainerInstances' && subject === clusterArn('cluster-2')) {
        throw new RetryableError('throttled', 'later');
      }
    };
    const answers = await findingWhole(world).find(everyHost, signal);
    const kinds = Map.groupBy(answers.values(), ({ kind }) => kind);
    expect([kinds.get('found')?.length, kinds.get('unreadable')?.length]).toEqual([300, 100]);
    expect(kinds.has('not-found')).toBe(false);
  });
});
