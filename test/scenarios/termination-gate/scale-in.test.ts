import { expect, it } from 'vitest';
import { costOf } from '../../../simulator/cost.ts';
import { play } from '../timeline.ts';
import { aGateAccount } from './gate-account.ts';

it('a group scales in by 150 of its 200 hosts at once: each is let go within seconds of its last task', async () => {
  const world = await aGateAccount({ hosts: 200, group: { max: 200 } });
  const { account, shop, gate } = world;
  const { autoScaling } = account.simulation;
  await play(account, {
    // Two tasks on each host that take half a minute to stop, and a job of ten minutes on every tenth host.
    '9:02': () => world.runService({ family: 'web', stops: 30_000 }, { tasks: 400 }),
    '9:08': () => {
      for (const id of shop.ids.filter((_, index) => index % 10 === 0))
        world.runJob(id, { family: 'job', runs: 600_000 });
      autoScaling.setDesiredCapacity('shop', 50);
    },
    '9:24': () => expect(gate.isSettled).toBe(true),
  });

  const actions = autoScaling.lifecycleActions();
  expect(actions).toHaveLength(150);
  expect(actions.filter(({ end }) => end?.reason.kind !== 'completed')).toEqual([]);
  const lags = actions.map(({ instanceId }) => world.releaseLag(instanceId));
  expect(Math.min(...lags)).toBeGreaterThanOrEqual(0);
  // All tasks of the cluster are read together, and no more often than an eighth of what ECS sustains.
  expect(Math.max(...lags)).toBeLessThanOrEqual(10_000);

  expect(gate.deadLetters.messages()).toEqual([]);
  expect(gate.queue.metrics).toMatchObject({ redriven: 0, expired: 0 });
  const calls = gate.callLog('9:08');
  const refused = calls.filter(({ outcome }) => outcome === 'ThrottlingException' || outcome === 'Throttling');
  expect(refused.length).toBeLessThan(150);
  expect(refused.filter(({ service }) => service === 'ecs')).toEqual([]);
  expect(calls.filter(({ service }) => service !== 'sqs').length).toBeLessThanOrEqual(12 * 150);
  expect(calls.filter(({ service }) => service === 'sqs').length).toBeLessThanOrEqual(12 * 150);

  const invocations = gate.invocationLog('9:08');
  const billed = invocations.map(({ billedMilliseconds }) => billedMilliseconds);
  console.log(
    lags.sort((a, b) => b - a).slice(0, 3),
    refused.length,
    calls.length,
    calls.filter(({ service }) => service === 'sqs').length,
    invocations.length,
    billed.reduce((sum, each) => sum + each),
    Math.max(...billed),
    costOf({ invocations, sqsRequests: 0, logBytes: 0 }).lambda,
  );
  expect(billed.reduce((sum, each) => sum + each)).toBeLessThanOrEqual(30_000);
  // One run lets most of them go, and Auto Scaling throttles it: a third of its time limit at the most.
  expect(Math.max(...billed)).toBeLessThanOrEqual(10_000);
  expect(costOf({ invocations, sqsRequests: 0, logBytes: 0 }).lambda).toBeLessThan(0.000_2);
});
