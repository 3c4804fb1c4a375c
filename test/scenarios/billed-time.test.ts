import { expect, it } from 'vitest';
import { runsThatSlept } from './billed-time.ts';

const run = (end: number) =>
  ({ functionName: 'gate', start: 0, end, outcome: { kind: 'succeeded', payload: {} } }) as const;
const call = (time: number, outcome = 'ok', functionName = 'gate') => ({ functionName, time, outcome });

it.each([
  ['without calls, a second', 1_000, [], false],
  ['without calls, more', 1_001, [], true],
  ['with calls of its own, a second and theirs', 1_200, [call(10), call(500)], false],
  ['with calls of its own, more', 1_201, [call(10), call(500)], true],
  ['with calls of others, and of other times', 1_201, [call(10), call(500, 'ok', 'sync'), call(1_500)], true],
  ['with a call that failed, any time', 9_000, [call(10, 'ThrottlingException')], false],
] as const)('a run may take, %s', (_, end, calls, slept) => {
  expect(runsThatSlept([run(end)], calls)).toHaveLength(slept ? 1 : 0);
});
