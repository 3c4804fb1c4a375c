import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../simulator/kernel/random.ts';
import type { ScenarioAccount } from '../account.ts';
import { befall, letAnythingFail } from '../faults.ts';
import { play } from '../timeline.ts';
import { emails, hopLimits, labels, launch, ONE_HOP, onboardAccount, runTask } from './fleet.ts';

const OPERATIONS = [
  'DescribeContainerInstances',
  'DescribeInstances',
  'ListTasks',
  'DescribeTasks',
  'DescribeTaskDefinition',
  'Publish',
  'PutAttributes',
  'ModifyInstanceMetadataOptions',
];

/** A sound host with containers that rely on its role; then seven join whose hop limit is in the way. */
async function playJoining(before: (account: ScenarioAccount) => () => void): Promise<ScenarioAccount> {
  const account = await onboardAccount({ HOST_ONBOARD_REPAIR: 'true' });
  let over = (): void => undefined;
  await play(account, {
    '9:01': () => launch(account, 1),
    '9:02': () => runTask(account, 'legacy'),
    '9:05': () => {
      over = before(account);
      launch(account, 7, { metadataOptions: ONE_HOP });
    },
    '9:20': () => over(),
    '10:30': () => undefined,
  });
  return account;
}

function expectAllWell(account: ScenarioAccount): void {
  expect(labels(account)).toEqual({ 'spot checked': 1, 'spot hop-limit-raised': 7 });
  expect(hopLimits(account)).toEqual(Array(8).fill(2));
  expect(account.isSettled).toBe(true);
  expect(account.deadLetters.messages()).toEqual([]);
}

/** For each of the hosts that joined last, how many messages name it. */
function timesTold(account: ScenarioAccount): readonly number[] {
  const [, ...joined] = account.cluster('shop').ids;
  expect(joined).toHaveLength(7);
  return joined.map((id) => emails(account).filter(({ message }) => message.includes(id)).length);
}

describe('a run that dies', () => {
  it.each(OPERATIONS.flatMap((operation) => [false, true].map((carriedOut) => ({ operation, carriedOut }))))(
    'at its first $operation, carried out: $carriedOut, is made up for',
    async ({ operation, carriedOut }) => {
      let isOver = false;
      const account = await playJoining((each) =>
        befall(each, { kind: 'kill', carriedOut }, (subject) => {
          if (isOver || subject.operation !== operation) return false;
          isOver = true;
          return true;
        }),
      );
      expectAllWell(account);
      expect(account.simulation.calls.count({ operation, outcome: 'killed' })).toBe(1);
      // A host that was told of, and not labelled before the death, is told of once more. No other is, and none is forgotten.
      const mayBeToldAgain = operation === 'PutAttributes' || (operation === 'Publish' && carriedOut);
      for (const times of timesTold(account)) {
        expect(times).toBeGreaterThanOrEqual(1);
        expect(times).toBeLessThanOrEqual(mayBeToldAgain ? 2 : 1);
      }
    },
  );
});

describe('5xx, resets, throttling and late answers on any call', () => {
  it.each([1, 2, 3])('leave nothing undone (seed %i)', async (seed) => {
    const account = await playJoining((each) => letAnythingFail(each, seededRandom(seed), 0.3));
    expectAllWell(account);
  });
});
