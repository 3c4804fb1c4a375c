import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const read = (file: string): unknown => JSON.parse(readFileSync(path.join(import.meta.dirname, '../..', file), 'utf8'));

interface Package {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const packagesOf = (file: string) => (read(file) as { readonly packages: Readonly<Record<string, Package>> }).packages;
const { '': root, ...installed } = packagesOf('package-lock.json');

it.each(['package-lock.json', 'test/mutation/package-lock.json'])(
  '%s pins every package by its digest, without the address of a registry',
  (file) => {
    const { '': _, ...all } = packagesOf(file);
    const wrong = Object.entries(all).filter(([, each]) => each.resolved !== undefined || !each.integrity);
    expect(wrong.map(([name]) => name)).toEqual([]);
    expect(Object.keys(all).length).toBeGreaterThan(100);
  },
);

describe('the lockfile', () => {
  it('is that of package.json', () => {
    const { dependencies, devDependencies } = read('package.json') as Package;
    expect(root).toMatchObject({ dependencies, devDependencies });
  });

  it('has the build tools for every platform that developers use', () => {
    const platforms = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64', 'win32-x64'];
    const missing = platforms.flatMap((platform) =>
      [`@biomejs/cli-${platform}`, `@esbuild/${platform}`].filter((name) => !installed[`node_modules/${name}`]),
    );
    expect(missing).toEqual([]);
  });
});
