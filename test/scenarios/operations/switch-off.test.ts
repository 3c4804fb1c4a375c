import { describe, expect, it } from 'vitest';
import type { FunctionPrefix } from '../deployed-function.ts';
import { aLivelyAccount, expectAllWell, type LivelyAccount } from './lively-account.ts';
import { FUNCTIONS, switchFunctions } from './operator.ts';

/** What was asked, whatever it is about. */
const ours = (world: LivelyAccount, functions: readonly FunctionPrefix[], from: string, until: string) =>
  world.writes(functions, from, until).map(({ functionName, operation }) => `${functionName} ${operation}`);

/** Switched off from 9:20 to 9:35, while life goes on; then it rests from 9:50 on. */
async function offForAWhile(functions: readonly FunctionPrefix[]): Promise<LivelyAccount> {
  const world = await aLivelyAccount();
  await world.rest('9:05');
  await world.live('9:20');
  await switchFunctions(world.account, functions, false);
  await world.live('9:35');
  await switchFunctions(world.account, functions, true);
  await world.live('9:50');
  await world.rest('10:20');
  return world;
}

describe('the whole stack, switched off', () => {
  it('writes nothing later than a minute after, and has made up for everything once it is on again', async () => {
    const world = await offForAWhile(FUNCTIONS);
    for (const prefix of FUNCTIONS) expect(ours(world, [prefix], '9:05', '9:20')).not.toEqual([]);
    expect(ours(world, FUNCTIONS, '9:21', '9:35')).toEqual([]);
    for (const prefix of FUNCTIONS) expect(ours(world, [prefix], '9:35', '10:20')).not.toEqual([]);
    expectAllWell(world);
  });
});

describe.each(FUNCTIONS)('%s alone, switched off', (prefix) => {
  it('writes nothing later than a minute after, while the others go on', async () => {
    const world = await offForAWhile([prefix]);
    expect(ours(world, [prefix], '9:21', '9:35')).toEqual([]);
    for (const other of FUNCTIONS.filter((each) => each !== prefix)) {
      expect(ours(world, [other], '9:21', '9:35')).not.toEqual([]);
    }
    expectAllWell(world);
  });
});
