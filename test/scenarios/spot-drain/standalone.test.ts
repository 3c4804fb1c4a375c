import { describe, expect, it } from 'vitest';
import type { ScenarioAccount } from '../account.ts';
import { withVariables } from '../amendments.ts';
import { play } from '../timeline.ts';
import { drainingIds, interrupt, runOn, spotAccount } from './fleet.ts';

const TAG = 'ecs-ops:standalone-on-interruption';

/** The standalone task of the account's cluster. */
function theTask({ simulation }: ScenarioAccount) {
  const task = simulation.ecs.view('shop').tasks.find(({ group }) => group === 'family:job');
  if (task === undefined) throw new Error('There is no standalone task');
  return task;
}

describe('a standalone task that takes 25 s to end, on a host that is interrupted', () => {
  /** Plays an interruption at 9:02, of which the instance ends at 9:04. */
  async function interrupted(choice: string, at: Readonly<Record<string, (account: ScenarioAccount) => void>>) {
    const account = await spotAccount({
      clusters: [{ name: 'shop', instances: 2, services: [{ name: 'web', served: false, desiredCount: 2 }] }],
      amend: [withVariables('SpotDrain', { SPOT_DRAIN_STANDALONE_TASKS: choice })],
    });
    const shop = account.cluster('shop');
    await play(account, {
      '9:01': () => runOn(account, 'shop', shop.ids[0] ?? '', { timings: { stopDuration: 25_000 } }),
      '9:02': () => interrupt(account, shop.ids.slice(0, 1)),
    });
    for (const [time, look] of Object.entries(at)) await play(account, { [time]: () => look(account) });
  }

  it('with `stop` gets its SIGTERM and its stop time before EC2 ends the instance', async () => {
    await interrupted('stop', {
      '9:02:05': (account) => {
        expect(drainingIds(account)).toHaveLength(1);
        expect(theTask(account)).toMatchObject({ desiredStatus: 'STOPPED', lastStatus: 'STOPPING' });
      },
      '9:02:20': (account) => expect(theTask(account).lastStatus).toBe('STOPPING'),
      '9:02:35': (account) => {
        const { ec2InstanceId } = theTask(account);
        const stoppedReason = `ecs-ops: Spot interruption of ${ec2InstanceId}`;
        expect(theTask(account)).toMatchObject({ lastStatus: 'STOPPED', stoppedReason });
        // ECS itself moves the services' tasks: none was stopped by us.
        expect(account.of('SpotDrain').calls()['ecs:StopTask']).toBe(1);
      },
    });
  });

  it('with `leave` runs on, and is killed together with the instance', async () => {
    await interrupted('leave', {
      '9:02:05': (account) => {
        expect(drainingIds(account)).toHaveLength(1);
        expect(account.metric('HeldBack', { reason: 'standalone-left' })).toBe(1);
        expect(account.calls()).not.toHaveProperty('ecs:StopTask');
      },
      '9:03:55': (account) =>
        expect(theTask(account)).toMatchObject({ lastStatus: 'RUNNING', desiredStatus: 'RUNNING' }),
      '9:04:30': (account) => {
        const { ec2InstanceId } = theTask(account);
        const stoppedReason = `Host EC2 (instance ${ec2InstanceId}) terminated.`;
        expect(theTask(account)).toMatchObject({ lastStatus: 'STOPPED', stoppedReason });
      },
    });
  });
});

describe('whether a standalone task is stopped', () => {
  const cases = [
    { stack: 'stop', cluster: undefined, task: undefined, stopped: true },
    { stack: 'leave', cluster: undefined, task: undefined, stopped: false },
    { stack: 'stop', cluster: 'leave', task: undefined, stopped: false },
    { stack: 'leave', cluster: 'stop', task: undefined, stopped: true },
    { stack: 'leave', cluster: 'leave', task: 'stop', stopped: true },
    { stack: 'stop', cluster: 'stop', task: 'leave', stopped: false },
    { stack: 'stop', cluster: undefined, task: 'never', stopped: false },
  ];

  it.each(cases)('stack $stack, cluster $cluster, task $task: $stopped', async ({ stack, cluster, task, stopped }) => {
    const tagged = (value: string | undefined) => (value === undefined ? {} : { tags: { [TAG]: value } });
    const account = await spotAccount({
      clusters: [{ name: 'shop', instances: 1, ...tagged(cluster) }],
      amend: [withVariables('SpotDrain', { SPOT_DRAIN_STANDALONE_TASKS: stack })],
    });
    const shop = account.cluster('shop');
    await play(account, {
      '9:01': () => runOn(account, 'shop', shop.ids[0] ?? '', tagged(task)),
      '9:02': () => interrupt(account, shop.ids),
      '9:02:05': () => {
        expect(drainingIds(account)).toEqual(shop.ids);
        expect(theTask(account).desiredStatus).toBe(stopped ? 'STOPPED' : 'RUNNING');
        expect(account.isSettled).toBe(true);
      },
    });
  });
});
