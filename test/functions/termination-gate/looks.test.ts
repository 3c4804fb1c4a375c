import { describe, expect, it } from 'vitest';
import { aBusNotice, aDrainingEvent, aNotice, HELD_AT } from '../../builders/gate-events.ts';
import { aHook } from '../../builders/gate-looks.ts';
import { GateWorld } from '../../builders/gate-world.ts';
import { TerminationGateProcess } from '../../builders/termination-gate-run.ts';

describe('the first pass', () => {
  it.each([
    ['the topic', aNotice(1)],
    ['EventBridge', aBusNotice(1)],
  ])('drains a host with tasks, through %s, and comes back', async (_, notice) => {
    const world = new GateWorld().withHeldHost(1);
    world.run(1);
    const process = new TerminationGateProcess(world);
    expect(await process.run(notice)).toEqual(['notice 1']);
    expect([world.status(1), world.released(1)]).toEqual(['DRAINING', undefined]);
    expect(process.postponed.get('notice 1')).toBe(15);
    expect(process.telemetry.sums).toMatchObject({
      'Actions drain-hosts': 1,
      'HeldBack first-look': 1,
      ConfirmingLooks: 1,
    });
  });

  it('lets an idle host go in the same run, after the drain', async () => {
    const world = new GateWorld().withHeldHost(1);
    const process = new TerminationGateProcess(world);
    expect(await process.run(aNotice(1))).toEqual([]);
    expect([world.status(1), world.released(1)]).toEqual(['DRAINING', 'CONTINUE']);
    expect(world.calls.indexOf('UpdateContainerInstancesState')).toBeLessThan(world.calls.indexOf('ListTasks'));
    expect(process.telemetry.measures).toEqual([['TerminationGateWait', 500]]);
  });

  it('holds an idle host on which a task came just before the drain', async () => {
    const world = new GateWorld().withHeldHost(1);
    world.beforeCall = (operation) => {
      if (operation === 'UpdateContainerInstancesState') world.run(1);
    };
    const process = new TerminationGateProcess(world);
    expect(await process.run(aNotice(1))).toEqual(['notice 1']);
    expect(world.released(1)).toBeUndefined();
  });

  it('holds an idle host whose last task is still stopping', async () => {
    const world = new GateWorld().withHeldHost(1);
    world.run(1, { desiredStatus: 'STOPPED', lastStatus: 'DEACTIVATING' });
    const process = new TerminationGateProcess(world);
    expect(await process.run(aNotice(1))).toEqual(['notice 1']);
    expect([world.released(1), process.postponed.get('notice 1')]).toEqual([undefined, 15]);
  });

  it('does nothing for what is not ours', async () => {
    const world = new GateWorld().withHeldHost(1);
    const process = new TerminationGateProcess(world);
    const managed = aNotice(1, { fields: { LifecycleHookName: 'ecs-managed-draining-termination-hook' } });
    const foreign = aBusNotice(1, { id: 'foreign', fields: { LifecycleHookName: 'backup' } });
    expect(await process.run(managed, foreign)).toEqual([]);
    expect(world.calls).toEqual([]);
    expect(process.telemetry.sums).toMatchObject({ 'HeldBack not-our-hook': 2 });
  });
});

describe('the release', () => {
  /** A host that is drained, its task still running, and the process that drained it. */
  async function drained() {
    const world = new GateWorld().withHeldHost(1);
    const task = world.run(1, { cpu: 256, memory: 512 });
    const process = new TerminationGateProcess(world);
    await process.run(aNotice(1));
    return { world, task, process };
  }

  it('comes with the event that shows the host empty, not with the next look', async () => {
    const { world, task, process } = await drained();
    await process.runAt(20_000, aDrainingEvent(1, { heldCpu: 256 }));
    world.stop(1, task, HELD_AT + 60_000);
    expect(await process.runAt(61_000, aDrainingEvent(1))).toEqual([]);
    expect(world.released(1)).toBe('CONTINUE');
    expect(process.telemetry.measures).toEqual([
      ['TerminationGateWait', 61_000],
      ['TerminationGateDrain', 60_000],
      ['TerminationGateReleaseLag', 1_000],
    ]);
  });

  it('leaves the notice’s own message done when it comes back, without a call', async () => {
    const { world, task, process } = await drained();
    world.stop(1, task, HELD_AT + 60_000);
    await process.runAt(61_000, aDrainingEvent(1));
    world.calls.length = 0;
    expect(await process.runAt(75_000, aNotice(1, { receiveCount: 2 }))).toEqual([]);
    expect(world.calls).toEqual([]);
    expect(process.telemetry.sums).toMatchObject({ 'HeldBack action-over': 1 });
  });

  it('is found by another process to be over', async () => {
    const { world, task, process } = await drained();
    world.stop(1, task, HELD_AT + 60_000);
    await process.runAt(61_000, aDrainingEvent(1));
    const other = new TerminationGateProcess(world);
    expect(await other.runAt(75_000, aNotice(1, { receiveCount: 2 }))).toEqual([]);
    expect(other.parked).toEqual([]);
    expect(other.telemetry.sums).toMatchObject({ 'HeldBack action-over': 1 });
  });

  it('comes from a process that knows no notice, by the host’s id', async () => {
    const { world, task } = await drained();
    world.stop(1, task, HELD_AT + 60_000);
    const other = new TerminationGateProcess(world);
    expect(await other.runAt(61_000, aDrainingEvent(1))).toEqual([]);
    expect(world.released(1)).toBe('CONTINUE');
  });

  it('never comes for hooks of others, whoever drained the host', async () => {
    const world = new GateWorld().withHeldHost(1);
    world.withGroup({ hooks: [aHook({ notificationTargetArn: 'arn:aws:sns:us-east-1:111122223333:backup' })] });
    world.setStatus(1, 'DRAINING');
    expect(await new TerminationGateProcess(world).run(aDrainingEvent(1))).toEqual([]);
    expect([...world.completed]).toEqual([]);
    expect(world.calls).not.toContain('CompleteLifecycleAction');
  });

  it('waits for a task that is stopping, of which counts and resources say nothing', async () => {
    const { world, task, process } = await drained();
    world.change(1, task, { desiredStatus: 'STOPPED', lastStatus: 'STOPPING' });
    const kept = await process.runAt(61_000, aDrainingEvent(1), aNotice(1, { receiveCount: 2 }));
    expect([kept, world.released(1)]).toEqual([['draining 1', 'notice 1'], undefined]);
  });

  it('is looked for three times after an event that reads lag behind, in 1, 2 and 4 s', async () => {
    const { process } = await drained();
    const seconds = [];
    for (const receiveCount of [1, 2, 3, 4]) {
      await process.runAt(60_000 + receiveCount, aDrainingEvent(1, { receiveCount }));
      seconds.push(process.postponed.get('draining 1'));
    }
    expect(seconds).toEqual([1, 2, 4, undefined]);
  });

  it('is not looked for while resources are held: such an event costs no call, and lets nothing go', async () => {
    const { world, task, process } = await drained();
    await process.runAt(15_000, aNotice(1, { receiveCount: 2 }));
    world.stop(1, task, HELD_AT + 16_000);
    world.calls.length = 0;
    expect(await process.runAt(20_000, aDrainingEvent(1, { heldCpu: 1 }))).toEqual([]);
    expect([world.calls, world.released(1)]).toEqual([[], undefined]);
    expect(process.telemetry.sums).toMatchObject({ 'HeldBack still-holds-resources': 1 });
  });

  it('is not hindered by DAEMON tasks, whatever they hold', async () => {
    const { world, task, process } = await drained();
    world.run(1, { isDaemon: true, cpu: 100, memory: 100 });
    await process.runAt(15_000, aNotice(1, { receiveCount: 2 }));
    world.stop(1, task, HELD_AT + 16_000);
    await process.runAt(20_000, aDrainingEvent(1, { heldCpu: 100 }));
    expect(world.released(1)).toBe('CONTINUE');
  });

  it('waits for the tasks of a service that has the name of a former DAEMON one', async () => {
    const world = new GateWorld().withHeldHost(1).withHeldHost(2);
    world.run(1, { group: 'service:agent', isDaemon: true, startedBy: 'ecs-svc/1' });
    const process = new TerminationGateProcess(world);
    await process.run(aNotice(1));
    await process.runAt(2_000, aNotice(1, { receiveCount: 2 }));
    expect(world.released(1)).toBe('CONTINUE');
    world.services.clear();
    world.run(2, { group: 'service:agent', startedBy: 'ecs-svc/2', desiredStatus: 'STOPPED' });
    await process.runAt(60_000, aNotice(2));
    expect(world.released(2)).toBeUndefined();
  });

  it('does not take a service that ECS does not know for a DAEMON one', async () => {
    const world = new GateWorld().withHeldHost(1);
    world.run(1, { group: 'service:ghost', desiredStatus: 'STOPPED' });
    world.services.clear();
    await new TerminationGateProcess(world).run(aNotice(1));
    expect(world.released(1)).toBeUndefined();
  });
});

describe('a DRAINING host that nothing of ours holds', () => {
  it.each(['InService', 'Terminating', 'Pending:Wait', undefined])('in the state %s is left alone', async (state) => {
    const world = new GateWorld().withCluster('default', [1], { status: 'DRAINING' }).withGroup();
    if (state) world.hold(1).states.set(world.at(1).host.ec2InstanceId, state);
    const process = new TerminationGateProcess(world);
    expect(await process.run(aDrainingEvent(1))).toEqual([]);
    expect(world.calls).toEqual(['DescribeAutoScalingInstances']);
    expect(process.telemetry.sums).toMatchObject({ 'HeldBack not-waiting': 1 });
  });
});
