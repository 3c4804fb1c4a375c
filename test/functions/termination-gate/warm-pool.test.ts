import { describe, expect, it } from 'vitest';
import { aDrainingEvent, aLaunch, aNotice, HELD_AT } from '../../builders/gate-events.ts';
import { aHook } from '../../builders/gate-looks.ts';
import { GateWorld } from '../../builders/gate-world.ts';
import { hostArn, instanceId } from '../../builders/hosts.ts';
import { TerminationGateProcess } from '../../builders/termination-gate-run.ts';

const MARK = { 'ecs-ops.drained-for': 'warm-pool' };
const intoPool = { fields: { Destination: 'WarmPool' } };
const attributesOf = (world: GateWorld) => world.at(1).host.attributes;

describe('a host that returns to its pool', () => {
  it('is marked, then drained, and let go when it is empty', async () => {
    const world = new GateWorld().withHeldHost(1);
    const process = new TerminationGateProcess(world);
    expect(await process.run(aNotice(1, intoPool))).toEqual([]);
    expect([world.status(1), attributesOf(world), world.released(1)]).toEqual(['DRAINING', MARK, 'CONTINUE']);
    expect(world.calls.indexOf('PutAttributes')).toBeLessThan(world.calls.indexOf('UpdateContainerInstancesState'));
    expect(process.telemetry.sums).toMatchObject({ 'Actions drain-hosts-into-pool': 1 });
  });

  it('is not drained when it could not be marked: nothing would tell, once it is back', async () => {
    const world = new GateWorld().withHeldHost(1);
    world.beforeCall = (operation) => {
      if (operation === 'PutAttributes') throw new Error('down');
    };
    expect(await new TerminationGateProcess(world).run(aNotice(1, intoPool))).toEqual(['notice 1']);
    expect([world.status(1), world.released(1)]).toEqual(['ACTIVE', undefined]);
  });

  it('waits for its tasks like any other', async () => {
    const world = new GateWorld().withHeldHost(1);
    world.run(1);
    await new TerminationGateProcess(world).run(aNotice(1, intoPool));
    expect([world.status(1), world.released(1)]).toEqual(['DRAINING', undefined]);
  });
});

it('a host that ends is not marked', async () => {
  const world = new GateWorld().withHeldHost(1);
  await new TerminationGateProcess(world).run(aNotice(1));
  expect(attributesOf(world)).toEqual({});
});

describe('a host that leaves its pool to end', () => {
  it('without ever having joined the group is let go at once, and no cluster is asked', async () => {
    const world = new GateWorld().withCluster('default').hold(1);
    const process = new TerminationGateProcess(world);
    const notice = aNotice(1, { fields: { Origin: 'WarmPool', Destination: 'EC2' } });
    expect(await process.run(notice)).toEqual([]);
    expect(world.released(1)).toBe('CONTINUE');
    expect(world.calls).toEqual(['DescribeAutoScalingGroups', 'DescribeLifecycleHooks', 'CompleteLifecycleAction']);
  });
});

describe('a host that comes back from its pool', () => {
  /** A host that this project drained on its way into the pool, as it is now. */
  function back(state: string, attributes: Readonly<Record<string, string>> = MARK): GateWorld {
    const world = new GateWorld().withCluster('default', [1], { status: 'DRAINING', attributes }).withGroup();
    world.groupOf.set(instanceId(1), 'web-hosts');
    world.states.set(instanceId(1), state);
    return world;
  }

  it.each([
    ['its launch', aLaunch(1)],
    ['an event of the DRAINING host', aDrainingEvent(1, { marked: true })],
  ])('is set ACTIVE, and unmarked a second later, after %s', async (_, record) => {
    const world = back('InService');
    const process = new TerminationGateProcess(world);
    expect(await process.run(record)).toEqual([record.messageId]);
    expect([world.status(1), attributesOf(world)]).toEqual(['ACTIVE', MARK]);
    expect(process.postponed.get(record.messageId)).toBe(1);
    expect(await process.run(record)).toEqual([]);
    expect([world.status(1), attributesOf(world)]).toEqual(['ACTIVE', {}]);
    expect(process.telemetry.sums).toMatchObject({ 'Actions activate-hosts': 1, 'Actions unmark-hosts': 1 });
  });

  it('is not looked at for ever in a dry run, which leaves it DRAINING', async () => {
    const world = back('InService');
    const process = new TerminationGateProcess(world, { dryRun: true });
    expect(await process.run(aLaunch(1))).toEqual([]);
    expect([world.status(1), attributesOf(world)]).toEqual(['DRAINING', MARK]);
    expect(process.telemetry.sums).toMatchObject({ 'ActionsDryRun activate-hosts': 1 });
  });

  it('keeps its mark while it could not be set ACTIVE', async () => {
    const world = back('InService');
    world.beforeCall = (operation) => {
      if (operation === 'UpdateContainerInstancesState') throw new Error('down');
    };
    const process = new TerminationGateProcess(world);
    expect(await process.run(aLaunch(1))).toEqual(['launch 1']);
    expect([world.status(1), attributesOf(world)]).toEqual(['DRAINING', MARK]);
  });

  it('stays as a person drained it, without the mark', async () => {
    const world = back('InService', {});
    const process = new TerminationGateProcess(world);
    expect(await process.run(aLaunch(1), aDrainingEvent(1))).toEqual([]);
    expect(world.status(1)).toBe('DRAINING');
    expect(process.telemetry.sums).toMatchObject({ 'HeldBack not-waiting': 1 });
  });

  it('is looked at again while its launch is not over, and left alone in its pool', async () => {
    const launching = back('Pending:Wait');
    const process = new TerminationGateProcess(launching);
    const records = [aDrainingEvent(1, { marked: true }), aLaunch(1)];
    expect(await process.run(...records)).toEqual(['draining 1', 'launch 1']);
    expect([launching.status(1), process.postponed.get('draining 1')]).toEqual(['DRAINING', 15]);
    const pooled = back('Warmed:Stopped');
    expect(await new TerminationGateProcess(pooled).run(...records)).toEqual([]);
    expect(pooled.status(1)).toBe('DRAINING');
  });

  it('comes back when what Auto Scaling says of it can’t be read', async () => {
    const world = back('InService');
    world.beforeCall = (operation) => {
      if (operation === 'DescribeAutoScalingInstances') throw new Error('down');
    };
    const process = new TerminationGateProcess(world);
    expect(await process.run(aLaunch(1))).toEqual(['launch 1']);
    expect(world.status(1)).toBe('DRAINING');
  });

  it('is set ACTIVE by a process that still takes its old action for open', async () => {
    const world = new GateWorld().withHeldHost(1);
    const task = world.run(1);
    const process = new TerminationGateProcess(world);
    await process.run(aNotice(1, intoPool));
    world.stop(1, task, HELD_AT + 10_000);
    await new TerminationGateProcess(world).runAt(11_000, aDrainingEvent(1));
    world.states.set(instanceId(1), 'InService');
    expect(await process.runAt(600_000, aLaunch(1))).toEqual(['launch 1']);
    expect([world.status(1), process.postponed.get('launch 1')]).toEqual(['DRAINING', 1]);
    for (const receiveCount of [2, 3]) await process.runAt(602_000, aLaunch(1, { receiveCount }));
    expect([world.status(1), attributesOf(world)]).toEqual(['ACTIVE', {}]);
  });

  it.each([
    { which: 'is old and comes again', age: 3_600_000, receiveCount: 2 },
    { which: 'is old and comes for the first time', age: 121_000, receiveCount: 1 },
    { which: 'comes again soon', age: 30_000, receiveCount: 2, isKept: true },
  ])('and is in service is not drained by a notice that $which', async ({ age, receiveCount, isKept = false }) => {
    const world = back('InService', {});
    world.setStatus(1, 'ACTIVE');
    const process = new TerminationGateProcess(world);
    const kept = await process.runAt(age, aNotice(1, { ...intoPool, receiveCount }));
    expect([kept.length > 0, world.status(1)]).toEqual([isKept, 'ACTIVE']);
    expect(process.telemetry.sums).toMatchObject({ 'HeldBack not-waiting': 1 });
  });

  it('was left to ECS on its way there, where that drains and hooks itself', async () => {
    const world = new GateWorld().withHeldHost(1);
    world.withGroup({ hooks: [aHook(), aHook({ lifecycleHookName: 'ecs-managed-draining-termination-hook' })] });
    await new TerminationGateProcess(world).run(aNotice(1, intoPool));
    expect([world.status(1), attributesOf(world)]).toEqual(['ACTIVE', {}]);
    expect(world.at(1).host.containerInstanceArn).toBe(hostArn(1));
  });
});
