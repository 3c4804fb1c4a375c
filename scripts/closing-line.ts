import type { Reporter, TestModule, Vitest } from 'vitest/node';

/** What the closing line looks like; `scripts/check.ts` finds it by this. */
export const CLOSING_LINE = /^\d+ passed, \d+ failed$/;

/**
 * Ends a test run with a plain line, `12 passed, 0 failed`, for programs that read the output. A file that could
 * not be run and an error outside of any test count as failed.
 */
export class ClosingLine implements Reporter {
  #vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const { passed, failed } = count(modules);
    this.#vitest?.logger.log(`\n${passed} passed, ${failed + unhandledErrors.length} failed`);
  }
}

function count(modules: readonly TestModule[]): { readonly passed: number; readonly failed: number } {
  let passed = 0;
  let failed = 0;
  for (const module of modules) {
    const results = [...module.children.allTests()].map((test) => test.result().state);
    const failures = results.filter((state) => state === 'failed').length;
    passed += results.filter((state) => state === 'passed').length;
    failed += failures === 0 && module.state() === 'failed' ? 1 : failures;
  }
  return { passed, failed };
}
