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
  /** Lives on until hosts are held and drained. @param minute after nine @returns the time of day */
  const inTheMidst = async (minute: number): Promise<string> => {
    const time = `9:${minute}:20`;
    await world.live(time);
    return world.held.length > 0 && world.draining.length > 0 ? time : inTheMidst(minute + 1);
  };
  await world.rest('9:05');
  const first = await inTheMidst(21);
  world.deploy(OTHER);
  const second = await inTheMidst(33);
  expect(coldStarts(first)).toEqual(FUNCTIONS.map(() => true));
  world.deploy(BACK);
  await world.live('9:55');
  expect(coldStarts(second)).toEqual(FUNCTIONS.map(() => true));
  await world.rest('10:20');
  expectAllWell(world);
});
