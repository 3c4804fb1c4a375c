import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { run } from './run.ts';

const ROOT = path.join(import.meta.dirname, '..');
const ENVIRONMENT = path.join(ROOT, '.venv');
const REQUIREMENTS = path.join(ROOT, 'scripts/requirements-ci.txt');
/** Holds the digest of the requirements that are installed. */
const INSTALLED = path.join(ENVIRONMENT, 'installed');

/** A program of the virtual environment, as in `python` and `cfn-lint`. */
export const pythonTool = (name: string): string => path.join(ENVIRONMENT, 'bin', name);

/**
 * Installs the tools written in Python, pinned in `scripts/requirements-ci.txt`, into `.venv`, unless they are
 * there already.
 */
export async function installPythonTools(): Promise<void> {
  const digest = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex');
  if (existsSync(INSTALLED) && readFileSync(INSTALLED, 'utf8') === digest) return;
  console.log('Installing the Python tools into .venv');
  await rm(ENVIRONMENT, { recursive: true, force: true });
  await install();
  writeFileSync(INSTALLED, digest);
}

/** Debian's python3 can make an environment without pip even where python3-venv is missing; its own pip fills it. */
async function install(): Promise<void> {
  const requirements = ['install', '--quiet', '--disable-pip-version-check', '--requirement', REQUIREMENTS];
  try {
    await run('python3', ['-m', 'venv', '--without-pip', ENVIRONMENT]);
    await run('python3', ['-m', 'pip', '--python', pythonTool('python'), ...requirements]);
  } catch (cause) {
    console.log(`${String(cause)}; trying with the pip of the environment`);
    await rm(ENVIRONMENT, { recursive: true, force: true });
    await run('python3', ['-m', 'venv', ENVIRONMENT]);
    await run(pythonTool('python'), ['-m', 'pip', ...requirements]);
  }
}
