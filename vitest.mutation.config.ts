import { defineConfig } from 'vitest/config';

/** The quick tests of decisions: those with random input, whole runs and budgets of calls take seconds for each mutant. */
export default defineConfig({
  test: {
    include: ['test/functions/**/*.test.ts', 'test/shared/domain/*.test.ts'],
    exclude: ['**/*.property.test.ts', '**/{never,safety,budget,convergence}.test.ts'],
    testTimeout: 60_000,
  },
});
