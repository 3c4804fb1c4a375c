import { describe, expect, it } from 'vitest';
import { ReservationAlarm } from '../../simulator/reservation-alarm.ts';
import { FleetTest } from './fleet-test.ts';

const POLICY = { policyType: 'StepScaling', scalingAdjustment: 1, estimatedInstanceWarmup: 60 } as const;

/** Two hosts, each with room for four tasks, of which so many run. */
async function aFleet(tasks: number, settings: object = {}): Promise<{ test: FleetTest; alarm: ReservationAlarm }> {
  const test = await (await new FleetTest().withGroup()).withService(tasks);
  const parts = { world: test.world, ecs: test.ecs, autoScaling: test.autoScaling };
  const specification = { cluster: 'main', groupName: 'web', threshold: 70, policy: POLICY, ...settings };
  return { test, alarm: new ReservationAlarm(parts, specification) };
}

/** Desired capacities, with the seconds at which they came. */
function capacities(test: FleetTest): string[] {
  const seen: string[] = [];
  test.autoScaling.onChange((change) => {
    if (change.kind === 'desired-capacity') seen.push(`${test.world.elapsed(change.at)} ${change.to}`);
  });
  return seen;
}

describe('an alarm on a cluster’s reservation', () => {
  it('adds a host once the reservation was over the threshold for three minutes in a row', async () => {
    const { test, alarm } = await aFleet(6);
    const seen = capacities(test);
    await test.pass(179);
    expect([alarm.state, ...seen]).toEqual(['OK']);
    await test.pass(1);
    expect([alarm.state, ...seen]).toEqual(['ALARM', '300 3']);
    await test.pass(600);
    // 6 of 12 places are taken now.
    expect([alarm.state, ...seen]).toEqual(['OK', '300 3']);
  });

  it('adds another each time that the last one has warmed up, while the reservation stays high', async () => {
    const { test } = await aFleet(40);
    const seen = capacities(test);
    await test.pass(840);
    expect(seen).toEqual(['300 3', '420 4', '540 5', '660 6', '780 7', '900 8']);
    expect(test.runningCount).toBe(32);
  });

  it('is quiet at the threshold, and begins anew when the reservation falls in between', async () => {
    const { test, alarm } = await aFleet(6, { threshold: 75 });
    await test.pass(600);
    expect(alarm.state).toBe('OK');
    test.ecs.updateService({ cluster: 'main', service: 'job', desiredCount: 7 });
    await test.pass(120);
    test.ecs.updateService({ cluster: 'main', service: 'job', desiredCount: 6 });
    await test.pass(60);
    test.ecs.updateService({ cluster: 'main', service: 'job', desiredCount: 7 });
    await test.pass(120);
    expect(alarm.state).toBe('OK');
    await test.pass(60);
    expect(alarm.state).toBe('ALARM');
  });

  it('looks at memory too, or at memory alone', async () => {
    const { test, alarm } = await aFleet(0, { metrics: ['MemoryReservation'] });
    test.ecs.registerTaskDefinition({ family: 'lean', cpu: '2000', memory: '64' });
    test.ecs.runTask({ cluster: 'main', taskDefinition: 'lean', count: 2 });
    await test.pass(300);
    expect(alarm.state).toBe('OK');
    test.ecs.registerTaskDefinition({ family: 'fat', cpu: '0', memory: '7000' });
    test.ecs.runTask({ cluster: 'main', taskDefinition: 'fat', count: 2 });
    await test.pass(180);
    expect(alarm.state).toBe('ALARM');
  });

  it('counts hosts that drain, and has no data without hosts', async () => {
    const { test, alarm } = await aFleet(6);
    test.ecs.setHostStatus(test.inService[0] ?? '', 'DRAINING');
    expect(test.ecs.reservation('main')?.cpu).toBeCloseTo(75);
    await test.pass(180);
    expect(alarm.state).toBe('ALARM');
    test.autoScaling.setDesiredCapacity('web', 0);
    await test.pass(300);
    expect(test.ecs.reservation('main')).toBeUndefined();
    expect(alarm.state).toBe('INSUFFICIENT_DATA');
  });

  it('does nothing for a group whose AlarmNotification is suspended, and nothing once it is off', async () => {
    const { test, alarm } = await aFleet(8);
    const seen = capacities(test);
    test.callAutoScaling('SuspendProcesses', { AutoScalingGroupName: 'web', ScalingProcesses: ['AlarmNotification'] });
    await test.pass(600);
    expect([alarm.state, ...seen]).toEqual(['ALARM']);
    test.callAutoScaling('ResumeProcesses', { AutoScalingGroupName: 'web' });
    alarm.stop();
    await test.pass(600);
    expect(seen).toEqual([]);
  });
});
