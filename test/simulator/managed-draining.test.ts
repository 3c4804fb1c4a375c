import { describe, expect, it } from 'vitest';
import { ManagedDraining } from '../../simulator/managed-draining.ts';
import { GATE_HOOK } from './auto-scaling/auto-scaling-test.ts';
import { FleetTest } from './fleet-test.ts';

const HOUR = 3_600;

/** Two hosts of a managed group with a daemon each and a service of so many tasks, of which the first host is terminated. */
async function aTermination(tasks: number, overrides: object = {}): Promise<{ test: FleetTest; id: string }> {
  const test = new FleetTest();
  new ManagedDraining(test);
  await test.withGroup({ managedDraining: true, ...overrides });
  await test.withService(tasks, { placementConstraints: [{ type: 'distinctInstance' }] });
  test.ecs.createService({ cluster: 'main', serviceName: 'logs', taskDefinition: 'job', schedulingStrategy: 'DAEMON' });
  await test.pass(60);
  const [id = ''] = test.inService;
  expect(test.ecs.containersRunning(id)).toContainEqual(expect.objectContaining({ group: 'service:logs' }));
  test.autoScaling.terminateInstances([id], { decrement: true });
  return { test, id };
}

/** How the managed hook's action ended, and when, in seconds after the termination. */
function end(test: FleetTest) {
  const action = test.autoScaling.lifecycleActions().find(({ hookName }) => hookName.startsWith('ecs-managed'));
  if (action?.end === undefined) return undefined;
  return { after: (action.end.at - action.startedAt) / 1_000, ...action.end.reason };
}

describe('managed draining', () => {
  it('drains a terminating host, and lets it go when its last task has stopped', async () => {
    const { test, id } = await aTermination(2, { desired: 3 });
    await test.pass(2);
    expect(test.hosts.find(({ ec2InstanceId }) => ec2InstanceId === id)).toMatchObject({ status: 'DRAINING' });
    await test.pass(60);
    expect(end(test)).toEqual({ after: 42, kind: 'completed', by: 'ecs.amazonaws.com' });
    expect(test.runningCount).toBe(2);
  });

  it('does not wait for DAEMON tasks', async () => {
    const { test } = await aTermination(0);
    await test.pass(10);
    expect(end(test)).toMatchObject({ after: 2 });
  });

  it('keeps the hook waiting while tasks can’t be moved, for the 48 hours that Auto Scaling allows', async () => {
    const { test, id } = await aTermination(2);
    await test.pass(47 * HOUR);
    expect(end(test)).toBeUndefined();
    expect(test.ecs.containersRunning(id)).toMatchObject([{ daemon: false }, { daemon: true }]);
    await test.pass(2 * HOUR);
    expect(end(test)).toEqual({ after: 48 * HOUR, kind: 'global-timeout' });
  });

  it('completes no hook but its own', async () => {
    const { test, id } = await aTermination(0, { hooks: [{ ...GATE_HOOK, heartbeatTimeout: 7_200 }] });
    await test.pass(HOUR);
    expect(end(test)).toMatchObject({ kind: 'completed' });
    expect(test.autoScaling.membershipOf(id)?.state).toBe('Terminating:Wait');
  });
});
