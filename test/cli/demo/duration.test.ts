import { expect, it } from 'vitest';
import { spoken } from '../../../cli/demo/duration.ts';

it.each([
  [0, '0 s'],
  [1_300, '1.3 s'],
  [2_000, '2 s'],
  [52_400, '52 s'],
  [60_000, '1 min 0 s'],
  [69_444, '1 min 9.4 s'],
  [600_444, '10 min 0.4 s'],
  [-1_300, '-1.3 s'],
  [-95_000, '-1 min 35 s'],
])('%d ms is %s', (milliseconds, expected) => {
  expect(spoken(milliseconds)).toBe(expected);
});
