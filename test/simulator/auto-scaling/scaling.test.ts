import { describe, expect, it } from 'vitest';
import { AutoScalingTest } from './auto-scaling-test.ts';

describe('a group without hooks', () => {
  it('launches its instances, in service after EC2 has them running', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 1, tags: { team: 'blue' } });
    const [id = ''] = test.idsIn('InService');
    expect(test.timeline(id)).toEqual(['2 Pending', '12 Pending:Proceed', '13 InService']);
    expect(test.ec2.require(id)).toMatchObject({
      state: 'running',
      cluster: 'default',
      bootTime: 5_000,
      tags: { 'aws:autoscaling:groupName': 'web', team: 'blue' },
    });
  });

  it('spreads its instances over its zones', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 7 });
    const zones = test.autoScaling.view('web').instances.map(({ zone }) => zone.at(-1));
    expect(zones.toSorted().join('')).toBe('aaabbcc');
  });

  it('scales in by terminating, and forgets the instance when EC2 has ended it', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 2 });
    const [id = ''] = test.idsIn('InService');
    test.autoScaling.setDesiredCapacity('web', 0);
    await test.world.pass(60);
    expect(test.timeline(id).slice(3)).toEqual(['62 Terminating', '62 Terminating:Proceed', '93 Terminated']);
    expect(test.states()).toEqual([]);
    expect(test.autoScaling.membershipOf(id)).toBeUndefined();
  });

  it('announces launches and terminations', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 1 });
    const [id = ''] = test.idsIn('InService');
    test.autoScaling.setDesiredCapacity('web', 0);
    await test.world.pass(60);
    const { arn } = test.autoScaling.view('web');
    const resources = [arn, `arn:aws:ec2:eu-west-1:111122223333:instance/${id}`];
    const detail = { AutoScalingGroupName: 'web', EC2InstanceId: id };
    expect(test.world.eventsOf('EC2 Instance Launch Successful')).toMatchObject([
      { source: 'aws.autoscaling', resources, detail: { ...detail, Origin: 'EC2', Destination: 'AutoScalingGroup' } },
    ]);
    expect(test.world.eventsOf('EC2 Instance Terminate Successful')).toMatchObject([
      { source: 'aws.autoscaling', resources, detail: { ...detail, Origin: 'AutoScalingGroup', Destination: 'EC2' } },
    ]);
  });

  it('a scale-in that comes while instances are launched takes them when they are in service', async () => {
    const test = new AutoScalingTest();
    await test.withGroup({ desired: 1 });
    test.autoScaling.setDesiredCapacity('web', 4);
    await test.world.pass(5);
    test.autoScaling.setDesiredCapacity('web', 1);
    await test.world.pass(120);
    expect(test.states()).toEqual(['InService']);
  });

  it('stays within its bounds', async () => {
    const test = await new AutoScalingTest().withGroup({ min: 1, max: 3 });
    expect(() => test.autoScaling.setDesiredCapacity('web', 4)).toThrow('above max value 3');
    expect(() => test.autoScaling.setDesiredCapacity('web', 0)).toThrow('below min value 1');
  });

  it('takes no protected instance', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 3, newInstancesProtectedFromScaleIn: true });
    const [free = ''] = test.idsIn('InService');
    test.call('SetInstanceProtection', {
      AutoScalingGroupName: 'web',
      InstanceIds: [free],
      ProtectedFromScaleIn: false,
    });
    test.autoScaling.setDesiredCapacity('web', 0);
    await test.world.pass(120);
    expect(test.states()).toEqual(['InService', 'InService']);
    expect(test.idsIn('InService')).not.toContain(free);
  });
});

describe('an instance that ends without its group’s doing', () => {
  it('is replaced after a health check', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 1 });
    const [id = ''] = test.idsIn('InService');
    test.ec2.terminate(id);
    await test.world.pass(90);
    expect(test.timeline(id).slice(3)).toEqual(['82 Terminating', '82 Terminating:Proceed', '90 Terminated']);
    expect(test.states()).toEqual(['InService']);
    expect(test.idsIn('InService')).not.toContain(id);
  });

  it('is replaced when it was stopped', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 1 });
    const [id = ''] = test.idsIn('InService');
    test.ec2.stop(id);
    await test.world.pass(120);
    expect(test.ec2.require(id).state).toBe('terminated');
    expect(test.states()).toEqual(['InService']);
  });

  it('is replaced after Spot has taken it, not before', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 1, purchase: 'spot' });
    const [id = ''] = test.idsIn('InService');
    expect(test.ec2.require(id).lifecycle).toBe('spot');
    test.ec2.interrupt(id);
    await test.world.pass(119);
    expect(test.idsIn('InService')).toEqual([id]);
    await test.world.pass(120);
    expect(test.idsIn('InService')).toHaveLength(1);
    expect(test.idsIn('InService')).not.toContain(id);
  });

  it('is replaced before Spot takes it, when the group rebalances its capacity', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 1, purchase: 'spot', capacityRebalance: true });
    const [id = ''] = test.idsIn('InService');
    test.ec2.recommendRebalance(id);
    await test.world.pass(8);
    expect(test.states()).toEqual(['InService', 'Pending']);
    await test.world.pass(60);
    expect(test.idsIn('InService')).toHaveLength(1);
    expect(test.timeline(id).at(3)).toBe('74 Terminating');
  });

  it.each([
    { process: 'ReplaceUnhealthy', health: 'Unhealthy' },
    { process: 'Terminate', health: 'Unhealthy' },
    { process: 'HealthCheck', health: 'Healthy' },
  ] as const)(
    'stays, $health, when $process is suspended, and goes when it is resumed',
    async ({ process, health }) => {
      const test = await new AutoScalingTest().withGroup({ desired: 1, suspendedProcesses: [process] });
      const [id = ''] = test.idsIn('InService');
      test.ec2.terminate(id);
      await test.world.pass(120);
      expect(test.autoScaling.view('web').instances).toMatchObject([{ instanceId: id, health }]);
      test.call('ResumeProcesses', { AutoScalingGroupName: 'web', ScalingProcesses: [process] });
      await test.world.pass(60);
      expect(test.autoScaling.view('web').instances).toMatchObject([{ state: 'InService', health: 'Healthy' }]);
    },
  );
});

describe('suspended processes', () => {
  it.each([
    { process: 'Launch', desired: 4, expected: 2, resumed: 4 },
    { process: 'Terminate', desired: 0, expected: 2, resumed: 0 },
  ])('$process: the group waits for its resumption', async ({ process, desired, expected, resumed }) => {
    const test = await new AutoScalingTest().withGroup({ desired: 2 });
    test.call('SuspendProcesses', { AutoScalingGroupName: 'web', ScalingProcesses: [process] });
    test.autoScaling.setDesiredCapacity('web', desired);
    await test.world.pass(120);
    expect(test.states()).toHaveLength(expected);
    test.call('ResumeProcesses', { AutoScalingGroupName: 'web' });
    await test.world.pass(120);
    expect(test.states()).toHaveLength(resumed);
  });
});

describe('zones', () => {
  /** Two instances in each of three zones, then both of zone a are terminated with the capacity. */
  async function unbalanced(suspended: readonly string[] = []): Promise<AutoScalingTest> {
    const test = await new AutoScalingTest().withGroup({ desired: 6 });
    if (suspended.length > 0) {
      test.call('SuspendProcesses', { AutoScalingGroupName: 'web', ScalingProcesses: suspended });
    }
    const inZoneA = test.autoScaling.view('web').instances.filter(({ zone }) => zone === 'eu-west-1a');
    test.autoScaling.terminateInstances(
      inZoneA.map(({ instanceId }) => instanceId),
      { decrement: true },
    );
    await test.world.pass(600);
    return test;
  }

  const zonesOf = (test: AutoScalingTest): string =>
    test.autoScaling
      .view('web')
      .instances.map(({ zone }) => zone.at(-1))
      .toSorted()
      .join('');

  it('are evened out: the new instance first, the old one after', async () => {
    const test = await unbalanced();
    expect(['abbc', 'abcc']).toContain(zonesOf(test));
    const changes = test.autoScaling.stateHistory().filter(({ at }) => test.world.elapsed(at) > 120);
    const launched = changes.findIndex(({ to }) => to === 'InService');
    const terminated = changes.findIndex(({ to }) => to === 'Terminating');
    expect(launched).toBeGreaterThanOrEqual(0);
    expect(terminated).toBeGreaterThan(launched);
  });

  it('are left alone when AZRebalance is suspended', async () => {
    expect(zonesOf(await unbalanced(['AZRebalance']))).toBe('bbcc');
  });
});

describe('standby', () => {
  it('keeps an instance out of service, and a replacement comes unless the capacity falls', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 2 });
    const [id = ''] = test.idsIn('InService');
    const input = { AutoScalingGroupName: 'web', InstanceIds: [id] };
    test.call('EnterStandby', { ...input, ShouldDecrementDesiredCapacity: true });
    await test.world.pass(60);
    expect(test.states()).toEqual(['InService', 'Standby']);
    test.call('ExitStandby', input);
    await test.world.pass(60);
    expect(test.states()).toEqual(['InService', 'InService']);
    expect(test.autoScaling.view('web').desired).toBe(2);
    test.call('EnterStandby', { ...input, ShouldDecrementDesiredCapacity: false });
    await test.world.pass(60);
    expect(test.states()).toEqual(['InService', 'InService', 'Standby']);
  });

  it('is not health-checked', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 1 });
    const [id = ''] = test.idsIn('InService');
    test.call('EnterStandby', { AutoScalingGroupName: 'web', InstanceIds: [id], ShouldDecrementDesiredCapacity: true });
    test.ec2.stop(id);
    await test.world.pass(300);
    expect(test.autoScaling.view('web').instances).toMatchObject([{ state: 'Standby', health: 'Healthy' }]);
  });
});
