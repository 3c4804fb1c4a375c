import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../simulator/kernel/random.ts';

describe('streams of neighbouring seeds', () => {
  it.each([0, 1, 2])('have nothing in common from their %i. number on', (skipped) => {
    const drawn = Array.from({ length: 1_000 }, (_, seed) => {
      const random = seededRandom(seed);
      for (let draw = 0; draw < skipped; draw += 1) random.next();
      return random.next();
    });
    const tenths = Array.from({ length: 10 }, (_, tenth) => drawn.filter((value) => Math.floor(value * 10) === tenth));
    for (const values of tenths) expect(values.length).toBeGreaterThan(60);
    const steps = drawn.slice(1).map((value, index) => Math.abs(value - (drawn[index] ?? 0)));
    // A third, for numbers that do not depend on each other.
    expect(steps.reduce((sum, step) => sum + step, 0) / steps.length).toBeCloseTo(1 / 3, 1);
  });
});
