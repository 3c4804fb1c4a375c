import { describe, expect, it } from 'vitest';
import type { SqsRecord } from '../../../shared/runtime/messages.ts';
import { aCluster } from '../../builders/clusters.ts';
import { aDrainingEvent, aNotice, GROUP, HELD_AT } from '../../builders/gate-events.ts';
import { GateWorld } from '../../builders/gate-world.ts';
import { range } from '../../builders/host-finding.ts';
import { instanceId } from '../../builders/hosts.ts';
import { anInterruption } from '../../builders/spot-drain-run.ts';
import { TerminationGateProcess } from '../../builders/termination-gate-run.ts';

/** Calls by operation. */
const tally = (world: GateWorld) =>
  Object.fromEntries([...new Set(world.calls)].map((call) => [call, world.count(call)]));

describe('the call budget of one host', () => {
  it('is 12 for its first pass and its release together', async () => {
    const world = new GateWorld().withHeldHost(1);
    const task = world.run(1);
    const process = new TerminationGateProcess(world);
    await process.run(aNotice(1));
    world.stop(1, task, HELD_AT + 60_000);
    await process.runAt(61_000, aDrainingEvent(1));
    expect(world.released(1)).toBe('CONTINUE');
    expect(tally(world)).toEqual({
      DescribeAutoScalingGroups: 1,
      DescribeLifecycleHooks: 1,
      ListClusters: 1,
      ListContainerInstances: 1,
      UpdateContainerInstancesState: 1,
      DescribeContainerInstances: 1,
      ListTasks: 2,
      DescribeTasks: 1,
      CompleteLifecycleAction: 1,
    });
    expect(world.calls.length).toBeLessThanOrEqual(12);
  });

  it('is 14 when another process releases it, which knows neither its notice nor its services', async () => {
    const world = new GateWorld().withHeldHost(1);
    const task = world.run(1);
    world.run(1, { isDaemon: true });
    const metadata = { cluster: 'default' };
    await new TerminationGateProcess(world).run(aNotice(1, { metadata }));
    const first = world.calls.length;
    world.stop(1, task, HELD_AT + 60_000);
    await new TerminationGateProcess(world).runAt(61_000, aDrainingEvent(1));
    expect(world.released(1)).toBe('CONTINUE');
    expect([first, world.calls.length]).toEqual([5, 14]);
  });

  it('is one call a look while tasks are left, their host known and its group for a minute', async () => {
    const world = new GateWorld().withHeldHost(1);
    world.run(1);
    const process = new TerminationGateProcess(world);
    await process.run(aNotice(1));
    await process.runAt(15_000, aNotice(1, { receiveCount: 2 }));
    world.calls.length = 0;
    await process.runAt(45_000, aNotice(1, { receiveCount: 3 }));
    expect(world.calls).toEqual(['DescribeContainerInstances']);
    world.calls.length = 0;
    await process.runAt(120_000, aNotice(1, { receiveCount: 4 }));
    expect(tally(world)).toEqual({
      DescribeAutoScalingGroups: 1,
      DescribeLifecycleHooks: 1,
      DescribeContainerInstances: 1,
    });
  });

  it('includes the tasks every ten minutes: tags may have changed', async () => {
    const world = new GateWorld().withHeldHost(1);
    world.run(1);
    const process = new TerminationGateProcess(world, { deadlineMinutes: 60 });
    await process.run(aNotice(1));
    const readAt: number[] = [];
    for (const minutes of range(24, 1)) {
      const before = world.count('ListTasks');
      await process.runAt(minutes * 60_000, aNotice(1, { receiveCount: minutes }));
      if (world.count('ListTasks') > before) readAt.push(minutes);
    }
    expect(readAt).toEqual([1, 11, 21]);
  });
});

describe('the call budget of a hundred notices over ten groups in a batch', () => {
  const numbers = range(100, 1);
  const groupOf = (number: number) => `${GROUP}-${number % 10}`;
  const notices = (receiveCount = 1) =>
    numbers.map((number) => aNotice(number, { receiveCount, fields: { AutoScalingGroupName: groupOf(number) } }));

  function worldOf(clusters: number): GateWorld {
    const world = new GateWorld();
    for (const number of numbers) {
      world.withHeldHost(number, { cluster: `cluster-${number % clusters}` }).hold(number, { group: groupOf(number) });
      world.run(number);
    }
    return world;
  }

  it.each([
    { clusters: 1, searches: 2, drains: 10 },
    { clusters: 4, searches: 8, drains: 12 },
    { clusters: 10, searches: 20, drains: 10 },
  ])('is 12 for the groups, $searches for finding, $drains for draining, in $clusters clusters', async (expected) => {
    const world = worldOf(expected.clusters);
    await new TerminationGateProcess(world).run(...notices());
    expect(numbers.filter((number) => world.status(number) !== 'DRAINING')).toEqual([]);
    const { DescribeAutoScalingGroups: groups, DescribeLifecycleHooks: hooks, ...rest } = tally(world);
    expect([groups, hooks]).toEqual([1, 10]);
    expect(rest).toEqual({
      ListClusters: 1,
      ListContainerInstances: expected.searches / 2,
      DescribeContainerInstances: expected.searches,
      UpdateContainerInstancesState: expected.drains,
    });
  });

  it('is one call for all of them while nothing has changed and the tasks of each have been read, 20 in a look', async () => {
    const world = worldOf(1);
    const process = new TerminationGateProcess(world);
    await process.run(...notices());
    for (const look of [1, 2, 3, 4, 5]) {
      world.calls.length = 0;
      await process.runAt(look * 10_000, ...notices(1 + look));
      expect(tally(world)).toMatchObject({ DescribeContainerInstances: 1, ListTasks: 40, DescribeTasks: 1 });
    }
    world.calls.length = 0;
    await process.runAt(59_000, ...notices(7));
    expect(world.calls).toEqual(['DescribeContainerInstances']);
  });

  it('is three calls for each host that an event shows empty, one for all of a look, and 20 hosts a look', async () => {
    const world = worldOf(1);
    const process = new TerminationGateProcess(world);
    await process.run(...notices());
    for (const number of numbers) {
      for (const { taskArn } of world.at(number).tasks) world.stop(number, taskArn, HELD_AT + 60_000);
    }
    world.calls.length = 0;
    const emptied = (number: number, id: string) =>
      aDrainingEvent(number, { id, cluster: 'cluster-0', at: HELD_AT + 60_000 });
    const doubled = numbers.flatMap((number) => [emptied(number, `${number}`), emptied(number, `${number} again`)]);
    let left: readonly SqsRecord[] = doubled;
    for (const look of [1, 2, 3, 4, 5]) {
      const kept = await process.runAt(58_000 + look * 3_000, ...left);
      expect(world.completed.size).toBe(20 * look);
      // One of the two events brings the host back.
      expect(kept).toHaveLength(100 - 20 * look);
      expect([...process.postponed.values()].every((seconds) => seconds === 3)).toBe(true);
      left = doubled.filter(({ messageId }) => kept.includes(messageId));
    }
    expect(tally(world)).toEqual({
      DescribeClusters: 5,
      ListTasks: 200,
      DescribeTasks: 5,
      CompleteLifecycleAction: 100,
    });
  });

  it('is that of the cluster’s tasks where they are fewer calls, and all hosts are let go in one look', async () => {
    const world = worldOf(1);
    const describeClusters: typeof world.gateReads.describeClusters = async () => {
      await world.call('DescribeClusters');
      return { clusters: [aCluster({ name: 'cluster-0', tasksCount: 100 })], failures: [] };
    };
    Object.assign(world.gateReads, { describeClusters });
    const process = new TerminationGateProcess(world);
    await process.run(...notices());
    for (const number of numbers) {
      for (const { taskArn } of world.at(number).tasks) world.stop(number, taskArn, HELD_AT + 60_000);
    }
    world.calls.length = 0;
    const emptied = (number: number) => aDrainingEvent(number, { cluster: 'cluster-0', at: HELD_AT + 60_000 });
    await process.runAt(61_000, ...numbers.map(emptied));
    expect(tally(world)).toEqual({ DescribeClusters: 1, ListTasks: 2, DescribeTasks: 1, CompleteLifecycleAction: 100 });
  });

  it('stays within the reads of a minute: what is put off comes back when there are some again', async () => {
    const world = worldOf(1);
    const process = new TerminationGateProcess(world, { readsLeft: () => 6 });
    await process.run(...notices());
    for (const number of numbers) {
      for (const { taskArn } of world.at(number).tasks) world.stop(number, taskArn, HELD_AT + 60_000);
    }
    world.calls.length = 0;
    const emptied = (number: number) => aDrainingEvent(number, { cluster: 'cluster-0', at: HELD_AT + 60_000 });
    const kept = await process.runAt(61_000, ...numbers.map(emptied));
    expect([world.count('ListTasks'), world.completed.size, kept.length]).toEqual([4, 2, 98]);
    // A quarter of the 98 can be read in 20 s, at 75 a minute.
    expect([...process.postponed.values()].every((seconds) => seconds === 20)).toBe(true);
  });
});

it('notices that come twice cost no more than once', async () => {
  const world = new GateWorld().withHeldHost(1);
  world.run(1);
  const twice = [aNotice(1), aNotice(1, { id: 'copy' })];
  const process = new TerminationGateProcess(world);
  expect(await process.run(...twice)).toEqual(['notice 1', 'copy']);
  expect([world.calls.length, world.count('UpdateContainerInstancesState')]).toEqual([6, 1]);
});

it('an interruption of an instance in no group is one call', async () => {
  const world = new GateWorld().withCluster('default', [1]);
  await new TerminationGateProcess(world).run(anInterruption(1));
  expect([world.calls, world.groupOf.has(instanceId(1))]).toEqual([['DescribeAutoScalingInstances'], false]);
});
