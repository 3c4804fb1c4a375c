/**
 * Brings package-lock.json up to date and takes the registry's addresses out of it: they differ from mirror to
 * mirror, and the digests alone tell whether a package is the right one.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './run.ts';

const LOCKFILE = path.join(import.meta.dirname, '../package-lock.json');

/** The part of a lockfile that is used. */
interface Lockfile {
  readonly packages: Readonly<Record<string, { resolved?: string; readonly integrity?: string }>>;
}

await run('npm', ['install', '--no-audit', '--omit-lockfile-registry-resolved=false']);
const lockfile = JSON.parse(readFileSync(LOCKFILE, 'utf8')) as Lockfile;
const registryPackages = Object.values(lockfile.packages).filter(({ integrity }) => integrity !== undefined);
for (const each of registryPackages) delete each.resolved;
writeFileSync(LOCKFILE, `${JSON.stringify(lockfile, null, 2)}\n`);
console.log(`package-lock.json: ${registryPackages.length} packages, each with its digest and without an address`);
