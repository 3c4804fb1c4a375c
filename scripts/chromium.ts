import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { run } from './run.ts';

/** Where Debian, Ubuntu and Alpine put it. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'] as const;

/** The browser on this machine, which CHROMIUM_PATH may name. @throws Error when that names no file */
export function chromiumPath(): string | undefined {
  const named = process.env['CHROMIUM_PATH'];
  if (named === undefined || named === '') return PLACES.find((place) => existsSync(place));
  if (!existsSync(named)) throw new Error(`CHROMIUM_PATH is ${named}, and there is no such file`);
  return named;
}

/**
 * The browser on this machine, installed with apt-get where it is missing.
 * @throws Error that says what to install
 */
export async function installedChromium(): Promise<string> {
  const found = chromiumPath();
  if (found !== undefined) return found;
  const apt = aptGet();
  if (!apt) throw new Error(`There is no Chromium, and apt-get can't be run as root here. ${ADVICE}`);
  console.log('Installing chromium with apt-get');
  const [program, ...args] = apt;
  try {
    await run(program, [...args, 'update', '-qq']);
    await run(program, [...args, 'install', '-y', '-qq', '--no-install-recommends', 'chromium']);
  } catch (cause) {
    throw new Error(`Chromium could not be installed. ${ADVICE}`, { cause });
  }
  const installed = chromiumPath();
  if (installed === undefined) throw new Error(`apt-get has installed no Chromium. ${ADVICE}`);
  return installed;
}

const ADVICE = 'Install Chromium or Chrome and set CHROMIUM_PATH to its program; only npm run pages needs it.';

/** apt-get as root, undefined where that is not possible without a question. */
function aptGet(): readonly [string, ...string[]] | undefined {
  const works = (program: string, args: readonly string[]): boolean => spawnSync(program, args).status === 0;
  if (!works('apt-get', ['--version'])) return undefined;
  if (process.getuid?.() === 0) return ['apt-get'];
  return works('sudo', ['-n', 'true']) ? ['sudo', '-n', 'apt-get'] : undefined;
}
