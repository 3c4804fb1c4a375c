import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Template } from '../../simulator/deploy/template.ts';
import { emulatorEnvironment, PLACE } from './emulator-environment.ts';

const ROOT = path.join(import.meta.dirname, '../..');
/** What `serverless` reads of the project. */
const NEEDED = ['serverless.yml', 'package.json', 'infra', 'cli', 'functions', 'shared', 'dist'];

/** A copy of the project to deploy from, so that the package for other checks stays as it is. */
export class ServiceCopy {
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  static async make(): Promise<ServiceCopy> {
    const directory = await mkdtemp(path.join(tmpdir(), 'ecs-ops-emulator-'));
    for (const name of NEEDED) await cp(path.join(ROOT, name), path.join(directory, name), { recursive: true });
    await symlink(path.join(ROOT, 'node_modules'), path.join(directory, 'node_modules'), 'junction');
    return new ServiceCopy(directory);
  }

  /**
   * Runs a command of osls against an address, to its end.
   * @throws Error with what it printed, when it fails
   */
  async serverless(url: string, command: string, ...args: readonly string[]): Promise<string> {
    const program = path.join(ROOT, 'node_modules/osls/bin/serverless.js');
    const options = {
      cwd: this.#directory,
      // The second asks how CloudFormation is getting on every 200 ms, instead of every 5 s.
      env: emulatorEnvironment({ AWS_ENDPOINT_URL: url, SLS_AWS_MONITORING_FREQUENCY: '200' }),
      maxBuffer: 2 ** 24,
    };
    const place = ['--stage', PLACE.stage, '--region', PLACE.region];
    const { promise: ended, resolve, reject } = Promise.withResolvers<string>();
    const child = execFile(process.execPath, [program, command, ...place, ...args], options, (error, out, problems) => {
      process.off('exit', stop);
      if (error) reject(new Error(`serverless ${command} failed:\n${out}${problems}`, { cause: error }));
      else resolve(out + problems);
    });
    const stop = (): boolean => child.kill('SIGKILL');
    process.once('exit', stop);
    return await ended;
  }

  /** The template that the last deployment sent. */
  async template(): Promise<Template> {
    const file = path.join(this.#directory, '.serverless/cloudformation-template-update-stack.json');
    return JSON.parse(await readFile(file, 'utf8')) as Template;
  }

  /** Digests of the archives that the last deployment sent, as Lambda writes them, by file name. */
  async codeDigests(): Promise<Readonly<Record<string, string>>> {
    const packaged = path.join(this.#directory, '.serverless');
    const archives = (await readdir(packaged)).filter((file) => file.endsWith('.zip'));
    const digest = async (file: string): Promise<[string, string]> => [
      file,
      createHash('sha256')
        .update(await readFile(path.join(packaged, file)))
        .digest('base64'),
    ];
    return Object.fromEntries(await Promise.all(archives.map(digest)));
  }

  async remove(): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true });
  }
}
