import { defineConfig } from 'vitest/config';

/** Tests that need a browser; `npm test` needs Node.js alone. */
export default defineConfig({
  test: {
    include: ['test/pages/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
