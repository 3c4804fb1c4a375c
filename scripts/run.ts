import { spawn } from 'node:child_process';

/**
 * Runs a program to its end, its output shown as it comes; throws when it fails. A signal to end reaches the program too,
 * so that it can end what it has started.
 */
export async function run(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const { promise: ended, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject).once('close', resolve);
  // A terminal sends its Ctrl-C to both; this process stays until the program has ended.
  const outlive = (): void => undefined;
  const forward = (signal: NodeJS.Signals): boolean => child.kill(signal);
  process.on('SIGINT', outlive).on('SIGTERM', forward);
  const code = await ended.finally(() => process.off('SIGINT', outlive).off('SIGTERM', forward));
  if (code !== 0) throw new Error(`${program} ${args.slice(0, 3).join(' ')} … ended with ${code}`);
}
