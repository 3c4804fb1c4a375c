import { describe, expect, it } from 'vitest';
import type { FunctionPrefix } from '../deployed-function.ts';
import { aLivelyAccount, expectAllWell, type LivelyAccount } from './lively-account.ts';
import { FUNCTIONS, switchFunctions } from './operator.ts';

/** What was asked, whatever it is about. */
const ours = (world: LivelyAccount, functions: readonly FunctionPrefix[], from: string, until: string) =>
  world.writes(functions, from, until).map(({ functionName, operation }) => `${functionName} ${operation}`);

describe('the whole stack, switched off', () => {
  it('writes nothing later than a minute after, and has made up for everything once it is on again', async () => {
    const world = await aLivelyAccount();
    await world.rest('9:05');
    await world.live('9:20');
    await switchFunctions(world.account, FUNCTIONS, false);
    await world.live('9:35');
    await switchFunctions(world.account, FUNCTIONS, true);
    await world.live('9:50');
    await world.rest('10:20');
    for (const prefix of FUNCTIONS) expect(ours(world, [prefix], '9:05', '9:20')).not.toEqual([]);
    expect(ours(world, FUNCTIONS, '9:21', '9:35')).toEqual([]);
    for (const prefix of FUNCTIONS) expect(ours(world, [prefix], '9:35', '10:20')).not.toEqual([]);
    expectAllWell(world);
  });
});

describe('one function alone, switched off', () => {
  it('writes nothing later than a minute after, while the others go on; nothing is left undone', async () => {
    const world = await aLivelyAccount();
    await world.rest('9:05');
    await world.live('9:20');
    const found = [];
    // One after the other, ten minutes each.
    for (const [index, prefix] of FUNCTIONS.entries()) {
      const [aMinuteAfter, on] = [timeOfDay(21 + 10 * index), timeOfDay(30 + 10 * index)];
      await switchFunctions(world.account, [prefix], false);
      await world.live(on);
      await switchFunctions(world.account, [prefix], true);
      const silent = FUNCTIONS.filter((each) => ours(world, [each], aMinuteAfter, on).length === 0);
      found.push({ switchedOff: prefix, late: ours(world, [prefix], aMinuteAfter, on), silent });
    }
    expect(found).toEqual(FUNCTIONS.map((prefix) => ({ switchedOff: prefix, late: [], silent: [prefix] })));

    const allOn = timeOfDay(20 + 10 * FUNCTIONS.length);
    await world.live(timeOfDay(25 + 10 * FUNCTIONS.length));
    await world.rest('10:45');
    for (const prefix of FUNCTIONS) expect(ours(world, [prefix], allOn, '10:45')).not.toEqual([]);
    expectAllWell(world);
  });
});

/** @param minutes after nine */
function timeOfDay(minutes: number): string {
  return `${9 + Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}
