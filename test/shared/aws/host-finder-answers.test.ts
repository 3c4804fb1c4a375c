import { describe, expect, it } from 'vitest';
import { PermanentError, RetryableError } from '../../../shared/domain/errors.ts';
import { clusterArn } from '../../builders/clusters.ts';
import { finding, found, range, signal, wanted, worldOf } from '../../builders/host-finding.ts';
import { hostArn, instanceId } from '../../builders/hosts.ts';

describe('what was found', () => {
  it('is remembered for an hour', async () => {
    const world = worldOf(3, 2);
    const { finder, time } = finding(world);
    await finder.find(wanted(1, 4), signal);
    world.calls.length = 0;
    time.now = 3_599_999;
    expect((await finder.find(wanted(1, 4), signal)).get(instanceId(4))).toEqual(found(4, 'cluster-2'));
    expect((await finder.findArns([instanceId(1)], signal)).hits).toMatchObject([{ ec2InstanceId: instanceId(1) }]);
    expect(world.calls).toEqual([]);
    time.now = 3_600_000;
    await finder.find(wanted(1), signal);
    expect(world.calls).not.toEqual([]);
  });

  it('is forgotten after that by a process that never asks who is who', async () => {
    const world = worldOf(3, 2);
    const { finder, time } = finding(world);
    const told = { ec2InstanceId: instanceId(1), clusterArn: clusterArn('a'), containerInstanceArn: hostArn(1, 'a') };
    finder.remember([told]);
    time.now = 3_599_999;
    expect((await finder.findArns([instanceId(1)], signal)).hits).toEqual([{ ...told, isRemembered: true }]);
    time.now = 3_600_000;
    const { hits } = await finder.findArns([instanceId(1)], signal);
    expect(hits).toMatchObject([{ clusterArn: clusterArn('cluster-0'), isRemembered: false }]);
  });

  it('is asked for anew when it turned out wrong', async () => {
    const world = worldOf(1, 2);
    const { finder } = finding(world);
    await finder.find(wanted(1), signal);
    finder.forget(instanceId(1));
    await finder.find(wanted(1), signal);
    expect(world.count('ListContainerInstances')).toBe(2);
  });

  it('may be nothing, which costs nothing for a minute', async () => {
    const world = worldOf(3, 2);
    const { finder, time } = finding(world);
    await finder.find(wanted(99), signal);
    world.withCluster('cluster-0', [99]);
    time.now = 59_999;
    expect((await finder.find(wanted(99), signal)).get(instanceId(99))).toEqual({ kind: 'not-found' });
    expect((await finder.findArns([instanceId(99)], signal)).hits).toEqual([]);
    expect(world.calls).toHaveLength(4);
    time.now = 60_000;
    expect((await finder.find(wanted(99), signal)).get(instanceId(99))).toEqual(found(99, 'cluster-0'));
  });

  it('may be told by the caller', async () => {
    const world = worldOf(3, 2);
    const { finder } = finding(world);
    finder.remember([
      { ec2InstanceId: instanceId(1), clusterArn: clusterArn('a'), containerInstanceArn: hostArn(1, 'a') },
    ]);
    finder.rememberAbsent([instanceId(2)]);
    const answers = await finder.find(wanted(1, 2), signal);
    expect([...answers.values()]).toEqual([found(1, 'a'), { kind: 'not-found' }]);
    expect(world.calls).toEqual([]);
  });
});

describe('what can’t be read', () => {
  const throttled = new RetryableError('throttled', 'Rate exceeded');

  it('makes an answer of its own, for those that were not found elsewhere, and is not remembered', async () => {
    const world = worldOf(3, 2);
    world.beforeCall = (_, cluster) => {
      if (cluster === clusterArn('cluster-1')) throw throttled;
    };
    const { finder } = finding(world);
    const answers = await finder.find(wanted(0, 2, 99), signal);
    expect([...answers.values()]).toEqual([
      found(0, 'cluster-0'),
      { kind: 'unreadable', failure: throttled },
      { kind: 'unreadable', failure: throttled },
    ]);
    world.beforeCall = () => undefined;
    expect((await finder.find(wanted(2), signal)).get(instanceId(2))).toEqual(found(2, 'cluster-1'));
  });

  it.each(['ListClusters', 'DescribeContainerInstances'])('may be %s', async (failing) => {
    const world = worldOf(3, 4);
    world.beforeCall = (operation) => {
      if (operation === failing) throw throttled;
    };
    const answers = await finding(world).finder.find(wanted(0, 1, 5), signal);
    expect(new Set([...answers.values()].map(({ kind }) => kind))).toEqual(new Set(['unreadable']));
  });

  it('may be what one host of a cluster is: its instance and no other may be there', async () => {
    const world = worldOf(2, 3);
    const { describeContainerInstances } = world.reads;
    world.reads.describeContainerInstances = async (cluster, arns, abort) => {
      const { hosts, failures } = await describeContainerInstances(cluster, arns, abort);
      const odd = hosts.filter(({ ec2InstanceId }) => ec2InstanceId === instanceId(1));
      const failure = { arn: hostArn(1, 'cluster-0'), reason: 'INCOMPLETE', detail: 'ec2InstanceId is missing' };
      return { hosts: hosts.filter((host) => !odd.includes(host)), failures: [...failures, ...odd.map(() => failure)] };
    };
    const answers = await finding(world).finder.find(wanted(0, 1, 5), signal);
    expect([...answers.values()].map(({ kind }) => kind)).toEqual(['found', 'unreadable', 'found']);
  });

  it('is read once more with the next clusters, and then no failure', async () => {
    const world = worldOf(25, 2);
    let failed = 0;
    world.beforeCall = (operation) => {
      if (operation !== 'DescribeContainerInstances' || failed > 0) return;
      failed += 1;
      throw throttled;
    };
    const answers = await finding(world).finder.find(wanted(0, 1, 99), signal);
    expect(failed).toBe(1);
    expect([...answers.values()]).toEqual([found(0, 'cluster-0'), found(1, 'cluster-0'), { kind: 'not-found' }]);
  });

  it('is not a host that left its cluster meanwhile', async () => {
    const world = worldOf(25, 2);
    world.beforeCall = (operation) => {
      if (operation === 'DescribeContainerInstances') world.clusters.set(clusterArn('cluster-0'), []);
    };
    const { hits, failures } = await finding(world).finder.findArns([instanceId(0), instanceId(1)], signal);
    expect([hits, failures]).toEqual([[], []]);
  });

  it('is told besides the hosts of which it is enough to know the ARN', async () => {
    const world = worldOf(3, 2);
    world.beforeCall = (_, cluster) => {
      if (cluster === clusterArn('cluster-2')) throw throttled;
    };
    const { hits, failures } = await finding(world).finder.findArns(range(6).map(instanceId), signal);
    expect([hits.length, failures]).toEqual([4, [throttled]]);
  });

  it('is a cluster that is said to have the host: no other is asked then', async () => {
    const world = worldOf(3, 2);
    world.beforeCall = () => {
      throw throttled;
    };
    const answers = await finding(world).finder.find([{ ec2InstanceId: instanceId(2), cluster: 'cluster-1' }], signal);
    expect(answers.get(instanceId(2))).toEqual({ kind: 'unreadable', failure: throttled });
    expect(world.calls).toHaveLength(1);
  });

  it.each([
    new PermanentError('rejected', 'Invalid identifier'),
    new RetryableError('access-denied', 'not authorized'),
  ])('may be a cluster that nobody here can ask, wrongly said to have the host: %s', async (refusal) => {
    const world = worldOf(3, 2);
    world.beforeCall = (_, cluster) => {
      if (cluster === 'elsewhere') throw refusal;
    };
    const { finder } = finding(world);
    const answers = await finder.find([{ ec2InstanceId: instanceId(2), cluster: 'elsewhere' }], signal);
    expect(answers.get(instanceId(2))).toEqual(found(2, 'cluster-1'));
  });
});

describe('an instance that is registered twice', () => {
  /** Its agent has left the registration in the first cluster, and is connected in another. */
  function twice(inUse: string) {
    const world = worldOf(15, 2);
    world.withCluster('cluster-0', [99], { agentConnected: false });
    return world.withCluster(inUse, [99], { containerInstanceArn: hostArn(77, inUse) });
  }

  it.each(['cluster-1', 'cluster-14'])('is drained wherever it is, in %s too', async (inUse) => {
    const { hits } = await finding(twice(inUse)).finder.findArns([instanceId(99)], signal);
    expect(hits.map((hit) => hit.containerInstanceArn)).toEqual(expect.arrayContaining([hostArn(77, inUse)]));
  });

  it('is unreadable where it can’t be told which registration is in use, and nothing is remembered of it', async () => {
    const world = twice('cluster-1');
    world.beforeCall = (operation, about) => {
      if (operation === 'DescribeContainerInstances' && about === clusterArn('cluster-1')) throw new Error('down');
    };
    const { finder } = finding(world);
    expect((await finder.find(wanted(99), signal)).get(instanceId(99))).toMatchObject({ kind: 'unreadable' });
    expect(finder.hasPlace(instanceId(99))).toBe(false);
  });
});
