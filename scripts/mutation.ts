/**
 * Mutation testing: changes the code of decisions in small ways, one at a time, and looks whether a test notices.
 * `docs/mutation.md` says how to read it. Stryker is installed into `.mutation`, from a lockfile of its own.
 * Each area is a run of its own, with tests of its own: every change would otherwise wait for all of them.
 * Arguments go to Stryker: `npm run mutation -- --mutate functions/host-sync/plan.ts`.
 */
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import path from 'node:path';
import { run } from './run.ts';

const ROOT = path.join(import.meta.dirname, '..');
const PINNED = path.join(ROOT, 'test/mutation');
const PLACE = path.join(ROOT, '.mutation');
const CONFIGURATION = 'test/mutation/stryker.config.json';
const MANIFEST = ['package.json', 'package-lock.json'] as const;

const content = (folder: string): string =>
  MANIFEST.map((name) => path.join(folder, name))
    .map((file) => (existsSync(file) ? readFileSync(file, 'utf8') : ''))
    .join('');

/** Installs Stryker unless it is there already, without what the project has itself. */
async function install(): Promise<void> {
  const done = path.join(PLACE, 'installed');
  if (existsSync(done) && content(PLACE) === content(PINNED)) return;
  console.log('Installing Stryker into .mutation');
  mkdirSync(PLACE, { recursive: true });
  for (const name of MANIFEST) cpSync(path.join(PINNED, name), path.join(PLACE, name));
  await run('npm', ['ci', '--prefix', PLACE, '--no-audit', '--no-fund', '--legacy-peer-deps']);
  writeFileSync(done, '');
}

/** Where a file is, and its tests below `test`: a function's folder, or that of what functions share. */
function areaOf(file: string): string {
  return file.split('/').slice(0, 2).join('/');
}

/** Which files are asked for, and the arguments that Stryker gets as they are. */
function takeMutate(args: readonly string[]): readonly [string | undefined, readonly string[]] {
  const at = args.indexOf('--mutate');
  return at < 0 ? [undefined, args] : [args[at + 1], args.toSpliced(at, 2)];
}

/** The files to be changed by area. */
function filesByArea(asked: string | undefined): ReadonlyMap<string, readonly string[]> {
  const { mutate } = JSON.parse(readFileSync(path.join(ROOT, CONFIGURATION), 'utf8')) as { mutate: readonly string[] };
  return Map.groupBy(asked?.split(',') ?? globSync([...mutate], { cwd: ROOT }).toSorted(), areaOf);
}

const [mutate, others] = takeMutate(process.argv.slice(2));
await install();
// It takes long and can wait.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
const stryker = path.join(PLACE, 'node_modules/@stryker-mutator/core/bin/stryker.js');
try {
  for (const [area, files] of filesByArea(mutate)) {
    const chosen = ['--mutate', files.join(','), '--testFiles', `test/${area}/*.test.ts`];
    await run(process.execPath, [stryker, 'run', CONFIGURATION, ...chosen, ...others]);
  }
} catch (error) {
  console.error(String(error));
  process.exitCode = 1;
}
