/**
 * Mutation testing: changes the code of decisions in small ways, one at a time, and looks whether a test notices.
 * `docs/mutation.md` says how to read it. Stryker is installed into `.mutation`, from a lockfile of its own.
 * Arguments go to Stryker: `npm run mutation -- --mutate functions/host-sync/plan.ts`.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import path from 'node:path';
import { run } from './run.ts';

const ROOT = path.join(import.meta.dirname, '..');
const PINNED = path.join(ROOT, 'test/mutation');
const PLACE = path.join(ROOT, '.mutation');
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

await install();
// It takes long and can wait.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
const stryker = path.join(PLACE, 'node_modules/@stryker-mutator/core/bin/stryker.js');
try {
  await run(process.execPath, [stryker, 'run', 'test/mutation/stryker.config.json', ...process.argv.slice(2)]);
} catch (error) {
  console.error(String(error));
  process.exitCode = 1;
}
