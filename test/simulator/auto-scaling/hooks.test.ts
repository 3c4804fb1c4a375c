import { describe, expect, it } from 'vitest';
import { PRINCIPAL } from '../ec2/test-world.ts';
import { AutoScalingTest, GATE_HOOK } from './auto-scaling-test.ts';
import { aTermination } from './termination.ts';

const LAUNCH_HOOK = {
  name: 'warm-up',
  transition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
  heartbeatTimeout: 300,
} as const;
const AUDIT_HOOK = { ...GATE_HOOK, name: 'audit' };

describe('a terminate hook', () => {
  it('holds the instance until its action is completed', async () => {
    const { test, id, complete, departure, action } = await aTermination();
    await test.world.pass(38);
    expect(test.ec2.require(id).state).toBe('running');
    complete();
    await test.world.pass(60);
    expect(departure()).toEqual(['62 Terminating', '62 Terminating:Wait', '100 Terminating:Proceed', '131 Terminated']);
    expect(action().end).toMatchObject({ result: 'CONTINUE', reason: { kind: 'completed', by: PRINCIPAL } });
  });

  it('is completed by token as well', async () => {
    const { complete, departure, action } = await aTermination();
    complete('CONTINUE', { InstanceId: undefined, LifecycleActionToken: action().token });
    expect(departure().at(-1)).toBe('62 Terminating:Proceed');
  });

  it('ends with the default result when no heartbeat comes', async () => {
    const { test, departure, action } = await aTermination();
    await test.world.pass(400);
    expect(departure().slice(2)).toEqual(['362 Terminating:Proceed', '393 Terminated']);
    expect(action().end?.reason).toEqual({ kind: 'heartbeat-timeout' });
  });

  it('starts its time anew with each heartbeat', async () => {
    const { test, call, departure, action } = await aTermination();
    await test.world.pass(299);
    call('RecordLifecycleActionHeartbeat');
    await test.world.pass(299);
    call('RecordLifecycleActionHeartbeat');
    expect(departure().at(-1)).toBe('62 Terminating:Wait');
    await test.world.pass(301);
    expect(departure().at(-1)).toBe('960 Terminating:Proceed');
    expect(action().heartbeats.map((at) => test.world.elapsed(at))).toEqual([361, 660]);
  });

  it.each([
    { heartbeatTimeout: 30, limit: 3_000 },
    { heartbeatTimeout: 7_200, limit: 48 * 3_600 },
  ])('of $heartbeatTimeout s ends after $limit s, whatever heartbeats come', async ({ heartbeatTimeout, limit }) => {
    const { test, call, departure, action } = await aTermination({ hooks: [{ ...GATE_HOOK, heartbeatTimeout }] });
    while (test.world.elapsed() < 62 + limit - heartbeatTimeout) {
      await test.world.pass(heartbeatTimeout - 1);
      call('RecordLifecycleActionHeartbeat');
    }
    await test.world.pass(heartbeatTimeout);
    expect(departure().at(2)).toBe(`${62 + limit} Terminating:Proceed`);
    expect(action().end?.reason).toEqual({ kind: 'global-timeout' });
  });

  it('answers ValidationError once the action is over, whatever it is asked', async () => {
    const { test, id, complete, call, action } = await aTermination();
    const { token } = action();
    await test.world.pass(301);
    expect(() => complete()).toThrow(`No active Lifecycle Action found with instance ID ${id}`);
    expect(() => complete('CONTINUE', { InstanceId: undefined, LifecycleActionToken: token })).toThrow(
      `No active Lifecycle Action found with token ${token}`,
    );
    expect(() => call('RecordLifecycleActionHeartbeat')).toThrow(expect.objectContaining({ code: 'ValidationError' }));
  });

  it.each([
    { what: 'another hook', input: { LifecycleHookName: 'other' } },
    { what: 'another instance', input: { InstanceId: 'i-00000000000000000' } },
    { what: 'another token', input: { LifecycleActionToken: '00000000-0000-4000-8000-000000000000' } },
    { what: 'another group', input: { AutoScalingGroupName: 'api' } },
    { what: 'neither token nor instance', input: { InstanceId: undefined } },
    { what: 'another result', input: { LifecycleActionResult: 'WAIT' } },
  ])('is not completed for $what', async ({ input }) => {
    const { complete, departure } = await aTermination();
    expect(() => complete('CONTINUE', input)).toThrow(expect.objectContaining({ code: 'ValidationError' }));
    expect(departure().at(-1)).toBe('62 Terminating:Wait');
  });

  it('that is deleted lets its instances go', async () => {
    const { call, departure, action } = await aTermination();
    call('DeleteLifecycleHook');
    expect(departure().at(-1)).toBe('62 Terminating:Proceed');
    expect(action().end).toMatchObject({ result: 'CONTINUE', reason: { kind: 'cancelled' } });
  });

  it('does not keep Spot from taking the instance', async () => {
    const { test, id, complete, departure } = await aTermination({ purchase: 'spot' });
    test.ec2.interrupt(id, { notice: 60_000 });
    await test.world.pass(120);
    expect(test.ec2.require(id).state).toBe('terminated');
    expect(departure().at(-1)).toBe('62 Terminating:Wait');
    complete();
    await test.world.pass(2);
    expect(departure().slice(2)).toEqual(['182 Terminating:Proceed', '183 Terminated']);
  });

  it('runs for an instance that is gone already', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 1, hooks: [GATE_HOOK] });
    const [id = ''] = test.idsIn('InService');
    test.ec2.terminate(id);
    await test.world.pass(60);
    expect(test.timeline(id).at(-1)).toBe('82 Terminating:Wait');
  });
});

describe('several hooks', () => {
  it('run side by side, and all must continue', async () => {
    const { test, complete, departure } = await aTermination({ hooks: [GATE_HOOK, AUDIT_HOOK] });
    expect(test.notices).toHaveLength(4);
    complete();
    expect(departure().at(-1)).toBe('62 Terminating:Wait');
    complete('CONTINUE', { LifecycleHookName: 'audit' });
    expect(departure().at(-1)).toBe('62 Terminating:Proceed');
  });

  it('end together when one is abandoned', async () => {
    const { test, complete, departure, action } = await aTermination({ hooks: [GATE_HOOK, AUDIT_HOOK] });
    complete('ABANDON');
    await test.world.pass(60);
    expect(departure().slice(2)).toEqual(['62 Terminating:Proceed', '93 Terminated']);
    expect(action('audit').end?.reason).toEqual({ kind: 'skipped' });
    expect(() => complete('CONTINUE', { LifecycleHookName: 'audit' })).toThrow('No active Lifecycle Action found');
  });

  it('of managed draining are one more hook, without a target', async () => {
    const { test, complete, departure } = await aTermination({ managedDraining: true, managedScaling: true });
    expect(test.autoScaling.view('web').tags).toHaveProperty('AmazonECSManaged');
    expect(test.world.eventsOf('EC2 Instance-terminate Lifecycle Action')).toMatchObject([
      { detail: { LifecycleHookName: 'ecs-managed-draining-termination-hook' } },
    ]);
    complete();
    test.autoScaling.completeLifecycleAction({
      groupName: 'web',
      hookName: 'ecs-managed-draining-termination-hook',
      instanceId: test.idsIn('Terminating:Wait')[0],
    });
    expect(departure().at(-1)).toBe('62 Terminating:Proceed');
  });
});

describe('a launch hook', () => {
  it('holds the instance once EC2 has it running', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 1, hooks: [LAUNCH_HOOK] });
    const [id = ''] = test.idsIn('Pending:Wait');
    expect(test.timeline(id)).toEqual(['2 Pending', '12 Pending:Wait']);
    test.autoScaling.completeLifecycleAction({ groupName: 'web', hookName: 'warm-up', instanceId: id });
    await test.world.pass(2);
    expect(test.timeline(id).slice(2)).toEqual(['60 Pending:Proceed', '61 InService']);
  });

  it('that is abandoned has the instance terminated and another one launched', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 1, hooks: [LAUNCH_HOOK] });
    const [id = ''] = test.idsIn('Pending:Wait');
    await test.world.pass(300);
    expect(test.timeline(id).slice(2, 4)).toEqual(['312 Terminating', '312 Terminating:Proceed']);
    expect(test.idsIn('Pending:Wait')).toHaveLength(1);
    expect(test.idsIn('Pending:Wait')).not.toContain(id);
  });
});

it('a group that is deleted by force takes everything with it', async () => {
  const { test, id, call, action } = await aTermination();
  expect(() => call('DeleteAutoScalingGroup')).toThrow(expect.objectContaining({ code: 'ResourceInUse' }));
  call('DeleteAutoScalingGroup', { ForceDelete: true });
  await test.world.pass(60);
  expect(test.ec2.require(id).state).toBe('terminated');
  expect(action().end?.reason).toEqual({ kind: 'cancelled' });
  expect(test.autoScaling.views()).toEqual([]);
});
