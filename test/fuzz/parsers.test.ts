import { describe, expect, it } from 'vitest';
import { PARSERS } from './parsers.ts';

/** `npm run fuzz` runs more, and other ones. */
const SHORT = { inputs: 2_000, seed: 7 };

describe('random hostile input', () => {
  it.each(PARSERS.map((parser) => [parser.name, parser] as const))(
    'does not break the parser of %s',
    async (_, parser) => {
      const { failure, inputs, outcomes } = await parser.fuzz(SHORT);
      expect(failure).toBeUndefined();
      expect(inputs).toBe(SHORT.inputs);
      // Inputs that are all refused for one reason would test nothing.
      expect(outcomes.get('accepted')).toBeGreaterThan(0);
      expect(outcomes.size).toBeGreaterThan(1);
    },
  );
});
