import { spawn } from 'node:child_process';
import { pythonTool } from '../python-tools.ts';
import { emulatorEnvironment } from './emulator-environment.ts';

/** The emulator, while it runs. */
export interface MotoServer {
  readonly url: string;
  stop(): void;
}

/**
 * Starts moto's server on a free port of the loopback address. It ends with this process, however that ends.
 * @throws Error with what it printed, when it ends before it listens
 */
export async function startMotoServer(): Promise<MotoServer> {
  const server = spawn(pythonTool('python'), ['-B', '-u', '-m', 'moto.server', '-H', '127.0.0.1', '-p', '0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: emulatorEnvironment({}),
  });
  const stop = (): void => {
    server.kill('SIGKILL');
  };
  process.once('exit', stop);
  let printed = '';
  const { promise: listening, resolve, reject } = Promise.withResolvers<string>();
  const look = (chunk: Buffer): void => {
    if (printed.length < 100_000) printed += chunk.toString('utf8');
    const url = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(printed)?.[1];
    if (url) resolve(url);
  };
  server.stdout.on('data', look);
  server.stderr.on('data', look);
  server.once('error', reject);
  server.once('close', (code) => reject(new Error(`moto's server ended with ${code}:\n${printed}`)));
  return { url: await listening, stop };
}
