import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

let code: string | undefined;

/**
 * The code of runtime workers as one script, made once in a process: a worker that loads it, and its function from
 * Node's compile cache, is ready in half the time that the modules take, and scenarios start hundreds of them.
 */
export function workerCode(): string {
  code ??= bundled();
  return code;
}

function bundled(): string {
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL('./runtime-worker.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
  });
  const text = outputFiles[0]?.text;
  if (text === undefined) throw new Error('esbuild gave no code for the runtime worker');
  return `require('node:module').enableCompileCache();\n${text}`;
}
