import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const matches = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found = '']) => found);

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(read('package.json')) as Manifest;
const documents = globSync('**/*.md', {
  cwd: ROOT,
  exclude: ['node_modules', '.mutation', '.venv', '.serverless', 'dist'],
});

describe.each(documents)('%s', (document) => {
  const text = read(document);

  it('links to what exists', () => {
    const links = matches(text, /\]\((?!https?:|#)([^)#]+)/g);
    expect(links.filter((link) => !existsSync(path.join(ROOT, path.dirname(document), link)))).toEqual([]);
  });

  it('names npm scripts that exist', () => {
    const scripts = matches(text, /npm run (?:-s )?([\w:-]*\w)/g);
    expect(scripts.filter((script) => manifest.scripts[script] === undefined)).toEqual([]);
  });
});

describe('.gitignore', () => {
  /** Patterns of the root folder's own files; the last that fits decides. */
  const patterns = matches(read('.gitignore'), /^(!?\/.+)$/gm);
  const isIgnored = (file: string): boolean => {
    const fits = patterns.filter((pattern) => path.matchesGlob(`/${file}`, pattern.replace(/^!/, '')));
    return fits.at(-1)?.startsWith('/') ?? false;
  };
  const WRITTEN = /(?:--output|--report|>) +([\w-]+\.(?:json|html))\b/g;
  const written = [...documents, ...globSync('cli/**/*.ts', { cwd: ROOT })].flatMap((file) =>
    matches(read(file), WRITTEN),
  );

  it('has every file that a reader is told to write: they tell of an account', () => {
    expect(new Set(written)).toContain('storm.html');
    expect(written.filter((file) => !isIgnored(file))).toEqual([]);
  });

  it('has no file of the project', () => {
    expect(['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.pages.json'].filter(isIgnored)).toEqual([]);
  });
});

describe('docs/dependencies.md', () => {
  const rows = [...read('docs/dependencies.md').matchAll(/^\| `([^`]+)` \|.*\| ([^|]+) \|$/gm)];
  const lock = JSON.parse(read('package-lock.json')) as {
    readonly packages: Readonly<Record<string, { readonly license?: string }>>;
  };

  it('has every dependency, and none that is gone', () => {
    const [wanted = ''] = read('scripts/requirements-ci.txt').split('# What they bring along');
    const pinned = matches(wanted, /^([\w-]+)(?:\[[\w,]+\])?==/gm);
    const direct = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies), ...pinned];
    expect(rows.map(([, name]) => name).toSorted()).toEqual(direct.toSorted());
  });

  it('has their licences right', () => {
    const wrong = rows.filter(([, name, licence]) => {
      const installed = lock.packages[`node_modules/${name}`];
      return installed !== undefined && installed.license !== licence;
    });
    expect(wrong.map(([, name]) => name)).toEqual([]);
  });
});
