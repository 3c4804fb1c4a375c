import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type BillOfMaterials, billOfMaterials } from '../../scripts/bill-of-materials.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const lockfile = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, { readonly version?: string }>>;
};
const dependencies = readFileSync(path.join(ROOT, 'docs/dependencies.md'), 'utf8');

/** The bills that the build has written, by function. */
const bills = readdirSync(path.join(ROOT, 'dist')).map((name) => {
  const text = readFileSync(path.join(ROOT, 'dist', name, 'bom.cdx.json'), 'utf8');
  return [name, JSON.parse(text) as BillOfMaterials] as const;
});

describe('a bill of materials', () => {
  it('names each package once, by the innermost one that a file is in, and none of our own files', () => {
    const files = [
      'node_modules/croner/dist/croner.js',
      'node_modules/croner/package.json',
      'node_modules/@middy/core/index.js',
      'functions/host-sync/plan.ts',
    ];
    const { components } = billOfMaterials('host-sync', ROOT, files);
    expect(components.map(({ purl }) => purl.replace(/@[\d.]+$/, ''))).toEqual([
      'pkg:npm/%40middy/core',
      'pkg:npm/croner',
    ]);
  });

  it('refuses a package that names no licence', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'bill-of-materials-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    mkdirSync(path.join(folder, 'node_modules/unlicensed'), { recursive: true });
    for (const each of ['', 'node_modules/unlicensed']) {
      writeFileSync(path.join(folder, each, 'package.json'), '{ "name": "unlicensed", "version": "1.0.0" }');
    }
    expect(() => billOfMaterials('host-sync', folder, ['node_modules/unlicensed/index.js'])).toThrow(
      'names no licence',
    );
  });
});

describe.each(bills)('the bill of materials of %s', (name, { metadata, components }) => {
  it('is about that function, and names packages in the versions that are locked', () => {
    expect(metadata.component.name).toBe(name);
    expect(components.length).toBeGreaterThan(5);
    const locked = new Set(
      Object.entries(lockfile.packages).map(
        ([folder, { version }]) => `${folder.split('node_modules/').at(-1)} ${version}`,
      ),
    );
    expect(components.map((each) => `${each.name} ${each.version}`).filter((each) => !locked.has(each))).toEqual([]);
  });

  it('has nothing that the page about dependencies does not name, or say that something brings along', () => {
    const isNamed = (packageName: string): boolean => {
      const [scope] = packageName.split('/');
      return dependencies.includes(`\`${packageName}\``) || dependencies.includes(`\`${scope}/*\``);
    };
    expect(components.map((each) => each.name).filter((each) => !isNamed(each))).toEqual([]);
  });
});
