import { defineConfig } from 'vitest/config';
import { ClosingLine } from './scripts/closing-line.ts';

/** Tests that put doubles in the place of SDK clients, of modules and of the environment: each file has modules of its own. */
const WITH_DOUBLES = ['test/{shared,functions,cli}/**/*.test.ts'];

export default defineConfig({
  test: {
    // The worker is kept from one file to the next, and what the files import with it: a third less to compute.
    projects: [
      { extends: true, test: { name: 'doubles', include: WITH_DOUBLES, isolate: true } },
      {
        extends: true,
        test: {
          name: 'simulated',
          include: ['test/**/*.test.ts'],
          // Those of pages need a browser: npm run pages.
          exclude: [...WITH_DOUBLES, 'test/pages/**'],
          isolate: false,
        },
      },
    ],
    pool: 'forks',
    // Scenarios keep a core busy; more workers than this only make each of them slower on a small machine.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', new ClosingLine()],
  },
});
