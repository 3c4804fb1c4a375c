import { describe, expect, it } from 'vitest';
import { AutoScalingTest, GATE_HOOK } from './auto-scaling-test.ts';

const LAUNCH_HOOK = {
  name: 'warm-up',
  transition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
  heartbeatTimeout: 300,
} as const;

/** Where each lifecycle action led, in order. */
function passages(test: AutoScalingTest): readonly string[] {
  return test.autoScaling
    .lifecycleActions()
    .map(({ hookName, origin, destination }) => `${hookName}: ${origin} to ${destination}`);
}

describe('a warm pool', () => {
  it.each([
    { max: 3, desired: 1, warmPool: {}, expected: 2 },
    { max: 3, desired: 3, warmPool: { minSize: 1 }, expected: 1 },
    { max: 9, desired: 1, warmPool: { maxGroupPreparedCapacity: 4 }, expected: 3 },
    { max: 9, desired: 4, warmPool: { maxGroupPreparedCapacity: 2 }, expected: 0 },
    { max: 9, desired: 4, warmPool: { maxGroupPreparedCapacity: 2, minSize: 2 }, expected: 2 },
  ])('of a group of $desired to $max with $warmPool holds $expected', async ({ max, desired, warmPool, expected }) => {
    const test = await new AutoScalingTest().withGroup({ max, desired, warmPool });
    expect(test.autoScaling.view('web').pooled.map(({ state }) => state)).toEqual(
      Array.from({ length: expected }, () => 'Warmed:Stopped'),
    );
    expect(test.states()).toEqual(Array.from({ length: desired }, () => 'InService'));
  });

  it('takes instances in, puts them in service, and takes them back', async () => {
    const warmPool = { minSize: 1, maxGroupPreparedCapacity: 1, reuseOnScaleIn: true };
    const test = await new AutoScalingTest().withGroup({ desired: 0, warmPool });
    const [{ instanceId: id } = { instanceId: '' }] = test.autoScaling.view('web').pooled;
    test.autoScaling.setDesiredCapacity('web', 1);
    await test.world.pass(60);
    test.call('PutWarmPool', { AutoScalingGroupName: 'web', MaxGroupPreparedCapacity: 3 });
    test.autoScaling.setDesiredCapacity('web', 0);
    await test.world.pass(60);
    expect(test.timeline(id)).toEqual([
      '2 Warmed:Pending',
      '12 Warmed:Pending:Proceed',
      '33 Warmed:Stopped',
      '62 Pending',
      '72 Pending:Proceed',
      '73 InService',
      '122 Warmed:Pending',
      '122 Warmed:Pending:Proceed',
      '143 Warmed:Stopped',
    ]);
  });

  it.each([
    { poolState: 'Running', state: 'Warmed:Running', inEc2: 'running' },
    { poolState: 'Hibernated', state: 'Warmed:Hibernated', inEc2: 'stopped' },
  ] as const)('keeps its instances $poolState', async ({ poolState, state, inEc2 }) => {
    const test = await new AutoScalingTest().withGroup({ desired: 0, max: 1, warmPool: { poolState } });
    const [pooled] = test.autoScaling.view('web').pooled;
    expect(pooled?.state).toBe(state);
    expect(test.ec2.require(pooled?.instanceId ?? '').state).toBe(inEc2);
    test.autoScaling.setDesiredCapacity('web', 1);
    await test.world.pass(60);
    expect(test.idsIn('InService')).toEqual([pooled?.instanceId]);
  });

  it('says with each lifecycle notice where the instance comes from and goes to', async () => {
    const hooks = [LAUNCH_HOOK, GATE_HOOK];
    const test = await new AutoScalingTest().withGroup({
      desired: 0,
      max: 1,
      warmPool: { reuseOnScaleIn: true },
      hooks,
    });
    const [{ instanceId } = { instanceId: '' }] = test.autoScaling.view('web').pooled;
    const complete = (hookName: string): void =>
      test.autoScaling.completeLifecycleAction({ groupName: 'web', hookName, instanceId });
    expect(test.autoScaling.membershipOf(instanceId)?.state).toBe('Warmed:Pending:Wait');
    complete('warm-up');
    await test.world.pass(30);
    test.autoScaling.setDesiredCapacity('web', 1);
    await test.world.pass(30);
    expect(test.autoScaling.membershipOf(instanceId)?.state).toBe('Pending:Wait');
    complete('warm-up');
    await test.world.pass(30);
    test.autoScaling.setDesiredCapacity('web', 0);
    await test.world.pass(30);
    expect(test.autoScaling.membershipOf(instanceId)?.state).toBe('Warmed:Pending:Wait');
    complete('gate');
    await test.world.pass(30);
    test.call('DeleteWarmPool', { AutoScalingGroupName: 'web' });
    await test.world.pass(30);
    expect(test.autoScaling.membershipOf(instanceId)?.state).toBe('Warmed:Terminating:Wait');
    complete('gate');
    await test.world.pass(60);
    expect(test.autoScaling.membershipOf(instanceId)).toBeUndefined();
    expect(passages(test)).toEqual([
      'warm-up: EC2 to WarmPool',
      'warm-up: WarmPool to AutoScalingGroup',
      'gate: AutoScalingGroup to WarmPool',
      'gate: WarmPool to EC2',
    ]);
    expect(test.autoScaling.view('web').warmPool).toBeUndefined();
  });

  it('retains an instance whose return was abandoned, when the group’s policy says so', async () => {
    const test = await new AutoScalingTest().withGroup({
      desired: 1,
      max: 1,
      warmPool: { reuseOnScaleIn: true },
      hooks: [GATE_HOOK],
      retainOnAbandon: true,
    });
    const [instanceId = ''] = test.idsIn('InService');
    test.autoScaling.setDesiredCapacity('web', 0);
    await test.world.pass(30);
    test.autoScaling.completeLifecycleAction({ groupName: 'web', hookName: 'gate', instanceId }, 'ABANDON');
    await test.world.pass(30);
    expect(test.autoScaling.membershipOf(instanceId)?.state).toBe('Warmed:Pending:Retained');
    test.autoScaling.terminateInstances([instanceId], { decrement: false });
    await test.world.pass(60);
    expect(test.ec2.require(instanceId).state).toBe('terminated');
  });

  it('replaces an instance that ends in it', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 0, max: 1, warmPool: {} });
    const [{ instanceId } = { instanceId: '' }] = test.autoScaling.view('web').pooled;
    test.ec2.terminate(instanceId);
    await test.world.pass(120);
    expect(test.autoScaling.view('web').pooled).toMatchObject([{ state: 'Warmed:Stopped' }]);
    expect(test.autoScaling.membershipOf(instanceId)).toBeUndefined();
  });

  it('is not for groups with Spot', async () => {
    const test = await new AutoScalingTest().withGroup({ purchase: 'spot' });
    expect(() => test.call('PutWarmPool', { AutoScalingGroupName: 'web' })).toThrow('mixed instances policy');
  });

  it('keeps its instances from TerminateInstanceInAutoScalingGroup', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 0, max: 1, warmPool: {} });
    const [{ instanceId } = { instanceId: '' }] = test.autoScaling.view('web').pooled;
    const input = { InstanceId: instanceId, ShouldDecrementDesiredCapacity: false };
    expect(() => test.call('TerminateInstanceInAutoScalingGroup', input)).toThrow('warm pool');
  });

  it('that is deleted by force is gone at once', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 0, max: 2, warmPool: {}, hooks: [GATE_HOOK] });
    test.call('DeleteWarmPool', { AutoScalingGroupName: 'web', ForceDelete: true });
    expect(test.autoScaling.view('web')).toMatchObject({ pooled: [], warmPool: undefined });
    await test.world.pass(60);
    expect(test.ec2.instances().map(({ state }) => state)).toEqual(['terminated', 'terminated']);
  });
});
