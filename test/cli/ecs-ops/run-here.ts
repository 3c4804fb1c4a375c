import { vi } from 'vitest';
import { run } from '../../../cli/ecs-ops/program.ts';

/** Runs `ecs-ops`, as in a terminal that is none. @returns its exit code, what it printed, and what it said on standard error */
export async function ecsOps(...args: readonly string[]) {
  const texts = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      texts[name] += String(text);
      return true;
    }),
  );
  try {
    const code = await run(args);
    return { code, printed: texts.stdout, said: texts.stderr };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
