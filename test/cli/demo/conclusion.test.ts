import { expect, it, vi } from 'vitest';
import { printConclusion } from '../../../cli/demo/programme.ts';
import { outcome } from '../../../cli/demo/promises/promise.ts';

function conclude(...outcomes: Parameters<typeof printConclusion>[0]): {
  readonly exitCode: number;
  readonly said: string;
} {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    const exitCode = printConclusion(outcomes);
    return { exitCode, said: write.mock.calls.map(([text]) => String(text)).join('') };
  } finally {
    write.mockRestore();
  }
}

it('is an exit code of 0 when every promise was kept', () => {
  expect(conclude(outcome('one', []), outcome('two', []))).toMatchObject({
    exitCode: 0,
    said: expect.stringContaining('All 2 promises were kept'),
  });
});

it('is an exit code of 1 when one was not, and names it', () => {
  expect(conclude(outcome('one', []), outcome('a host is let go', ['it is held', 'nobody was told']))).toMatchObject({
    exitCode: 1,
    said: expect.stringContaining('✗ a host is let go: it is held; nobody was told'),
  });
});
