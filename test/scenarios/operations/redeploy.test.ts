import { expect, it } from 'vitest';
import { aLivelyAccount, expectAllWell } from './lively-account.ts';
import { FUNCTIONS } from './operator.ts';

/** Settings of another version of the stack. */
const OTHER = {
  TERMINATION_GATE_DEADLINE_MINUTES: '10',
  SCALE_IN_CONSOLIDATION: 'true',
  SCALE_IN_IDLE_MINUTES: '3',
  SPOT_DRAIN_STANDALONE_TASKS: 'leave',
  LOG_LEVEL: 'DEBUG',
};
const BACK = {
  TERMINATION_GATE_DEADLINE_MINUTES: '15',
  SCALE_IN_CONSOLIDATION: 'false',
  SCALE_IN_IDLE_MINUTES: '1',
  SPOT_DRAIN_STANDALONE_TASKS: 'stop',
  LOG_LEVEL: 'INFO',
};

it('a deployment with other settings, and one back, in the midst of drains and waits forget nothing', async () => {
  const world = await aLivelyAccount();
  const coldStarts = (since: string) =>
    FUNCTIONS.map((prefix) =>
      world.account
        .of(prefix)
        .invocationLog(since)
        .some(({ coldStart }) => coldStart),
    );
  await world.rest('9:05');
  await world.live('9:21:20');
  expect(world.held).not.toEqual([]);
  expect(world.draining.length).toBeGreaterThan(world.held.length);
  world.deploy(OTHER);
  await world.live('9:33:20');
  expect(coldStarts('9:21:20')).toEqual(FUNCTIONS.map(() => true));
  expect(world.held).not.toEqual([]);
  world.deploy(BACK);
  await world.live('9:45');
  expect(coldStarts('9:33:20')).toEqual(FUNCTIONS.map(() => true));
  await world.rest('10:20');
  expectAllWell(world);
});
