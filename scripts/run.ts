import { spawn } from 'node:child_process';

/** Runs a program to its end, its output shown as it comes; throws when it fails. */
export async function run(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const { promise: ended, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject).once('close', resolve);
  const code = await ended;
  if (code !== 0) throw new Error(`${program} ${args.slice(0, 3).join(' ')} … ended with ${code}`);
}
