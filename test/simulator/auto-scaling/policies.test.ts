import { describe, expect, it } from 'vitest';
import { AutoScalingTest, GATE_HOOK } from './auto-scaling-test.ts';

const ADD_TWO = { policyType: 'SimpleScaling', scalingAdjustment: 2, cooldown: 300 } as const;
const STEP_TWO = { policyType: 'StepScaling', scalingAdjustment: 2, estimatedInstanceWarmup: 120 } as const;

/** Tries a policy every 10 seconds for a while. @returns the seconds at which it acted, and the capacity from then on */
async function tried(test: AutoScalingTest, policy: typeof ADD_TWO | typeof STEP_TWO, seconds: number) {
  const acts: string[] = [];
  for (let passed = 0; passed < seconds; passed += 10) {
    const hindrance = test.autoScaling.executePolicy('web', policy, 'too little room');
    const { desired } = test.autoScaling.view('web');
    if (hindrance === undefined) acts.push(`${test.world.elapsed()} ${desired}`);
    await test.world.pass(10);
  }
  return acts;
}

describe('a simple scaling policy', () => {
  it('adds its step, then waits for its cooldown from the end of the last launch', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 2, max: 5 });
    await test.world.pass(300);
    // 2 s reaction, 10 s pending, 1 s to service: the launch of 360 ends at 373.
    expect(await tried(test, ADD_TWO, 900)).toEqual(['360 4', '680 5']);
    expect(test.states()).toHaveLength(5);
    expect(test.autoScaling.executePolicy('web', ADD_TWO, 'x')).toBe('at-maximum');
  });

  it('waits after a termination too, and while a hook holds one', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 3, hooks: [GATE_HOOK] });
    await test.world.pass(300);
    const [id = ''] = test.idsIn('InService');
    test.autoScaling.terminateInstances([id], { decrement: true });
    await test.world.pass(60);
    expect(test.autoScaling.executePolicy('web', ADD_TWO, 'x')).toBe('activity-in-progress');
    test.autoScaling.completeLifecycleAction({ groupName: 'web', hookName: 'gate', instanceId: id });
    await test.world.pass(60);
    expect(test.autoScaling.executePolicy('web', ADD_TWO, 'x')).toBe('cooldown');
    expect(await tried(test, ADD_TWO, 400)).toHaveLength(1);
  });

  it('takes the group’s default cooldown when it has none of its own', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 1, defaultCooldown: 60 });
    const { cooldown: _, ...policy } = ADD_TWO;
    expect(test.autoScaling.executePolicy('web', policy, 'x')).toBe('cooldown');
    await test.world.pass(30);
    expect(test.autoScaling.executePolicy('web', policy, 'x')).toBeUndefined();
  });
});

describe('a step scaling policy', () => {
  it('waits for the instances that warm up, and for nothing else', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 2, max: 6, hooks: [GATE_HOOK] });
    await test.world.pass(300);
    const [id = ''] = test.idsIn('InService');
    test.autoScaling.terminateInstances([id], { decrement: true });
    await test.world.pass(10);
    expect(await tried(test, STEP_TWO, 300)).toEqual(['370 3', '510 5', '650 6']);
  });
});

describe('suspended processes', () => {
  it('AlarmNotification keeps policies from acting', async () => {
    const test = await new AutoScalingTest().withGroup({ suspendedProcesses: ['AlarmNotification'] });
    expect(test.autoScaling.executePolicy('web', STEP_TWO, 'x')).toBe('suspended');
    expect(test.autoScaling.view('web').desired).toBe(2);
  });

  it('are described with the time of their suspension', async () => {
    const test = await new AutoScalingTest().withGroup();
    const input = { AutoScalingGroupName: 'web', ScalingProcesses: ['Terminate'] };
    test.call('SuspendProcesses', input);
    await test.world.pass(60);
    test.call('SuspendProcesses', input);
    expect(test.call('DescribeAutoScalingGroups', {})).toMatchObject({
      AutoScalingGroups: [
        {
          SuspendedProcesses: [
            { ProcessName: 'Terminate', SuspensionReason: 'User suspended at 2026-03-02T09:01:00Z' },
          ],
        },
      ],
    });
  });
});

describe('SetDesiredCapacity', () => {
  it('waits for no cooldown, unless it is asked to honour it', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 1 });
    const set = (to: number, HonorCooldown: boolean): unknown =>
      test.call('SetDesiredCapacity', { AutoScalingGroupName: 'web', DesiredCapacity: to, HonorCooldown });
    expect(() => set(3, true)).toThrow(expect.objectContaining({ code: 'ScalingActivityInProgress' }));
    set(2, false);
    await test.world.pass(400);
    set(3, true);
    expect(test.autoScaling.view('web').desired).toBe(3);
  });
});
