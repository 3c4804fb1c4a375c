import { expect, it } from 'vitest';
import { backoff } from '../../../shared/runtime/backoff.ts';

it.each([
  { receiveCount: 1, least: 2.5, most: 5 },
  { receiveCount: 2, least: 5, most: 10 },
  { receiveCount: 5, least: 40, most: 80 },
  { receiveCount: 7, least: 150, most: 300 },
  { receiveCount: 1000, least: 150, most: 300 },
])('after $receiveCount receives a message rests $least to $most seconds', ({ receiveCount, least, most }) => {
  expect(backoff(receiveCount, () => 0)).toBe(least);
  expect(backoff(receiveCount, () => 0.999_999)).toBeCloseTo(most, 3);
});
