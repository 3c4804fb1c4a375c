import { describe, expect, it } from 'vitest';
import { AutoScalingTest, GATE_HOOK } from './auto-scaling-test.ts';

const WEB = { AutoScalingGroupName: 'web' };

describe('TerminateInstanceInAutoScalingGroup', () => {
  const terminate = (test: AutoScalingTest, input: object): unknown =>
    test.call('TerminateInstanceInAutoScalingGroup', input);

  it('takes one instance, and decrements', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 2 });
    const [id = ''] = test.idsIn('InService');
    const output = terminate(test, { InstanceId: id, ShouldDecrementDesiredCapacity: true });
    expect(output).toMatchObject({
      Activity: {
        AutoScalingGroupName: 'web',
        StatusCode: 'InProgress',
        Description: `Terminating EC2 instance: ${id}`,
      },
    });
    await test.world.pass(60);
    expect(test.autoScaling.view('web')).toMatchObject({ desired: 1, instances: [{ state: 'InService' }] });
  });

  it('takes many of one group with a single call, and has them replaced', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 5 });
    const ids = test.idsIn('InService').slice(0, 3);
    const output = terminate(test, { ...WEB, InstanceIds: ids, ShouldDecrementDesiredCapacity: false });
    expect(output).toMatchObject({ Activities: [{}, {}, {}] });
    await test.world.pass(60);
    expect(test.states()).toHaveLength(5);
    expect(test.idsIn('InService').filter((id) => ids.includes(id))).toEqual([]);
  });

  it('takes a protected instance too: protection is from scale-in', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 1, newInstancesProtectedFromScaleIn: true });
    const [id = ''] = test.idsIn('InService');
    terminate(test, { InstanceId: id, ShouldDecrementDesiredCapacity: true });
    expect(test.states()).toEqual(['Terminating:Proceed']);
  });

  it.each([
    { min: 2, desired: 2, count: 1, refused: true },
    { min: 2, desired: 4, count: 2, refused: false },
    { min: 2, desired: 4, count: 3, refused: true },
  ])('of $count of $desired with minimum $min is refused: $refused', async ({ min, desired, count, refused }) => {
    const test = await new AutoScalingTest().withGroup({ min, desired });
    const ids = test.idsIn('InService').slice(0, count);
    const call = (): unknown => terminate(test, { ...WEB, InstanceIds: ids, ShouldDecrementDesiredCapacity: true });
    if (refused) expect(call).toThrow("will violate group's min size constraint");
    else call();
    expect(test.autoScaling.view('web').desired).toBe(refused ? desired : desired - count);
    expect(test.idsIn('InService')).toHaveLength(refused ? desired : desired - count);
  });

  it.each([
    { why: 'an unknown instance', input: { InstanceId: 'i-00000000000000000' }, code: 'ValidationError' },
    { why: 'neither one nor many', input: {}, code: 'ValidationError' },
    { why: 'many without a group', input: { InstanceIds: ['i-00000000000000000'] }, code: 'ValidationError' },
    {
      why: 'many of which one is unknown',
      input: { ...WEB, InstanceIds: ['known', 'i-00000000000000000'] },
      code: 'ValidationError',
    },
    { why: 'an instance that is leaving already', input: { InstanceId: 'leaving' }, code: 'ScalingActivityInProgress' },
  ])('refuses $why', async ({ input, code }) => {
    const test = await new AutoScalingTest().withGroup({ desired: 2, hooks: [GATE_HOOK] });
    const [known = '', leaving = ''] = test.idsIn('InService');
    test.autoScaling.terminateInstances([leaving], { decrement: true });
    const text = JSON.stringify(input).replace('known"', `${known}"`).replace('leaving', leaving);
    const call = (): unknown => terminate(test, { ...JSON.parse(text), ShouldDecrementDesiredCapacity: true });
    expect(call).toThrow(expect.objectContaining({ code }));
    expect(test.idsIn('InService')).toEqual([known]);
  });
});
