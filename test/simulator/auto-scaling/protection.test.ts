import { describe, expect, it } from 'vitest';
import { AutoScalingTest, GATE_HOOK } from './auto-scaling-test.ts';

const protect = (test: AutoScalingTest, InstanceIds: readonly string[], ProtectedFromScaleIn = true): unknown =>
  test.call('SetInstanceProtection', { AutoScalingGroupName: 'web', InstanceIds, ProtectedFromScaleIn });

describe('scale-in protection', () => {
  it('is described with each instance, and spares it until it is taken away', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 2 });
    const [first = '', second = ''] = test.idsIn('InService');
    protect(test, [first, second]);
    protect(test, [second], false);
    const described = { InstanceIds: [first, second] };
    expect(test.call('DescribeAutoScalingInstances', described)).toMatchObject({
      AutoScalingInstances: [{ ProtectedFromScaleIn: true }, { ProtectedFromScaleIn: false }],
    });
    test.autoScaling.setDesiredCapacity('web', 0);
    await test.world.pass(120);
    expect(test.idsIn('InService')).toEqual([first]);
    protect(test, [first], false);
    await test.world.pass(120);
    expect(test.states()).toEqual([]);
  });

  it('comes with new instances where the group wants it, from the moment it does', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 1 });
    test.call('UpdateAutoScalingGroup', {
      AutoScalingGroupName: 'web',
      NewInstancesProtectedFromScaleIn: true,
      DesiredCapacity: 2,
    });
    await test.world.pass(60);
    const described = test.call('DescribeAutoScalingGroups', {});
    expect(described).toMatchObject({
      AutoScalingGroups: [
        {
          NewInstancesProtectedFromScaleIn: true,
          Instances: [{ ProtectedFromScaleIn: false }, { ProtectedFromScaleIn: true }],
        },
      ],
    });
  });

  it('does not keep an instance from a health check, or from Spot', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 1, newInstancesProtectedFromScaleIn: true });
    const [id = ''] = test.idsIn('InService');
    test.ec2.stop(id);
    await test.world.pass(120);
    expect(test.idsIn('InService')).not.toContain(id);
  });

  it('can be set in service and in standby alone', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 2, max: 3, hooks: [GATE_HOOK], warmPool: {} });
    const [leaving = '', standby = ''] = test.idsIn('InService');
    const [pooled = ''] = test.autoScaling.view('web').pooled.map(({ instanceId }) => instanceId);
    test.autoScaling.terminateInstances([leaving], { decrement: true });
    test.call('EnterStandby', {
      AutoScalingGroupName: 'web',
      InstanceIds: [standby],
      ShouldDecrementDesiredCapacity: true,
    });
    protect(test, [standby]);
    for (const id of [leaving, pooled]) {
      expect(() => protect(test, [id])).toThrow('is not in InService or EnteringStandby or Standby');
    }
    expect(() => protect(test, Array(51).fill(standby))).toThrow('50');
  });
});
